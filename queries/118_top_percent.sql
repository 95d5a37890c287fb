-- name: Share of the top percent of customers
-- formula: sum of the k largest index shares, k = ceil(q·n), at least 1, q = 1, 5, 10, 20 %
-- unit: ratio, 0 to 1; k in customers
-- grain: period
-- larger: more revenue hangs on that part of the customers
-- null: no customer has positive revenue
-- source: Pareto 1896; concentration ratio of industrial economics
-- why: books of 50 and of 50,000 customers can be told side by side
with

sizes as (
    select
        period,
        customers,
        positive_total,
        floor((customers + 99) / 100) as k_1,
        floor((customers + 19) / 20) as k_5,
        floor((customers + 9) / 10) as k_10,
        floor((customers + 4) / 5) as k_20
    from totals
)

select
    shares.period,
    cast(max(sizes.k_1) as bigint) as top_percent_1_customers,
    cast(max(sizes.k_5) as bigint) as top_percent_5_customers,
    cast(max(sizes.k_10) as bigint) as top_percent_10_customers,
    cast(max(sizes.k_20) as bigint) as top_percent_20_customers,
    cast(sum(case when shares.rank <= sizes.k_1 then shares.amount else 0 end) as double)
        / cast(max(sizes.positive_total) as double) as top_percent_1,
    cast(sum(case when shares.rank <= sizes.k_5 then shares.amount else 0 end) as double)
        / cast(max(sizes.positive_total) as double) as top_percent_5,
    cast(sum(case when shares.rank <= sizes.k_10 then shares.amount else 0 end) as double)
        / cast(max(sizes.positive_total) as double) as top_percent_10,
    cast(sum(case when shares.rank <= sizes.k_20 then shares.amount else 0 end) as double)
        / cast(max(sizes.positive_total) as double) as top_percent_20
from shares
inner join sizes on sizes.period = shares.period
where shares.amount > 0
group by shares.period
