-- name: Hall–Tideman index
-- formula: 1/(2·sum of i·w_(i) − 1), i = 1 for the largest
-- unit: ratio, 1/n to 1
-- grain: period
-- larger: more concentrated
-- null: no customer has positive revenue
-- source: Hall and Tideman 1967 (Rosenbluth index)
-- why: counts the number of customers, not only the size of the largest
select
    shares.period,
    1 / (2 * cast(sum(shares.rank * shares.amount) as double) / cast(max(totals.positive_total) as double) - 1)
        as hall_tideman
from shares
inner join totals on totals.period = shares.period
where shares.amount > 0
group by shares.period
