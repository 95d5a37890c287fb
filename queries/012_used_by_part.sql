-- name: Used revenue by part
-- formula: used revenue before, in and after the window; and, over all of it, what names no customer
-- unit: money in the reporting currency
-- grain: part: before, window, after (deferred to later months by service dates), unassigned
-- larger: more revenue in that part
-- null: never
-- source: ours
-- why: the window is a part of the ledger, and the parts must add up to the whole
with

used as (
    select
        customer_id,
        cast(extract(year from month) as bigint) * 12 + cast(extract(month from month) as bigint) - 1 as month_index,
        converted as amount
    from trunk
    where scope = 'used'
),

placed as (
    select
        case
            when month_index > params.last_month then 'after'
            when month_index > params.last_month - params.window_months then 'window'
            else 'before'
        end as part,
        amount
    from used
    cross join params

    union all

    select 'unassigned' as part, amount
    from used
    where customer_id is null
)

select part, sum(amount) as amount
from placed
group by part
order by part
