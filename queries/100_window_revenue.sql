-- name: Revenue by window and group
-- formula: x_g, net revenue of group g over the months of the window; in a scenario's window less what the scenario loses
-- unit: money in the reporting currency
-- grain: period and group with a row in the window
-- larger: a larger customer
-- null: never
-- source: ours
-- why: what every concentration metric starts from
with

less as (
    select
        scenarios.period,
        window_sums.group_id,
        window_sums.amount - coalesce(scenario_losses.lost, 0) as amount,
        window_sums.amount_constant
            - cast(window_sums.amount_constant * coalesce(scenario_losses.fraction, 0) as decimal(38, 6)) as amount_constant,
        window_sums.recurring
            - cast(window_sums.recurring * coalesce(scenario_losses.fraction, 0) as decimal(38, 6)) as recurring
    from (select distinct period from scenario_targets) as scenarios
    cross join window_sums
    left join scenario_losses
        on scenario_losses.period = scenarios.period and scenario_losses.group_id = window_sums.group_id
    where window_sums.period = 'window'
)

select period, group_id, amount, amount_constant, recurring from window_sums
union all
select period, group_id, amount, amount_constant, recurring from less
