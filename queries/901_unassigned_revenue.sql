-- name: Unassigned revenue
-- formula: months of the window with revenue that names no customer
-- severity: warning
-- unit: money in the reporting currency
-- grain: month
-- larger: more revenue that no ranking sees
-- null: never
-- source: ours
-- why: revenue without a customer can hide the largest one
select months.label as month, recurring_month.amount
from recurring_month
inner join windows
    on windows.period = 'window'
    and recurring_month.month_index >= windows.first_index
    and recurring_month.month_index <= windows.last_index
inner join months on months.month_index = recurring_month.month_index
where recurring_month.customer_id is null
order by months.label
