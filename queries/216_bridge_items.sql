-- name: The bridge by group and segment
-- formula: p and q at constant rates, clipped at 0, sorted into new, reactivation, churn, expansion and contraction; a group counts as a customer while q > 0, and through an absence shorter than reactivation_gap_months that it came back from
-- unit: money in the reporting currency; 0 or 1
-- grain: dimension, segment, grain, period and group
-- larger: larger movements
-- null: never
-- source: dbt-labs mrr-playbook for the categories; the rest is ours
-- why: each customer's part in the movements, so that every sum can be followed to names
with

-- Quiet periods within an absence, and just after it, have no change of their own, but their customers still count.
quiet as (
    select distinct
        gaps.dimension, gaps.segment, movement_periods.grain, movement_periods.period_index, end_index,
        gaps.group_id, gaps.first_index,
        0 as p, 0 as p_constant, 0 as q, 0 as q_constant
    from short_absences as gaps
    inner join movement_periods
        on movement_periods.end_index between gaps.gap_from and gaps.gap_to
        or movement_periods.before_index between gaps.gap_from and gaps.gap_to
    inner join (select distinct group_id, first_index, last_index from group_history) as spells
        on spells.group_id = gaps.group_id and spells.first_index = gaps.first_index
        and movement_periods.end_index between spells.first_index and spells.last_index
),

first_active as (
    select dimension, segment, grain, group_id, first_index, min(period_index) as first_period
    from segment_activity
    group by dimension, segment, grain, group_id, first_index
),

both_kinds as (
    select * from segment_changes
    union all
    select quiet.*
    from quiet
    left join segment_changes as other
        on other.dimension = quiet.dimension and other.segment = quiet.segment
        and other.grain = quiet.grain and other.period_index = quiet.period_index
        and other.group_id = quiet.group_id and other.first_index = quiet.first_index
    where other.group_id is null
),

changed as (
    select
        dimension, segment, both_kinds.grain, both_kinds.period_index, both_kinds.end_index, before_index,
        group_id, first_index, p, p_constant, q, q_constant
    from both_kinds
    inner join movement_periods
        on movement_periods.grain = both_kinds.grain and movement_periods.period_index = both_kinds.period_index
)

select
    changed.*,
    case when first_active.first_period < changed.period_index then 1 else 0 end as was_active,
    case when in_book.first_period < changed.period_index then 1 else 0 end as was_customer,
    case when p_constant > 0 or gap_before.group_id is not null then 1 else 0 end as is_before,
    case when q_constant > 0 or gap_now.group_id is not null then 1 else 0 end as is_now
from changed
left join first_active
    on first_active.dimension = changed.dimension and first_active.segment = changed.segment
    and first_active.grain = changed.grain and first_active.group_id = changed.group_id
    and first_active.first_index = changed.first_index
left join first_active as in_book
    on in_book.dimension = '*' and in_book.grain = changed.grain
    and in_book.group_id = changed.group_id and in_book.first_index = changed.first_index
left join short_absences as gap_now
    on gap_now.dimension = changed.dimension and gap_now.segment = changed.segment
    and gap_now.group_id = changed.group_id and gap_now.first_index = changed.first_index
    and changed.end_index between gap_now.gap_from and gap_now.gap_to
left join short_absences as gap_before
    on gap_before.dimension = changed.dimension and gap_before.segment = changed.segment
    and gap_before.group_id = changed.group_id and gap_before.first_index = changed.first_index
    and changed.before_index between gap_before.gap_from and gap_before.gap_to
