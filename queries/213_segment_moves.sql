-- name: Customers that change segments
-- formula: a measure of one value in a period, and of another one value in the next
-- unit: money in the reporting currency, at each row's rate and at constant rates
-- grain: dimension of the ledger, grain, customer and period before the change; segment is the value then, next_segment the one after
-- larger: more revenue moves
-- null: never
-- source: ours
-- why: a customer who changes its segment is neither lost nor new
with

movers as (
    select dimension, customer_id
    from segment_measure
    cross join params
    where by_segment = 1 and dimension in (select dimension from dimension_values)
    group by dimension, customer_id
    having min(segment) <> max(segment)
),

singles as (
    select
        segment_measure.dimension, grain, segment_measure.customer_id, period_index,
        min(segment) as segment, min(amount) as amount, min(amount_constant) as amount_constant
    from segment_measure
    inner join movers
        on movers.dimension = segment_measure.dimension and movers.customer_id = segment_measure.customer_id
    group by segment_measure.dimension, grain, segment_measure.customer_id, period_index
    having count(*) = 1
)

select singles.*, next.segment as next_segment
from singles
inner join singles as next
    on next.dimension = singles.dimension and next.grain = singles.grain
    and next.customer_id = singles.customer_id and next.period_index = singles.period_index + 1
where next.segment <> singles.segment
