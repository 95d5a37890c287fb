-- name: What a scenario loses
-- formula: by scenario and group: named customers and the N largest lose cut · x_g; all that shares a dimension's value loses cut · the group's revenue with that value; fraction = lost / x_g, by which its recurring revenue, MRR, margin and revenue exposed fall too
-- unit: money in the reporting currency; fraction is a ratio to six decimals
-- grain: scenario's period and group with positive revenue that it hits
-- larger: the scenario takes more of the customer
-- null: never
-- source: ours
-- why: one relation says what is lost, and every metric then reads the window after it as another window
with

amounts as (
    select monthly_revenue.group_id, sum(monthly_revenue.amount) as amount
    from monthly_revenue
    cross join params
    where monthly_revenue.month_index >= window_first and monthly_revenue.month_index <= window_last
    group by monthly_revenue.group_id
),

ranked as (
    select group_id, amount, row_number() over (order by amount desc, group_id) as rank
    from amounts
    where amount > 0
),

with_value as (
    select scenario_targets.period, group_tree.group_id, sum(dimension_cube.amount) as amount
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
    group by scenario_targets.period, group_tree.group_id
),

-- A part may be larger than the whole where credit notes carry another value.
hit as (
    select
        scenario_targets.period,
        ranked.group_id,
        ranked.amount as whole,
        scenario_targets.cut,
        case
            when scenario_targets.dimension is null then ranked.amount
            else least(ranked.amount, with_value.amount)
        end as amount
    from scenario_targets
    cross join ranked
    left join with_value on with_value.period = scenario_targets.period and with_value.group_id = ranked.group_id
    where ranked.group_id = scenario_targets.group_id
        or ranked.rank <= scenario_targets.top
        or (scenario_targets.dimension is not null and with_value.amount > 0)
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
