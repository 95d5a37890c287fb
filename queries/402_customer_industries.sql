-- name: Industry by customer
-- formula: of the values of the dimension that names industries, the one with most of the group's revenue in the window; of equals the first by name
-- unit: –
-- grain: group with positive revenue under a value
-- larger: –
-- null: never
-- source: ours
-- why: customers of one industry leave together; where losses share a factor by industry, each has one
with

ranked as (
    select
        dimension_groups.group_id,
        dimension_groups.value,
        row_number() over (
            partition by dimension_groups.group_id
            order by dimension_groups.amount desc, dimension_groups.value
        ) as place
    from dimension_groups
    inner join params on params.industry_dimension = dimension_groups.dimension
    where dimension_groups.value is not null and dimension_groups.group_id is not null and dimension_groups.amount > 0
)

select group_id as customer, value as industry
from ranked
where place = 1
order by group_id
