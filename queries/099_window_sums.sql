-- name: Sums by window and group
-- formula: sums over the months of the window, a scenario's window left out
-- unit: money in the reporting currency
-- grain: period and group with a row in the window
-- larger: a larger customer
-- null: never
-- source: ours
-- why: what a window's revenue is, before any scenario takes its part
with

-- A scenario's window is the one asked for; see window_revenue.
summed_windows as (
    select windows.*
    from windows
    where not exists (select 1 from scenario_targets where scenario_targets.period = windows.period)
),

-- Nearly all customers are a group alone, and nearly all windows twelve months to a quarter's end.
alone as (
    select
        summed_windows.period, trailing_years.customer_id as group_id,
        trailing_years.amount, trailing_years.amount_constant, trailing_years.recurring
    from summed_windows
    inner join trailing_years on trailing_years.last_index = summed_windows.last_index
    where is_year = 1 and is_in = 1
        and not exists (select 1 from group_members where group_members.customer_id = trailing_years.customer_id)
),

together as (
    select
        summed_windows.period,
        monthly_revenue.group_id,
        sum(monthly_revenue.amount) as amount,
        sum(monthly_revenue.amount_constant) as amount_constant,
        sum(monthly_revenue.recurring) as recurring
    from summed_windows
    inner join monthly_revenue on month_index >= first_index and month_index <= last_index
    where is_year = 1
        and exists (select 1 from group_members where group_members.group_id = monthly_revenue.group_id)
    group by summed_windows.period, monthly_revenue.group_id
),

others as (
    select
        summed_windows.period,
        monthly_revenue.group_id,
        sum(monthly_revenue.amount) as amount,
        sum(monthly_revenue.amount_constant) as amount_constant,
        sum(monthly_revenue.recurring) as recurring
    from summed_windows
    inner join monthly_revenue on month_index >= first_index and month_index <= last_index
    where is_year = 0
    group by summed_windows.period, monthly_revenue.group_id
)

select period, group_id, amount, amount_constant, recurring from alone
union all
select period, group_id, amount, amount_constant, recurring from together
union all
select period, group_id, amount, amount_constant, recurring from others
