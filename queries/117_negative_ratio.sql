-- name: Net-negative ratio
-- formula: ν = |sum of negative x_g| / T+
-- unit: ratio
-- grain: period
-- larger: more revenue was given back than earned, by more customers; the indexes describe less of the book
-- null: no customer has positive revenue
-- source: ours
-- why: net-negative customers are left out of the indexes, and a reader must see how much that is
select
    period,
    abs(cast(negative_total as double)) / cast(positive_total as double) as negative_ratio
from totals
where positive_total > 0
