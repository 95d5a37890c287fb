-- name: Paused contracts
-- formula: contracts in force at the as-of month's end whose pause holds that day
-- unit: money in the reporting currency a month
-- grain: contract, the largest first; price is what it would bring if it were not paused
-- larger: more revenue waits
-- null: never
-- source: products disagree whether a pause is churn; here it is neither hidden nor counted
-- why: a pause is often the step before leaving
select
    contract_months.contract_id as contract,
    contract_months.customer_id as customer,
    coalesce(group_names.name, contract_months.customer_id) as name,
    contract_months.price
from contract_months
cross join params
left join group_names on group_names.group_id = contract_months.customer_id
where contract_months.month_index = params.last_month and contract_months.is_paused = 1
order by contract_months.price desc, contract_months.contract_id
