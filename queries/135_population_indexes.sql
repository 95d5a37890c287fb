-- name: Indexes of the populations
-- formula: CR_N, HHI, n_eff, Gini, entropy, Theil, Hall–Tideman and Hoover as defined for customers (see cr, hhi, gini, entropy, hall_tideman, hoover)
-- unit: ratio; HHI 0 to 10,000; members; nats
-- grain: kind (base, within, over), name (base or dimension) and value
-- larger: more concentrated (n_eff and entropy: less)
-- null: value where the kind has none, and for rows without a value
-- source: as for customers
-- why: an industry of one customer is not the same as an industry of fifty
with

sums as (
    select
        kind,
        name,
        value,
        max(total) as positive_total,
        cast(max(total) as double) as total,
        cast(max(n) as double) as n,
        cast(sum(case when rank <= 1 then amount else 0 end) as double) as top_1,
        cast(sum(case when rank <= 3 then amount else 0 end) as double) as top_3,
        cast(sum(case when rank <= 5 then amount else 0 end) as double) as top_5,
        cast(sum(case when rank <= 10 then amount else 0 end) as double) as top_10,
        cast(sum(case when rank <= 20 then amount else 0 end) as double) as top_20,
        cast(sum(cast(weight * weight as decimal(38, 28))) as double) as h,
        cast(sum(rank * amount) as double) / cast(max(total) as double) as ranked,
        cast(sum(cast(-weight * ln(weight) as decimal(38, 28))) as double) as entropy,
        cast(sum(cast(abs(weight - 1 / cast(n as double)) as decimal(38, 28))) as double) / 2 as hoover
    from populations
    group by kind, name, value
)

select
    kind,
    name,
    value,
    positive_total,
    cast(n as bigint) as members,
    top_1 / total as cr_1,
    top_3 / total as cr_3,
    top_5 / total as cr_5,
    top_10 / total as cr_10,
    top_20 / total as cr_20,
    10000 * h as hhi,
    1 / h as n_eff,
    greatest(0, 1 + (1 - 2 * ranked) / n) as gini,
    entropy,
    greatest(0, ln(n) - entropy) as theil,
    1 / (2 * ranked - 1) as hall_tideman,
    hoover
from sums
