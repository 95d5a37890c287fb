-- name: Window totals
-- formula: T = sum of x_g + unassigned; T+ = sum of positive x_g; n = number of positive x_g
-- unit: money in the reporting currency; customers
-- grain: period
-- larger: more revenue
-- null: never
-- source: ours
-- why: T ties to the ledger; T+ is what index shares are shares of
with

unassigned as (
    select windows.period, sum(recurring_month.amount) as amount
    from windows
    inner join recurring_month
        on recurring_month.month_index >= windows.first_index
        and recurring_month.month_index <= windows.last_index
    where recurring_month.customer_id is null
    group by windows.period
),

customers as (
    select
        period,
        sum(amount) as amount,
        sum(case when amount > 0 then amount else 0 end) as positive_total,
        sum(case when amount < 0 then amount else 0 end) as negative_total,
        sum(case when amount > 0 then 1 else 0 end) as customers,
        sum(case when amount < 0 then 1 else 0 end) as negative_customers
    from window_revenue
    group by period
)

select
    windows.period,
    windows.first_index,
    windows.last_index,
    windows.months_covered,
    coalesce(customers.amount, 0) + coalesce(unassigned.amount, 0) as total,
    coalesce(customers.positive_total, 0) as positive_total,
    coalesce(customers.negative_total, 0) as negative_total,
    coalesce(unassigned.amount, 0) as unassigned,
    coalesce(customers.customers, 0) as customers,
    coalesce(customers.negative_customers, 0) as negative_customers
from windows
left join customers on customers.period = windows.period
left join unassigned on unassigned.period = windows.period
