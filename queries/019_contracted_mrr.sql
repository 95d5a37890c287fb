-- name: Contracted MRR
-- formula: sum over the customer's contracts in force at the month's end (see contract_months)
-- unit: money in the reporting currency a month; mrr_constant at one set of rates
-- grain: customer and month (sparse), from the earliest contract's start to the as-of month
-- larger: more is under contract
-- null: never; no row without a contract in force
-- source: ours
-- why: overlapping contracts add up, and back-to-back ones make no churn
select
    customer_id,
    month_index,
    sum(mrr) as mrr,
    sum(mrr_constant) as mrr_constant
from contract_months
group by customer_id, month_index
