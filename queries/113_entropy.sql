-- name: Entropy and Theil index
-- formula: S = −sum of w·ln w; Theil = ln n − S
-- unit: nats
-- grain: period
-- larger: S: more even; Theil: more concentrated
-- null: no customer has positive revenue
-- source: Shannon 1948; Theil 1967
-- why: weighs the small customers more than the HHI does, and decomposes by segment
with

sums as (
    select
        period,
        cast(sum(cast(-index_share * ln(index_share) as decimal(38, 28))) as double) as entropy,
        cast(count(*) as double) as n
    from shares
    where amount > 0
    group by period
)

select
    period,
    entropy,
    greatest(0, ln(n) - entropy) as theil
from sums
