-- name: Revenue by segment, group and month
-- formula: sums of the dimension cube over the customers of each group of today's tree, of the dimension that segments customers (`risk.segment_dimension`, else one called segment)
-- unit: money in the reporting currency
-- grain: group, month and value of the dimension; no row where there is no such dimension
-- larger: more revenue in that segment
-- null: never; revenue without a value, or without a customer, is left out
-- source: ours
-- why: customers of one segment leave alike, and their chances to leave share their evidence
select
    customer_groups.group_id,
    dimension_cube.month_index,
    dimension_cube.value,
    sum(dimension_cube.amount) as amount
from dimension_cube
cross join params
inner join customer_groups on customer_groups.customer_id = dimension_cube.customer_id
where dimension_cube.dimension = params.segment_dimension
    and dimension_cube.value is not null
    and dimension_cube.month_index <= params.last_month
group by customer_groups.group_id, dimension_cube.month_index, dimension_cube.value
order by customer_groups.group_id, dimension_cube.month_index, dimension_cube.value
