-- name: Revenue by dimension, value and group
-- formula: sums of the window's dimension cube over the customers of each group
-- unit: money in the reporting currency
-- grain: dimension, value and group
-- larger: more revenue
-- null: value where none is known; group_id for revenue that names no customer
-- source: ASC 280-10-50-41 (geography), IFRS 8.33
-- why: what every number by industry, region, product, currency or owner starts from
select
    dimension_cube.dimension,
    dimension_cube.value,
    group_tree.group_id,
    sum(dimension_cube.amount) as amount
from dimension_cube
cross join params
left join group_tree
    on group_tree.customer_id = dimension_cube.customer_id
    and dimension_cube.month_index between group_tree.first_index and group_tree.last_index
where dimension_cube.month_index between params.window_first and params.window_last
group by dimension_cube.dimension, dimension_cube.value, group_tree.group_id
