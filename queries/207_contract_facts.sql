-- name: What the contracts table holds
-- formula: counts over contracts; an end on the last day of a month looks inclusive
-- unit: contracts
-- grain: one row
-- larger: more contracts
-- null: never
-- source: ours
-- why: an `end` of 31 December read as the first day without service loses a month of every contract
with

contracts as (
    select
        contract_id,
        max(end_date) as end_date,
        max(date_part('day', end_date + interval '1 day')) as day_after
    from contract_terms
    group by contract_id
),

active as (
    select count(*) as active, count(distinct customer_id) as customers
    from contract_months
    cross join params
    where month_index = last_month
),

counted as (
    select
        count(*) as contracts,
        coalesce(sum(case when end_date is null then 1 else 0 end), 0) as open_ended,
        coalesce(sum(case when day_after = 1 then 1 else 0 end), 0) as ends_on_month_end
    from contracts
)

select counted.contracts, counted.open_ended, counted.ends_on_month_end, active.active, active.customers
from counted
cross join active
