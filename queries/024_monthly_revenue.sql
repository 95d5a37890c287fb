-- name: Monthly revenue by group
-- formula: sums over the customers of each group
-- unit: money in the reporting currency
-- grain: group and month (sparse), revenue without a customer left out
-- larger: more revenue
-- null: never
-- source: ASC 280-10-50-42 (customers under common control are one customer)
-- why: a parent's subsidiaries leave together
select
    customer_groups.group_id,
    recurring_month.month_index,
    sum(recurring_month.amount) as amount,
    sum(recurring_month.recurring) as recurring,
    sum(recurring_month.mrr) as mrr
from recurring_month
inner join customer_groups on customer_groups.customer_id = recurring_month.customer_id
group by customer_groups.group_id, recurring_month.month_index
