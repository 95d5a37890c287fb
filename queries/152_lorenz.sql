-- name: Lorenz curve
-- formula: share of the k smallest customers in number, k/n, and in revenue, Σ of their w; from (0, 0) to (1, 1)
-- unit: ratio, 0 to 1
-- grain: point; all customers up to 511 of them, else the 100 largest one by one and 411 points over the others
-- larger: more customers, and more revenue, are counted
-- null: never; no points where no customer has positive revenue
-- source: Lorenz 1905
-- why: the whole distribution in one line; the Gini is twice its distance from the diagonal
with

positive as (
    select
        shares.rank,
        totals.customers as n,
        totals.positive_total as total,
        totals.customers - shares.rank + 1 as place,
        totals.customers - 100 as others,
        sum(shares.amount) over (order by shares.rank desc rows between unbounded preceding and current row) as cumulative
    from shares
    inner join totals on totals.period = 'window'
    where shares.period = 'window' and shares.amount > 0
),

picked as (
    select *
    from positive
    where n <= 511
        or rank <= 100
        or floor(place * 411 / nullif(others, 0)) > floor((place - 1) * 411 / nullif(others, 0))
),

final as (
    select
        cast(place as bigint) as customers,
        cast(place as double) / cast(n as double) as customer_share,
        cast(cumulative as double) / cast(total as double) as revenue_share
    from picked
    union all
    select
        cast(0 as bigint) as customers,
        cast(0 as double) as customer_share,
        cast(0 as double) as revenue_share
    from totals
    where period = 'window' and customers > 0
)

select customers, customer_share, revenue_share
from final
order by customers
