-- name: Spans of contracts
-- formula: ends_on = the last day of service (the day before `end` where that is the first day without service), of a cancelled open-ended contract the last day paid for; term_start = the contract's start, or the term_start of the one before where this one begins the day after it at another price for the same customer and product: a change of price within a term is no new term
-- unit: dates
-- grain: contract
-- larger: later
-- null: ends_on while open-ended, or where the contract can be left at will
-- source: ours
-- why: a table holds one contract for each price, and a term of three years with a price a quarter is still one of three years
with

contracts as (
    select
        contract_id,
        max(customer_id) as customer_id,
        max(product) as product,
        max(mrr_constant) as price,
        max(auto_renew) as auto_renew,
        max(at_will) as at_will,
        least(coalesce(max(notice_days), 0), 36500) as notice_days,
        min(start_date) as start_date,
        max(case
            when end_date is null then paid_until
            when end_inclusive = 1 then cast(end_date + interval '1 day' as date)
            else end_date
        end) as stop_date
    from contract_terms
    cross join contract_rules
    group by contract_id
),

compared as (
    select
        *,
        lag(stop_date) over (partition by customer_id, product order by start_date, contract_id) as stop_before,
        lag(price) over (partition by customer_id, product order by start_date, contract_id) as price_before
    from contracts
),

numbered as (
    select
        *,
        sum(case when start_date = stop_before and price <> price_before then 0 else 1 end) over (
            partition by customer_id, product
            order by start_date, contract_id
            rows between unbounded preceding and current row
        ) as term
    from compared
)

select
    contract_id,
    customer_id,
    auto_renew,
    notice_days,
    start_date,
    min(start_date) over (partition by customer_id, product, term) as term_start,
    case when coalesce(at_will, 0) = 0 then cast(stop_date - interval '1 day' as date) end as ends_on
from numbered
