-- name: Monthly revenue by group
-- formula: sums over the customers of each group: of today's tree (as_is), or of the tree at each month's end (as_was)
-- unit: money in the reporting currency
-- grain: group and month (sparse), revenue without a customer left out
-- larger: more revenue
-- null: never
-- source: ASC 280-10-50-42 (customers under common control are one customer)
-- why: a parent's subsidiaries leave together
select
    group_tree.group_id,
    recurring_month.month_index,
    sum(recurring_month.amount) as amount,
    sum(recurring_month.recurring) as recurring,
    sum(recurring_month.mrr) as mrr,
    sum(recurring_month.amount_constant) as amount_constant,
    sum(recurring_month.mrr_constant) as mrr_constant
from recurring_month
inner join group_tree
    on group_tree.customer_id = recurring_month.customer_id
    and recurring_month.month_index between group_tree.first_index and group_tree.last_index
group by group_tree.group_id, recurring_month.month_index
