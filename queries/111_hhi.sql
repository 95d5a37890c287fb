-- name: Herfindahl–Hirschman index
-- formula: H = sum of w²; HHI = 10,000·H; normalised HHI* = (H − 1/n)/(1 − 1/n), 1 when n = 1; effective number n_eff = 1/H
-- unit: index, 0 to 10,000; HHI* 0 to 1; customers
-- grain: period
-- larger: more concentrated (n_eff: less)
-- null: no customer has positive revenue
-- source: Hirschman 1945, Herfindahl 1950; US merger guidelines 1992, 2010, 2023 for the levels, borrowed from markets
-- why: one number for the whole distribution; n_eff says how many equal customers the book behaves like
with

sums as (
    select
        period,
        cast(sum(cast(index_share * index_share as decimal(38, 28))) as double) as h,
        cast(count(*) as double) as n
    from shares
    where amount > 0
    group by period
)

select
    period,
    10000 * h as hhi,
    case when n > 1 then greatest(0, (h - 1 / n) / (1 - 1 / n)) else 1 end as hhi_normalised,
    1 / h as effective_customers
from sums
