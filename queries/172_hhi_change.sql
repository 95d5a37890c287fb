-- name: Change of the HHI in twelve months
-- formula: before + transfer + fx + stayers + entrants − leavers = after: HHI₀ restated to today's tree (transfer) and to constant rates, HHI₁ from them (fx), and in between 10,000·[Σ_stayers(w1² − w0²) + Σ_entrants w1² − Σ_leavers w0²]
-- unit: index points, to six decimals; every part is the difference of two rounded levels, so that parts add up exactly
-- grain: one row
-- larger: concentration grew
-- null: all where the ledger does not cover the year before, or one of the windows has no positive customer
-- source: decomposition of the change of a sum of squares; ours
-- why: whether concentration grew because the large grew, because others left, or only on paper
with

sums as (
    select level, cast(sum(cast(weight * weight as decimal(38, 28))) as double) as h
    from change_members
    group by level
),

-- Customers of the year before who are still there; and of both, those of the two windows at constant rates.
stays as (
    select
        cast(sum(cast(earlier.weight * earlier.weight as decimal(38, 28))) as double) as h_before,
        cast(sum(cast(later.weight * later.weight as decimal(38, 28))) as double) as h_after
    from change_members as earlier
    inner join change_members as later on later.group_id = earlier.group_id and later.level = 'constant'
    where earlier.level = 'rates'
),

levels as (
    select
        max(case when sums.level = 'before' then sums.h end) as h_before,
        max(case when sums.level = 'tree' then sums.h end) as h_tree,
        max(case when sums.level = 'rates' then sums.h end) as h_rates,
        max(coalesce(stays.h_before, 0)) as h_without_leavers,
        max(case when sums.level = 'constant' then sums.h end)
            - max(coalesce(stays.h_after, 0)) + max(coalesce(stays.h_before, 0)) as h_with_entrants,
        max(case when sums.level = 'constant' then sums.h end) as h_constant,
        max(case when sums.level = 'after' then sums.h end) as h_after
    from sums
    cross join stays
),

final as (
    select
        cast(10000 * h_before as decimal(38, 6)) as before,
        cast(10000 * h_tree as decimal(38, 6)) as tree,
        cast(10000 * h_rates as decimal(38, 6)) as rates,
        cast(10000 * h_without_leavers as decimal(38, 6)) as without_leavers,
        cast(10000 * h_with_entrants as decimal(38, 6)) as with_entrants,
        cast(10000 * h_constant as decimal(38, 6)) as constant,
        cast(10000 * h_after as decimal(38, 6)) as after
    from levels
    where h_rates is not null and h_constant is not null and h_before is not null and h_after is not null
)

select
    before,
    tree - before as transfer,
    (rates - tree) + (after - constant) as fx,
    constant - with_entrants as stayers,
    with_entrants - without_leavers as entrants,
    rates - without_leavers as leavers,
    after
from final
