-- name: Monthly revenue by customer of today's tree
-- formula: sums over the customers of each group of today's tree, whatever the history (as_is, as_was)
-- unit: money in the reporting currency
-- grain: group of today's tree and month (sparse), revenue without a customer left out
-- larger: more revenue
-- null: never
-- source: ours
-- why: who has come under a parent since is not lost, and leaves with it
select
    customer_groups.group_id,
    recurring_month.month_index,
    sum(recurring_month.amount) as amount,
    sum(recurring_month.mrr) as mrr
from recurring_month
inner join customer_groups on customer_groups.customer_id = recurring_month.customer_id
group by customer_groups.group_id, recurring_month.month_index
