-- name: Renewals by customer
-- formula: ARR of the customer's contracts by the quarter in which they end; open_arr: of it, what ends within the twelve months that locked_arr looks ahead
-- unit: money in the reporting currency a year
-- grain: customer (group) and quarter in which a contract of it ends
-- larger: more of the customer comes up
-- null: never
-- source: ours
-- why: what is exposed is exposed when its contracts end
select
    contract_ends.customer,
    renewal_quarters.quarter,
    renewal_quarters.first_day,
    sum(contract_ends.arr) as arr,
    sum(case when contract_ends.ends_on < risk_rules.horizon_end then contract_ends.arr else 0 end) as open_arr
from contract_ends
cross join risk_rules
inner join renewal_quarters
    on contract_ends.ends_on >= renewal_quarters.first_day
    and contract_ends.ends_on <= renewal_quarters.last_day
group by contract_ends.customer, renewal_quarters.quarter, renewal_quarters.first_day
order by renewal_quarters.first_day, contract_ends.customer
