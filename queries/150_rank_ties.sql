-- name: Ties at a rank
-- formula: where the N-th and the next customer have exactly the same revenue: all customers with it, N = 1, 3, 5, 10, 20
-- unit: money in the reporting currency
-- grain: N and customer
-- larger: a larger customer
-- null: never
-- source: ours
-- why: a tie changes whose name is in the top N, not the ratio, and a reader must see both names
with

tops as (
    select column1 as top
    from (values (1), (3), (5), (10), (20)) as listed (column1)
),

edges as (
    select tops.top, last_in.amount
    from tops
    inner join shares as last_in on last_in.period = 'window' and last_in.rank = tops.top
    inner join shares as first_out
        on first_out.period = 'window'
        and first_out.rank = tops.top + 1
        and first_out.amount = last_in.amount
    where last_in.amount > 0
)

select
    edges.top,
    shares.rank,
    shares.group_id as customer,
    coalesce(group_names.name, shares.group_id) as name,
    shares.amount
from edges
inner join shares on shares.period = 'window' and shares.amount = edges.amount
left join group_names on group_names.group_id = shares.group_id
order by edges.top, shares.rank
