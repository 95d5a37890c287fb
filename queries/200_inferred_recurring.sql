-- name: Inferred recurring revenue
-- formula: over three-month windows counted back from the as-of month, max(0, min(q_t, q_(t−1))) for customers that buy at least quarterly
-- unit: money in the reporting currency
-- grain: group and three-month window t (0 is the latest), over the trailing window
-- larger: more revenue that came back from the quarter before
-- null: recurring in a window whose predecessor the ledger does not cover; 0 where the customer buys less often than quarterly (is_inferable 0)
-- source: ours
-- why: a ledger without kinds still shows which revenue repeats
with

cadence as (
    select
        group_id,
        count(*) > 1
            and max(month_index) - min(month_index) <= 3 * (count(*) - 1) as is_inferable
    from monthly_revenue
    cross join params
    where amount > 0 and month_index <= params.window_last
    group by group_id
),

blocks as (
    select
        monthly_revenue.group_id,
        floor((params.window_last - monthly_revenue.month_index) / 3) as block,
        sum(monthly_revenue.amount) as amount
    from monthly_revenue
    cross join params
    where monthly_revenue.month_index <= params.window_last
    group by monthly_revenue.group_id, floor((params.window_last - monthly_revenue.month_index) / 3)
)

select
    blocks.group_id,
    blocks.block,
    blocks.amount,
    coalesce(cadence.is_inferable, false) as is_inferable,
    case
        -- The window before must lie wholly within the ledger.
        when params.window_last - 3 * (blocks.block + 2) + 1 < params.first_month then null
        when coalesce(cadence.is_inferable, false) then greatest(0, least(blocks.amount, coalesce(before.amount, 0)))
        else 0
    end as recurring
from blocks
cross join params
left join blocks as before on before.group_id = blocks.group_id and before.block = blocks.block + 1
left join cadence on cadence.group_id = blocks.group_id
where 3 * (blocks.block + 1) <= params.window_months
