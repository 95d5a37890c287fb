-- name: What a scenario loses
-- formula: by scenario and group: named customers and the N largest lose cut · x_g; all that shares a dimension's value loses cut · the group's revenue with that value; nothing of a revenue that is not positive; fraction = lost / x_g, for named and largest customers cut, by which its recurring revenue, MRR, margin and revenue exposed fall too
-- unit: money in the reporting currency; fraction is a ratio to six decimals
-- grain: scenario's period and group that it hits: of named ones any with revenue in the window or MRR at its end, else with positive revenue
-- larger: the scenario takes more of the customer
-- null: never
-- source: ours
-- why: one relation says what is lost, and every metric then reads the window after it as another window
with

amounts as (
    select
        monthly_revenue.group_id,
        sum(case when month_index >= window_first and month_index <= window_last then amount else 0 end) as amount
    from monthly_revenue
    cross join params
    where (month_index >= window_first and month_index <= window_last) or month_index = last_month
    group by monthly_revenue.group_id
),

ranked as (
    select group_id, amount, row_number() over (order by amount desc, group_id) as rank
    from amounts
    where amount > 0
),

with_value as (
    select scenario_targets.period, scenario_targets.cut, group_tree.group_id, sum(dimension_cube.amount) as amount
    from scenario_targets
    cross join params
    inner join dimension_cube
        on dimension_cube.dimension = scenario_targets.dimension
        and dimension_cube.value = scenario_targets.value
        and dimension_cube.month_index >= params.window_first
        and dimension_cube.month_index <= params.window_last
    inner join group_tree
        on group_tree.customer_id = dimension_cube.customer_id
        and dimension_cube.month_index between group_tree.first_index and group_tree.last_index
    group by scenario_targets.period, scenario_targets.cut, group_tree.group_id
),

hit as (
    select period, amounts.group_id, cut, greatest(0, amount) as whole, greatest(0, amount) as amount
    from scenario_targets
    inner join amounts on amounts.group_id = scenario_targets.group_id
    union all
    select period, ranked.group_id, cut, amount as whole, amount
    from scenario_targets
    inner join ranked on ranked.rank <= scenario_targets.top
    union all
    -- A part may be larger than the whole where credit notes carry another value.
    select period, ranked.group_id, cut, ranked.amount as whole, least(ranked.amount, with_value.amount) as amount
    from with_value
    inner join ranked on ranked.group_id = with_value.group_id
    where with_value.amount > 0
)

select
    period,
    group_id,
    cast(amount * cut as decimal(38, 6)) as lost,
    case
        when amount = whole then cut
        else cast(cast(amount as double) / cast(whole as double) * cast(cut as double) as decimal(7, 6))
    end as fraction
from hit
order by period, group_id
