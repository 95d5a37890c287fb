-- name: Retention by segment
-- formula: GRR, NRR and logo churn as in retention, within each value of each dimension
-- unit: ratio; customers; money in the reporting currency, at constant rates
-- grain: dimension, value and basis, the largest first
-- larger: more of a year ago's revenue is still there
-- null: value where rows have none; no row for a value without positive revenue a year ago
-- source: as in retention
-- why: where the leak is
select
    dimension,
    value,
    basis,
    count(*) as customers,
    sum(p) as base_amount,
    cast(sum(greatest(0, least(q, p))) as double) / cast(sum(p) as double) as grr,
    cast(sum(q) as double) / cast(sum(p) as double) as nrr,
    cast(sum(case when q <= 0 then 1 else 0 end) as double) / cast(count(*) as double) as logo_churn
from segment_pairs
group by dimension, value, basis
order by dimension, basis, base_amount desc, value nulls last
