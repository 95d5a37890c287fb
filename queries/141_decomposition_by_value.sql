-- name: Decomposition of HHI and Theil by value
-- formula: s = Σ w of the segment; H_k and T_k its own HHI and Theil; HHI part = 10,000·s²·H_k; Theil between = s·ln(s·n/n_k), within = s·T_k
-- unit: ratio; HHI 0 to 10,000; nats; customers
-- grain: dimension and segment with a customer of positive revenue
-- larger: the segment makes more of the concentration
-- null: value for customers without one
-- source: Theil 1967, Shorrocks 1980 (Theil); Adelman 1969, Jacquemin and Berry 1979 (HHI, entropy)
-- why: whether the book is concentrated because of one segment, or within each
with

within_value as (
    select
        *,
        sum(amount) over (partition by dimension, value) as value_total,
        count(*) over (partition by dimension, value) as value_customers,
        sum(amount) over (partition by dimension) as total,
        count(*) over (partition by dimension) as customers
    from segments
),

weighted as (
    select *, cast(amount as double) / cast(value_total as double) as own
    from within_value
),

sums as (
    select
        dimension,
        value,
        sum(amount) as amount,
        cast(max(value_customers) as double) as value_n,
        cast(max(customers) as double) as n,
        cast(sum(amount) as double) / cast(max(total) as double) as share,
        cast(sum(cast(weight * weight as decimal(38, 28))) as double) as part,
        cast(sum(cast(own * own as decimal(38, 28))) as double) as h,
        ln(cast(max(value_customers) as double))
            - cast(sum(cast(-own * ln(own) as decimal(38, 28))) as double) as theil
    from weighted
    group by dimension, value
)

select
    dimension,
    value,
    amount,
    cast(value_n as bigint) as customers,
    share,
    10000 * h as hhi,
    10000 * part as hhi_part,
    greatest(0, theil) as theil,
    share * ln(share * n / value_n) as theil_between,
    share * greatest(0, theil) as theil_within
from sums
order by dimension, amount desc, value nulls last
