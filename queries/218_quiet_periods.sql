-- name: Quiet periods within short absences
-- formula: periods that end, or follow one that ends, within a short absence, and in which the group has no change
-- unit: 0 or 1
-- grain: dimension, segment, grain, period, group and spell; was_active 1 where the group was active in an earlier period
-- larger: later
-- null: never; none where reactivation_gap_months is one month
-- source: ours
-- why: they have no revenue, but their customers still count
with

first_active as (
    select dimension, segment, grain, group_id, first_index, min(period_index) as first_period
    from segment_activity
    group by dimension, segment, grain, group_id, first_index
),

quiet as (
    select distinct
        gaps.dimension, gaps.segment, movement_periods.grain, movement_periods.period_index,
        movement_periods.end_index, before_index, gaps.group_id, gaps.first_index
    from short_absences as gaps
    inner join movement_periods
        on movement_periods.end_index between gaps.gap_from and gaps.gap_to
        or movement_periods.before_index between gaps.gap_from and gaps.gap_to
    inner join (select distinct group_id, first_index, last_index from group_history) as spells
        on spells.group_id = gaps.group_id and spells.first_index = gaps.first_index
        and movement_periods.end_index between spells.first_index and spells.last_index
)

select
    quiet.*,
    case when first_active.first_period < quiet.period_index then 1 else 0 end as was_active
from quiet
left join segment_changes as other
    on other.dimension = quiet.dimension and other.segment = quiet.segment
    and other.grain = quiet.grain and other.period_index = quiet.period_index
    and other.group_id = quiet.group_id and other.first_index = quiet.first_index
left join first_active
    on first_active.dimension = quiet.dimension and first_active.segment = quiet.segment
    and first_active.grain = quiet.grain and first_active.group_id = quiet.group_id
    and first_active.first_index = quiet.first_index
where other.group_id is null
