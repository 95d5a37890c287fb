-- name: Revenue exposed
-- formula: e_c = 12·MRR (contracted where MRR is that of the contracts, else billed), where there is no MRR the revenue of the trailing twelve months
-- unit: money in the reporting currency, a year's worth
-- grain: group of today's tree with e_c > 0
-- larger: more to lose
-- null: never
-- source: ours
-- why: what goes with a customer who leaves
with

exposed as (
    select
        customer_history.group_id,
        sum(case
            when has_mrr = 1 and month_index = last_month then mrr * 12
            when has_mrr = 0 then amount
            else 0
        end) as amount
    from customer_history
    cross join params
    where month_index > last_month - 12 and month_index <= last_month
    group by customer_history.group_id
)

select
    exposed.group_id as customer,
    coalesce(group_names.name, exposed.group_id) as name,
    exposed.amount
from exposed
left join group_names on group_names.group_id = exposed.group_id
where exposed.amount > 0
order by exposed.amount desc, exposed.group_id
