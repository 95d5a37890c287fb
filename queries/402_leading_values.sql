-- name: Industry and segment by customer
-- formula: of the values of the dimensions that name industries and segments, the one with most of the group's revenue in the window; of equals the first by name
-- unit: –
-- grain: dimension and group with positive revenue under a value
-- larger: –
-- null: never
-- source: ours
-- why: customers of one industry leave together, and what is exposed is told by segment
with

ranked as (
    select
        dimension_groups.dimension,
        dimension_groups.group_id,
        dimension_groups.value,
        row_number() over (
            partition by dimension_groups.dimension, dimension_groups.group_id
            order by dimension_groups.amount desc, dimension_groups.value
        ) as place
    from dimension_groups
    cross join params
    where dimension_groups.dimension in (params.industry_dimension, params.segment_dimension)
        and dimension_groups.value is not null
        and dimension_groups.group_id is not null
        and dimension_groups.amount > 0
)

select dimension, group_id as customer, value
from ranked
where place = 1
order by dimension, group_id
