-- name: Steps of groups by segment
-- formula: steps: p = measure of the period before, q = of the period, restated to the tree of the group's spell (first_index to last_index); a customer of one value then and another one now has its p under the value of now; was_active 1 where an earlier period has a positive q at constant rates
-- unit: money in the reporting currency, at each row's rate and at constant rates; 0 or 1
-- grain: dimension, segment, grain, group, spell and period that has a measure or follows one, within the spell or not
-- larger: q above p is growth
-- null: never
-- source: ours
-- why: each group's periods in one pass, which activity, changes and the bridge all read
with

-- A row is its own period's q and the next one's p; where its customer moves, the p is another segment's.
lines as (
    select
        segment_measure.dimension, segment_measure.segment, segment_measure.grain, segment_measure.customer_id,
        segment_measure.period_index, segment_measure.amount, segment_measure.amount_constant,
        1 as is_now, case when next_segment is null then 1 else 0 end as is_before
    from segment_measure
    left join segment_moves as moves
        on moves.dimension = segment_measure.dimension and moves.grain = segment_measure.grain
        and moves.customer_id = segment_measure.customer_id and moves.period_index = segment_measure.period_index
    union all
    select
        dimension, next_segment as segment, grain, customer_id,
        period_index, amount, amount_constant, 0 as is_now, 1 as is_before
    from segment_moves
),

-- Who is a group alone is grouped by its own id, by which its rows are dealt already.
alone as (
    select
        dimension, segment, grain, customer_id,
        steps(period_index, amount, amount_constant, is_now, is_before) as steps
    from lines
    where not exists (select 1 from history_members where history_members.customer_id = lines.customer_id)
    group by dimension, segment, grain, customer_id
),

by_group as (
    select dimension, segment, grain, group_id, first_index, last_index, steps
    from alone
    inner join group_history on group_history.customer_id = alone.customer_id
    union all
    select
        dimension, segment, grain, group_id, first_index, last_index,
        steps(period_index, amount, amount_constant, is_now, is_before) as steps
    from lines
    inner join history_members on history_members.customer_id = lines.customer_id
    group by dimension, segment, grain, group_id, first_index, last_index
)

select
    dimension, segment, grain, group_id, first_index, last_index,
    step.period_index as period_index, step.p as p, step.p_constant as p_constant,
    step.q as q, step.q_constant as q_constant, step.was_active as was_active
from (select by_group.*, unnest(steps) as step from by_group) as stepped
