-- name: Gini coefficient
-- formula: G = 1 + (1 − 2·sum of i·w_(i))/n, i = 1 for the largest; adjusted G·n/(n − 1)
-- unit: ratio, 0 to 1 − 1/n; adjusted 0 to 1
-- grain: period
-- larger: more unequal
-- null: no customer has positive revenue; adjusted also where n = 1
-- source: Gini 1912; Deltas 2003 for the small-sample adjustment
-- why: inequality of the book, whatever its size; blind to whether a few or many hold the top
with

sums as (
    select
        shares.period,
        cast(sum(shares.rank * shares.amount) as double) / cast(max(totals.positive_total) as double) as weighted,
        cast(count(*) as double) as n
    from shares
    inner join totals on totals.period = shares.period
    where shares.amount > 0
    group by shares.period
),

final as (
    select period, n, greatest(0, 1 + (1 - 2 * weighted) / n) as gini
    from sums
)

select
    period,
    gini,
    case when n > 1 then gini * n / (n - 1) end as gini_adjusted
from final
