-- name: Changes by group
-- formula: p = measure of the period before, q = measure of the period, both as they are; absent means 0
-- unit: money in the reporting currency
-- grain: grain, period and group, wherever p or q is not absent
-- larger: q above p is growth
-- null: never
-- source: ours
-- why: a customer who stops buying has no row; the period after its last one must still say what was lost
with

neighbours as (
    select
        grain,
        period_index,
        group_id,
        amount,
        lag(period_index) over (partition by grain, group_id order by period_index) as before_index,
        lag(amount) over (partition by grain, group_id order by period_index) as before_amount,
        lead(period_index) over (partition by grain, group_id order by period_index) as after_index,
        coalesce(max(case when amount > 0 then 1 else 0 end) over (
            partition by grain, group_id
            order by period_index
            rows between unbounded preceding and 1 preceding
        ), 0) as was_active
    from measure
)

select
    grain,
    period_index,
    group_id,
    case when before_index = period_index - 1 then before_amount else 0 end as p,
    amount as q,
    was_active
from neighbours

union all

-- The period after a row that none follows: everything is gone.
select
    neighbours.grain,
    neighbours.period_index + 1 as period_index,
    neighbours.group_id,
    neighbours.amount as p,
    0 as q,
    1 as was_active
from neighbours
cross join params
where (neighbours.after_index is null or neighbours.after_index > neighbours.period_index + 1)
    and case
        when neighbours.grain = 'month' then neighbours.period_index + 1 <= params.last_month
        else neighbours.period_index * 3 + params.quarter_shift + 5 <= params.last_month
    end
