-- name: Net-negative customers
-- formula: groups whose net revenue in the window is below zero
-- severity: warning
-- unit: money in the reporting currency
-- grain: group
-- larger: more was given back
-- null: never
-- source: ours
-- why: they are left out of every index, so they must be seen
select customer, name, amount
from customers
where amount < 0
order by amount, customer
