-- name: The bridge of the book and of each segment
-- formula: opening + new + reactivation + expansion − contraction − churn + transfer + fx + adjustment = closing; transfer = opening on this period's tree and segments − closing of the period before; fx = (closing − closing at constant rates) − (opening − the same); adjustment = min(0, q) − min(0, p) at constant rates
-- unit: money in the reporting currency; customers
-- grain: dimension (* is the book), segment, grain and period, every covered period
-- larger: larger movements
-- null: opening in the first covered period, which has a closing only
-- source: dbt-labs mrr-playbook for the categories; transfer, fx and adjustment are ours
-- why: where the change in revenue came from, closing exactly in every segment
with

spine as (
    select segments.dimension, segments.segment, movement_periods.*
    from (select distinct dimension, segment from segment_measure) as segments
    cross join movement_periods
),

items as (
    select bridge_items.*, greatest(p_constant, 0) as before, greatest(q_constant, 0) as now, was_active as known
    from bridge_items
    where dimension = '*'
    union all
    -- Who comes back in another segment comes back all the same; who is known by the segment itself, or does not come,
    -- needs no look at the book.
    select
        bridge_items.*,
        greatest(bridge_items.p_constant, 0) as before,
        greatest(bridge_items.q_constant, 0) as now,
        case
            when bridge_items.was_active = 1 or bridge_items.was_customer = 1 and book.group_id is null then 1 else 0
        end as known
    from bridge_items
    cross join params
    left join bridge_items as book
        on bridge_items.was_active = 0 and bridge_items.was_customer = 1 and book.dimension = '*' and book.is_before = 1
        and book.grain = bridge_items.grain and book.period_index = bridge_items.period_index
        and book.group_id = bridge_items.group_id
    where by_segment = 1 and bridge_items.dimension <> '*'
),

sums as (
    select
        dimension, segment, grain, period_index,
        sum(p) as restated,
        sum(q) as closing,
        sum(before) as base,
        sum(now) filter (where is_before = 0 and is_now = 1 and known = 0) as new,
        sum(now) filter (where is_before = 0 and is_now = 1 and known = 1) as reactivation,
        sum(now - before) filter (where is_before = 1 and is_now = 1 and now > before) as expansion,
        sum(before - now) filter (where is_before = 1 and is_now = 1 and now < before) as contraction,
        sum(before) filter (where is_before = 1 and is_now = 0) as churn,
        sum(q - q_constant - p + p_constant) as fx,
        sum(least(q_constant, 0) - least(p_constant, 0)) as adjustment,
        sum(is_before) as customers_restated,
        sum(is_now) as customers_closing,
        count(*) filter (where is_before = 0 and is_now = 1 and known = 0) as customers_new,
        count(*) filter (where is_before = 0 and is_now = 1 and known = 1) as customers_reactivation,
        count(*) filter (where is_before = 1 and is_now = 0) as customers_churn
    from items
    group by dimension, segment, grain, period_index
)

select
    spine.dimension, spine.segment, spine.grain, spine.period_index, spine.end_index,
    coalesce(restated, 0) as restated, coalesce(closing, 0) as closing, coalesce(base, 0) as base,
    coalesce(new, 0) as new, coalesce(reactivation, 0) as reactivation, coalesce(expansion, 0) as expansion,
    coalesce(contraction, 0) as contraction, coalesce(churn, 0) as churn,
    coalesce(fx, 0) as fx, coalesce(adjustment, 0) as adjustment,
    coalesce(customers_restated, 0) as customers_restated, coalesce(customers_closing, 0) as customers_closing,
    coalesce(customers_new, 0) as customers_new, coalesce(customers_reactivation, 0) as customers_reactivation,
    coalesce(customers_churn, 0) as customers_churn
from spine
left join sums
    on sums.dimension = spine.dimension and sums.segment = spine.segment
    and sums.grain = spine.grain and sums.period_index = spine.period_index
