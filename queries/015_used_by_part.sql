-- name: Used revenue by part
-- formula: used revenue before, in and after the window; and, over all of it, what names no customer
-- unit: money in the reporting currency
-- grain: part: before, window, after (as when service dates defer it to later months), unassigned
-- larger: more revenue in that part
-- null: never
-- source: ours
-- why: the window is a part of the ledger, and the parts must add up to the whole
with

placed as (
    select
        case
            when used_lines.month_index > params.window_last then 'after'
            when used_lines.month_index >= params.window_first then 'window'
            else 'before'
        end as part,
        used_lines.amount
    from used_lines
    cross join params

    union all

    select 'unassigned' as part, amount
    from used_lines
    where customer_id is null
)

select part, sum(amount) as amount
from placed
group by part
order by part
