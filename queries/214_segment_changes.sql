-- name: Changes by group and segment
-- formula: p = measure of the period before, restated to this period's tree and, for a customer of one value then and one now, to the value of now; q = measure of the period; absent means 0; the first covered period has p = q
-- unit: money in the reporting currency, at each row's rate and at constant rates
-- grain: dimension, segment, grain, period and group, wherever p or q is not absent; first_index names the group's spell
-- larger: q above p is growth
-- null: never
-- source: ours
-- why: a customer who stops buying has no row, and one who changes its parent or segment is neither lost nor new
with

starts as (
    select grain, period_index as first_period from movement_periods where before_index = end_index
),

-- Customers of one value in a period. Only the ledger's own dimensions give a customer more values than one.
singles as (
    select dimension, grain, customer_id, period_index, min(segment) as segment
    from segment_measure
    where dimension in (select dimension from dimension_values)
    group by dimension, grain, customer_id, period_index
    having count(*) = 1
),

moves as (
    select singles.dimension, singles.grain, singles.customer_id, singles.period_index, next.segment as next_segment
    from singles
    inner join singles as next
        on next.dimension = singles.dimension and next.grain = singles.grain
        and next.customer_id = singles.customer_id and next.period_index = singles.period_index + 1
    where next.segment <> singles.segment
),

-- Each row is its own period's q, and a step later the next one's p; contracts may reach back before the first period.
flows as (
    select
        segment_measure.dimension,
        case when step = 1 and next_segment is not null then next_segment else segment end as segment,
        segment_measure.grain,
        segment_measure.period_index + step as period_index,
        end_index + step * case when segment_measure.grain = 'month' then 1 else 3 end as end_index,
        segment_measure.customer_id,
        case when segment_measure.period_index + step > first_period then step else 1 - step end * amount as p,
        case when segment_measure.period_index + step > first_period then step else 1 - step end * amount_constant as p_constant,
        case when step = 0 then amount else 0 end as q,
        case when step = 0 then amount_constant else 0 end as q_constant
    from segment_measure
    cross join (select 0 as step union all select 1 as step) as steps
    left join starts on starts.grain = segment_measure.grain
    left join moves
        on moves.dimension = segment_measure.dimension and moves.grain = segment_measure.grain
        and moves.customer_id = segment_measure.customer_id and moves.period_index = segment_measure.period_index
)

select
    flows.dimension, flows.segment, flows.grain, flows.period_index, flows.end_index,
    group_history.group_id, group_history.first_index,
    sum(flows.p) as p, sum(flows.p_constant) as p_constant,
    sum(flows.q) as q, sum(flows.q_constant) as q_constant
from flows
cross join params
inner join group_history
    on group_history.customer_id = flows.customer_id
    and flows.end_index between group_history.first_index and group_history.last_index
where flows.end_index <= params.last_month
group by
    flows.dimension, flows.segment, flows.grain, flows.period_index, flows.end_index,
    group_history.group_id, group_history.first_index
