-- name: Contracted against billed MRR by customer
-- formula: contracted and billed MRR of the as-of month; difference = contracted − billed
-- unit: money in the reporting currency a month
-- grain: group with a difference, the largest first
-- larger: more is under contract than billed
-- null: never; no row where no contracts table is given
-- source: quality-of-earnings practice
-- why: a contract nobody bills, and a bill nobody signed, both have a name
with

given as (
    select count(*) as contracts from contract_terms
),

signed_and_billed as (
    select customer_id, mrr as contracted, cast(0 as decimal(38, 6)) as billed
    from contracted_mrr
    cross join params
    where month_index = last_month

    union all

    select customer_id, cast(0 as decimal(38, 6)) as contracted, billed_mrr as billed
    from recurring_month
    cross join params
    cross join given
    where month_index = last_month and customer_id is not null and given.contracts > 0
),

by_group as (
    select
        customer_groups.group_id,
        sum(signed_and_billed.contracted) as contracted,
        sum(signed_and_billed.billed) as billed
    from signed_and_billed
    inner join customer_groups on customer_groups.customer_id = signed_and_billed.customer_id
    group by customer_groups.group_id
)

select
    by_group.group_id as customer,
    coalesce(group_names.name, by_group.group_id) as name,
    by_group.contracted,
    by_group.billed,
    by_group.contracted - by_group.billed as difference
from by_group
left join group_names on group_names.group_id = by_group.group_id
where by_group.contracted <> by_group.billed
order by abs(by_group.contracted - by_group.billed) desc, by_group.group_id
