-- name: Revenue by window and group
-- formula: x_g, net revenue of group g over the months of the window; in a scenario's window less what the scenario loses
-- unit: money in the reporting currency
-- grain: period and group with a row in the window
-- larger: a larger customer
-- null: never
-- source: ours
-- why: what every concentration metric starts from
with

summed as (
    select
        windows.period,
        monthly_revenue.group_id,
        sum(monthly_revenue.amount) as amount,
        sum(monthly_revenue.amount_constant) as amount_constant,
        sum(monthly_revenue.recurring) as recurring
    from windows
    inner join monthly_revenue
        on monthly_revenue.month_index >= windows.first_index
        and monthly_revenue.month_index <= windows.last_index
    group by windows.period, monthly_revenue.group_id
)

select
    summed.period,
    summed.group_id,
    summed.amount - coalesce(scenario_losses.lost, 0) as amount,
    summed.amount_constant - cast(summed.amount_constant * coalesce(scenario_losses.fraction, 0) as decimal(38, 6))
        as amount_constant,
    summed.recurring - cast(summed.recurring * coalesce(scenario_losses.fraction, 0) as decimal(38, 6)) as recurring
from summed
left join scenario_losses
    on scenario_losses.period = summed.period and scenario_losses.group_id = summed.group_id
