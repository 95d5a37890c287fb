-- name: Changes by group and segment
-- formula: p = measure of the period before, restated to this period's tree and, for a customer of one value then and one now, to the value of now; q = measure of the period; absent means 0; the first covered period has p = q
-- unit: money in the reporting currency, at each row's rate and at constant rates
-- grain: dimension, segment, grain, period and group, wherever p or q is not absent; first_index names the group's spell
-- larger: q above p is growth
-- null: never
-- source: ours
-- why: a customer who stops buying has no row, and one who changes its parent or segment is neither lost nor new
with

starts as (
    select grain, period_index as first_period from movement_periods where before_index = end_index
),

-- Contracts may reach back before the first period, which has no period before it.
ended as (
    select
        segment_steps.*,
        case
            when segment_steps.grain = 'month' then period_index
            else period_index * 3 + quarter_shift + 2
        end as end_index,
        case when period_index > first_period then 1 else 0 end as has_before
    from segment_steps
    cross join params
    left join starts on starts.grain = segment_steps.grain
)

select
    dimension, segment, grain, period_index, end_index, group_id, first_index,
    case when has_before = 1 then p else q end as p,
    case when has_before = 1 then p_constant else q_constant end as p_constant,
    q, q_constant
from ended
cross join params
where end_index between first_index and last_index and end_index <= last_month
