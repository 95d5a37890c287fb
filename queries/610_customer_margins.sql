-- name: Margin by customer
-- formula: gross profit = revenue − cost over the window's lines that name their cost; margin of what is exposed = e_c · gross profit / revenue of those lines, the book's own ratio for a customer without such lines
-- unit: money in the reporting currency
-- grain: group with a line that names its cost
-- larger: more is lost with the customer
-- null: never
-- source: ours
-- why: fixed cost is paid from margin, not from revenue
select
    group_tree.group_id as customer,
    sum(cube.costed) as revenue,
    sum(cube.costed) - sum(cube.cost) as gross_profit
from cube
cross join params
inner join group_tree
    on group_tree.customer_id = cube.customer_id
    and cube.month_index between group_tree.first_index and group_tree.last_index
where cube.costed is not null
    and cube.month_index >= params.window_first
    and cube.month_index <= params.window_last
group by group_tree.group_id
order by group_tree.group_id
