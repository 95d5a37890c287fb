-- name: The two windows of the change in HHI by customer
-- formula: revenue of the year before and of the window, as reported and at constant rates; the customer's group of today and of the year before
-- unit: money in the reporting currency
-- grain: customer with a row in one of the windows
-- larger: more revenue
-- null: never; no rows where the ledger does not cover the year before
-- source: ours
-- why: both windows must be told by one tree and at one set of rates before they are compared
with

both_windows as (
    select
        recurring_month.customer_id,
        sum(case when windows.period = 'year_before' then recurring_month.amount else 0 end) as before_amount,
        sum(case when windows.period = 'year_before' then recurring_month.amount_constant else 0 end) as before_constant,
        sum(case when windows.period = 'window' then recurring_month.amount_constant else 0 end) as after_constant,
        sum(case when windows.period = 'window' then recurring_month.amount else 0 end) as after_amount
    from recurring_month
    inner join windows
        on windows.period in ('window', 'year_before')
        and recurring_month.month_index between windows.first_index and windows.last_index
    cross join params
    where recurring_month.customer_id is not null
        and params.last_month - 12 - params.window_months + 1 >= params.first_month
    group by recurring_month.customer_id
)

select
    both_windows.*,
    customer_groups.group_id as today,
    coalesce(group_history.group_id, customer_groups.group_id) as of_then
from both_windows
cross join params
inner join customer_groups on customer_groups.customer_id = both_windows.customer_id
left join group_history
    on group_history.customer_id = both_windows.customer_id
    and params.last_month - 12 between group_history.first_index and group_history.last_index
