-- name: When groups are active
-- formula: periods with a positive measure at constant rates, restated to the tree of each spell of unchanged membership (first_index to last_index)
-- unit: months, or quarters
-- grain: dimension, segment, grain, group, spell and period
-- larger: later
-- null: never
-- source: ours
-- why: a group that takes over a customer active before is not new, and one that comes back soon was not lost
select dimension, segment, grain, group_id, first_index, last_index, period_index
from segment_steps
where q_constant > 0
