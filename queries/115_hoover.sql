-- name: Hoover index
-- formula: ½·sum of |w − 1/n|
-- unit: ratio, 0 to 1
-- grain: period
-- larger: more unequal
-- null: no customer has positive revenue
-- source: Hoover 1936
-- why: the share of revenue that would have to move for all customers to be equal
with

counts as (
    select period, cast(count(*) as double) as n
    from shares
    where amount > 0
    group by period
)

select
    shares.period,
    cast(sum(cast(abs(shares.index_share - 1 / counts.n) as decimal(38, 28))) as double) / 2 as hoover
from shares
inner join counts on counts.period = shares.period
where shares.amount > 0
group by shares.period
