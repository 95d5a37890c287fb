-- name: Every index without one customer
-- formula: the indexes over all customers but g, shares re-based on T+ − x_g (see cr, hhi, gini, entropy, hall_tideman, hoover)
-- unit: ratio; HHI 0 to 10,000; customers; nats
-- grain: each of the twenty largest customers
-- larger: more concentrated without it (n_eff and entropy: less)
-- null: never; no row where it is the only customer
-- source: leave-one-out (Quenouille 1949, Tukey 1958)
-- why: whether a number is the book's, or one customer's
with

heads as (
    select
        shares.group_id,
        shares.rank,
        shares.amount,
        totals.positive_total - shares.amount as total,
        totals.customers - 1 as n
    from shares
    inner join totals on totals.period = 'window'
    where shares.period = 'window' and shares.amount > 0 and shares.rank <= 20 and totals.customers > 1
),

-- The others move up a rank where the customer left out stood above them.
others as (
    select
        heads.group_id,
        heads.rank,
        heads.total,
        cast(heads.n as double) as n,
        case when shares.rank > heads.rank then shares.rank - 1 else shares.rank end as place,
        shares.amount,
        cast(shares.amount as double) / cast(heads.total as double) as weight
    from heads
    inner join shares on shares.period = 'window' and shares.amount > 0 and shares.group_id <> heads.group_id
),

sums as (
    select
        group_id,
        max(rank) as rank,
        max(n) as n,
        cast(max(total) as double) as total,
        cast(sum(case when place <= 1 then amount else 0 end) as double) as top_1,
        cast(sum(case when place <= 5 then amount else 0 end) as double) as top_5,
        cast(sum(case when place <= 10 then amount else 0 end) as double) as top_10,
        cast(sum(cast(weight * weight as decimal(38, 28))) as double) as h,
        cast(sum(place * amount) as double) / cast(max(total) as double) as ranked,
        cast(sum(cast(-weight * ln(weight) as decimal(38, 28))) as double) as entropy,
        cast(sum(cast(abs(weight - 1 / n) as decimal(38, 28))) as double) / 2 as hoover
    from others
    group by group_id
)

select
    sums.group_id as customer, coalesce(group_names.name, sums.group_id) as name, sums.rank,
    top_1 / total as cr_1, top_5 / total as cr_5, top_10 / total as cr_10,
    10000 * h as hhi, 1 / h as n_eff, greatest(0, 1 + (1 - 2 * ranked) / n) as gini,
    entropy, greatest(0, ln(n) - entropy) as theil, 1 / (2 * ranked - 1) as hall_tideman, hoover
from sums
left join group_names on group_names.group_id = sums.group_id
order by sums.rank
