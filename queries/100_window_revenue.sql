-- name: Revenue by window and group
-- formula: x_g, net revenue of group g over the months of the window
-- unit: money in the reporting currency
-- grain: period and group with a row in the window
-- larger: a larger customer
-- null: never
-- source: ours
-- why: what every concentration metric starts from
select
    windows.period,
    monthly_revenue.group_id,
    sum(monthly_revenue.amount) as amount,
    sum(monthly_revenue.amount_constant) as amount_constant,
    sum(monthly_revenue.recurring) as recurring
from windows
inner join monthly_revenue
    on monthly_revenue.month_index >= windows.first_index
    and monthly_revenue.month_index <= windows.last_index
group by windows.period, monthly_revenue.group_id
