-- name: The two windows of the change in HHI by customer
-- formula: revenue of the year before and of the window, as reported and at constant rates; the customer's group of today and of the year before
-- unit: money in the reporting currency
-- grain: customer with a row in one of the windows
-- larger: more revenue
-- null: never; no rows where the ledger does not cover the year before
-- source: ours
-- why: both windows must be told by one tree and at one set of rates before they are compared
with

-- The two windows, as columns of one row, and on the left, where the engine holds it while the months stream by.
ends as (
    select
        window_first as first_now,
        window_last as last_now,
        window_first - 12 as first_before,
        window_last - 12 as last_before
    from params
    where window_first - 12 >= first_month
),

placed as (
    select
        recurring_month.customer_id,
        recurring_month.amount,
        recurring_month.amount_constant,
        case when month_index between ends.first_now and ends.last_now then 1 else 0 end as is_now,
        case when month_index between ends.first_before and ends.last_before then 1 else 0 end as is_before
    from ends
    cross join recurring_month
    where recurring_month.customer_id is not null
        and recurring_month.month_index between ends.first_before and ends.last_now
),

both_windows as (
    select
        customer_id,
        sum(case when is_before = 1 then amount else 0 end) as before_amount,
        sum(case when is_before = 1 then amount_constant else 0 end) as before_constant,
        sum(case when is_now = 1 then amount_constant else 0 end) as after_constant,
        sum(case when is_now = 1 then amount else 0 end) as after_amount
    from placed
    group by customer_id
)

select
    both_windows.*,
    customer_groups.group_id as today,
    coalesce(group_history.group_id, customer_groups.group_id) as of_then
from ends
cross join both_windows
inner join customer_groups on customer_groups.customer_id = both_windows.customer_id
left join group_history
    on group_history.customer_id = both_windows.customer_id
    and ends.last_before between group_history.first_index and group_history.last_index
