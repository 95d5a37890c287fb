-- name: Monthly revenue by group
-- formula: sums over the customers of each group: of today's tree (as_is), or of the tree at each month's end (as_was)
-- unit: money in the reporting currency
-- grain: group and month (sparse), revenue without a customer left out
-- larger: more revenue
-- null: never
-- source: ASC 280-10-50-42 (customers under common control are one customer)
-- why: a parent's subsidiaries leave together
-- Who is a group alone keeps its own rows; only the members of larger groups are added up.
select
    customer_id as group_id,
    month_index,
    amount,
    recurring,
    mrr,
    amount_constant,
    mrr_constant
from recurring_month
where customer_id is not null
    and not exists (select 1 from group_members where group_members.customer_id = recurring_month.customer_id)

union all

select
    group_members.group_id,
    recurring_month.month_index,
    sum(recurring_month.amount) as amount,
    sum(recurring_month.recurring) as recurring,
    sum(recurring_month.mrr) as mrr,
    sum(recurring_month.amount_constant) as amount_constant,
    sum(recurring_month.mrr_constant) as mrr_constant
from recurring_month
inner join group_members
    on group_members.customer_id = recurring_month.customer_id
    and recurring_month.month_index between group_members.first_index and group_members.last_index
group by group_members.group_id, recurring_month.month_index
