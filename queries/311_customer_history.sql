-- name: Monthly revenue by customer of today's tree
-- formula: sums over the customers of each group of today's tree, whatever the history (as_is, as_was)
-- unit: money in the reporting currency
-- grain: group of today's tree and month (sparse), revenue without a customer left out
-- larger: more revenue
-- null: never
-- source: ours
-- why: who has come under a parent since is not lost, and leaves with it
with

-- Who is a group alone keeps its own rows; only the members of larger groups are added up.
final as (
    select customer_id as group_id, month_index, amount, mrr
    from recurring_month
    where customer_id is not null
        and not exists (select 1 from members_today where members_today.customer_id = recurring_month.customer_id)

    union all

    select
        members_today.group_id,
        recurring_month.month_index,
        sum(recurring_month.amount) as amount,
        sum(recurring_month.mrr) as mrr
    from recurring_month
    inner join members_today on members_today.customer_id = recurring_month.customer_id
    group by members_today.group_id, recurring_month.month_index
)

select group_id, month_index, amount, mrr
from final
order by group_id, month_index
