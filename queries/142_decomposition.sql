-- name: Decomposition of HHI and Theil
-- formula: HHI = Σ s_k²·H_k = between · within / 10,000, between = 10,000·Σ s_k², within = the mean of the segments' HHI weighted by s_k²; Theil = between + within (see decomposition_by_value)
-- unit: HHI 0 to 10,000; nats
-- grain: dimension
-- larger: between: a few segments hold the revenue; within: a few customers hold their segment
-- null: no customer has positive revenue, which leaves no row
-- source: Theil 1967, Shorrocks 1980 (Theil); Adelman 1969 (HHI)
-- why: diversifying over segments and diversifying within them are different work
with

sums as (
    select
        dimension,
        count(*) as segments,
        cast(sum(cast(hhi_part as decimal(38, 24))) as double) as hhi,
        10000 * cast(sum(cast(share * share as decimal(38, 28))) as double) as hhi_between,
        cast(sum(cast(theil_between as decimal(38, 28))) as double) as theil_between,
        cast(sum(cast(theil_within as decimal(38, 28))) as double) as theil_within
    from decomposition_by_value
    group by dimension
)

select
    dimension,
    segments,
    hhi,
    hhi_between,
    10000 * hhi / hhi_between as hhi_within,
    theil_between + theil_within as theil,
    theil_between,
    theil_within
from sums
order by dimension
