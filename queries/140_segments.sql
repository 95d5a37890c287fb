-- name: Each customer's segment
-- formula: of each dimension the value that brings most of the customer's revenue in the window; where equal the smallest value, a known one before none
-- unit: ratio; weight = index share w_g
-- grain: dimension and group with positive revenue
-- larger: a larger customer
-- null: value where most of the customer's revenue has none
-- source: ours
-- why: a decomposition needs every customer in one segment, or H would be that of customer-and-value cells
with

placed as (
    select
        dimension_groups.dimension,
        dimension_groups.value,
        dimension_groups.group_id,
        row_number() over (
            partition by dimension_groups.dimension, dimension_groups.group_id
            order by dimension_groups.amount desc, dimension_groups.value nulls last
        ) as place
    from dimension_groups
)

select
    placed.dimension,
    placed.value,
    placed.group_id,
    shares.amount,
    shares.index_share as weight
from placed
inner join shares
    on shares.period = 'window'
    and shares.group_id = placed.group_id
where placed.place = 1 and shares.amount > 0
