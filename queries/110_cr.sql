-- name: Top-N dependency ratio
-- formula: CR_N = sum of the N largest index shares w, N = 1, 3, 5, 10, 20; 1 where N exceeds the number of customers
-- unit: ratio, 0 to 1
-- grain: period
-- larger: more revenue hangs on the N largest customers
-- null: no customer has positive revenue
-- source: concentration ratio of industrial economics; CSRC top five
-- why: the first question of a board: how much hangs on our largest customers
select
    shares.period,
    cast(sum(case when shares.rank <= 1 then shares.amount else 0 end) as double)
        / cast(max(totals.positive_total) as double) as cr_1,
    cast(sum(case when shares.rank <= 3 then shares.amount else 0 end) as double)
        / cast(max(totals.positive_total) as double) as cr_3,
    cast(sum(case when shares.rank <= 5 then shares.amount else 0 end) as double)
        / cast(max(totals.positive_total) as double) as cr_5,
    cast(sum(case when shares.rank <= 10 then shares.amount else 0 end) as double)
        / cast(max(totals.positive_total) as double) as cr_10,
    cast(sum(case when shares.rank <= 20 then shares.amount else 0 end) as double)
        / cast(max(totals.positive_total) as double) as cr_20
from shares
inner join totals on totals.period = shares.period
where shares.amount > 0
group by shares.period
