-- name: The bridge by group and segment
-- formula: p and q at constant rates, clipped at 0, sorted into new, reactivation, churn, expansion and contraction; a group counts as a customer while q > 0, and through an absence shorter than reactivation_gap_months that it came back from
-- unit: money in the reporting currency; 0 or 1
-- grain: dimension, segment, grain, period and group
-- larger: larger movements
-- null: never
-- source: dbt-labs mrr-playbook for the categories; the rest is ours
-- why: each customer's part in the movements, so that every sum can be followed to names
with

changed as (
    select
        dimension, segment, segment_steps.grain, segment_steps.period_index, end_index, before_index,
        group_id, first_index,
        case when before_index = end_index then q else p end as p,
        case when before_index = end_index then q_constant else p_constant end as p_constant,
        q, q_constant, was_active
    from segment_steps
    inner join movement_periods
        on movement_periods.grain = segment_steps.grain and movement_periods.period_index = segment_steps.period_index
    where end_index between first_index and last_index
    union all
    select
        dimension, segment, grain, period_index, end_index, before_index, group_id, first_index,
        0 as p, 0 as p_constant, 0 as q, 0 as q_constant, was_active
    from quiet_periods
),

first_in_book as (
    select grain, group_id, first_index, min(period_index) as first_period
    from segment_activity
    where dimension = '*'
    group by grain, group_id, first_index
),

-- Who is active in the book is its customer; who is not yet in a segment may be.
known as (
    select changed.*, was_active as was_customer from changed where dimension = '*'
    union all
    select
        changed.*,
        case when first_in_book.first_period < changed.period_index then 1 else 0 end as was_customer
    from changed
    cross join params
    left join first_in_book
        on first_in_book.grain = changed.grain and first_in_book.group_id = changed.group_id
        and first_in_book.first_index = changed.first_index
    where by_segment = 1 and dimension <> '*'
)

select
    known.*,
    case when p_constant > 0 or gap_before.group_id is not null then 1 else 0 end as is_before,
    case when q_constant > 0 or gap_now.group_id is not null then 1 else 0 end as is_now
from known
left join short_absences as gap_now
    on gap_now.dimension = known.dimension and gap_now.segment = known.segment
    and gap_now.group_id = known.group_id and gap_now.first_index = known.first_index
    and known.end_index between gap_now.gap_from and gap_now.gap_to
left join short_absences as gap_before
    on gap_before.dimension = known.dimension and gap_before.segment = known.segment
    and gap_before.group_id = known.group_id and gap_before.first_index = known.first_index
    and known.before_index between gap_before.gap_from and gap_before.gap_to
