-- name: When groups are active
-- formula: periods with a positive measure at constant rates, restated to the tree of each spell of unchanged membership (first_index to last_index)
-- unit: months, or quarters
-- grain: dimension, segment, grain, group, spell and period
-- larger: later
-- null: never
-- source: ours
-- why: a group that takes over a customer active before is not new, and one that comes back soon was not lost
select
    segment_measure.dimension,
    segment_measure.segment,
    segment_measure.grain,
    group_history.group_id,
    group_history.first_index,
    group_history.last_index,
    segment_measure.period_index
from segment_measure
inner join group_history on group_history.customer_id = segment_measure.customer_id
group by
    segment_measure.dimension,
    segment_measure.segment,
    segment_measure.grain,
    group_history.group_id,
    group_history.first_index,
    group_history.last_index,
    segment_measure.period_index
having sum(segment_measure.amount_constant) > 0
