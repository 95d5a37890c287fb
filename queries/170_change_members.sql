-- name: The two windows of the change in HHI
-- formula: index shares of the year before by the tree of then (before), by today's tree (tree), and at constant rates (rates); of the window at constant rates (constant) and as reported (after)
-- unit: ratio
-- grain: level and group with positive revenue
-- larger: a larger customer
-- null: never; no rows where the ledger does not cover the year before
-- source: ours
-- why: what moved between two indexes can be told apart only on members that are comparable
with

both_windows as (
    select
        recurring_month.customer_id,
        sum(case when windows.period = 'year_before' then recurring_month.amount else 0 end) as before_amount,
        sum(case when windows.period = 'year_before' then recurring_month.amount else 0 end) as before_constant,
        sum(case when windows.period = 'window' then recurring_month.amount else 0 end) as after_constant,
        sum(case when windows.period = 'window' then recurring_month.amount else 0 end) as after_amount
    from recurring_month
    inner join windows
        on windows.period in ('window', 'year_before')
        and recurring_month.month_index between windows.first_index and windows.last_index
    cross join params
    where recurring_month.customer_id is not null
        and params.last_month - 12 - params.window_months + 1 >= params.first_month
    group by recurring_month.customer_id
),

trees as (
    select both_windows.*, customer_groups.group_id as today, coalesce(group_history.group_id, customer_groups.group_id) as of_then
    from both_windows
    cross join params
    inner join customer_groups on customer_groups.customer_id = both_windows.customer_id
    left join group_history
        on group_history.customer_id = both_windows.customer_id
        and params.last_month - 12 between group_history.first_index and group_history.last_index
),

levels as (
    select 'before' as level, of_then as group_id, before_amount as amount from trees
    union all
    select 'tree' as level, today as group_id, before_amount as amount from trees
    union all
    select 'rates' as level, today as group_id, before_constant as amount from trees
    union all
    select 'constant' as level, today as group_id, after_constant as amount from trees
    union all
    select 'after' as level, today as group_id, after_amount as amount from trees
),

members as (
    select level, group_id, sum(amount) as amount
    from levels
    group by level, group_id
)

select
    level,
    group_id,
    amount,
    cast(amount as double) / cast(sum(amount) over (partition by level) as double) as weight
from members
where amount > 0
