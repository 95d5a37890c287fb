-- name: Absences too short to be churn
-- formula: months between two active months of a group that are at most reactivation_gap_months apart; none where that is one month
-- unit: months from year 0, both ends inclusive
-- grain: dimension, segment, group, spell and absence
-- larger: later
-- null: never
-- source: ours
-- why: a customer who skips a month and comes back was not lost
with

neighbours as (
    select
        dimension, segment, group_id, first_index, period_index,
        lead(period_index) over (
            partition by dimension, segment, group_id, first_index
            order by period_index
        ) as next_index
    from segment_activity
    cross join params
    where grain = 'month' and reactivation_gap_months > 1
)

select dimension, segment, group_id, first_index, period_index + 1 as gap_from, next_index - 1 as gap_to
from neighbours
cross join params
where next_index - period_index between 2 and reactivation_gap_months
