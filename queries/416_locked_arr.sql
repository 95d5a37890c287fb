-- name: ARR that cannot end within a year
-- formula: locked = ARR of the contracts that last to the end of the twelve months after the last whole month, or beyond, and cannot be left at will; locked_until = the last day of service of the longest of them
-- unit: money in the reporting currency a year
-- grain: customer (group) with such a contract
-- larger: less can be lost within the horizon
-- null: never
-- source: ours
-- why: what a contract holds has no churn in it until it ends
select customer, sum(arr) as locked, max(ends_on) as locked_until
from contract_ends
cross join risk_rules
where ends_on >= horizon_end
group by customer
order by customer
