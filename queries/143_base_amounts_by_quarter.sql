-- name: Amounts by base and quarter
-- formula: as in base_amounts, at every quarter end with a whole year behind it: recurring revenue and gross profit of those twelve months, receivables at the latest date within the quarter
-- unit: money in the reporting currency
-- grain: base, quarter end and group with a row in it; group_id null: not assigned to a customer
-- larger: more of the base
-- null: group_id for what names no customer; a base that is unknown has no rows
-- source: as in base_amounts
-- why: a share has a past only where every quarter is measured alike
with

quarters as (
    select windows.period, windows.last_index, min(months.first_day) as first_day, max(months.last_day) as last_day
    from windows
    inner join months on months.quarter = windows.period
    where windows.months_covered = 12
    group by windows.period, windows.last_index
),

unassigned as (
    select ends.month_index as last_index, sum(recurring_month.recurring) as recurring
    from months as ends
    inner join recurring_month on recurring_month.month_index between ends.month_index - 11 and ends.month_index
    where ends.ends_quarter = 1 and recurring_month.customer_id is null
    group by ends.month_index
),

-- Quarters first, so that no line is added up four times.
profit as (
    select
        ends.month_index as last_index, group_tree.group_id,
        sum(costed_revenue.costed) - sum(costed_revenue.cost) as amount
    from months as ends
    inner join months on months.quarter = ends.quarter
    inner join costed_revenue on costed_revenue.month_index = months.month_index
    left join group_tree
        on group_tree.customer_id = costed_revenue.customer_id
        and costed_revenue.month_index between group_tree.first_index and group_tree.last_index
    where ends.ends_quarter = 1
    group by ends.month_index, group_tree.group_id
),

dates as (
    select quarters.last_index, max(receivables.as_of) as as_of
    from quarters
    inner join receivables on receivables.as_of between quarters.first_day and quarters.last_day
    group by quarters.last_index
),

amounts as (
    select 'recurring' as base, quarters.last_index, group_id, recurring as amount
    from quarters
    inner join window_revenue on window_revenue.period = quarters.period
    union all
    select 'recurring' as base, last_index, cast(null as varchar) as group_id, recurring as amount
    from unassigned
    union all
    select 'gross_profit' as base, quarters.last_index, profit.group_id, sum(profit.amount) as amount
    from quarters
    inner join profit
        on profit.last_index <= quarters.last_index and profit.last_index > quarters.last_index - 12
    group by quarters.last_index, profit.group_id
    union all
    select 'receivables' as base, last_index, coalesce(customer_groups.group_id, receivables.customer_id) as group_id,
        sum(receivables.amount) as amount
    from dates
    inner join receivables on receivables.as_of = dates.as_of
    left join customer_groups on customer_groups.customer_id = receivables.customer_id
    group by last_index, coalesce(customer_groups.group_id, receivables.customer_id)
)

select amounts.base, quarters.period, quarters.last_index, amounts.group_id, amounts.amount
from params
cross join amounts
inner join quarters on quarters.last_index = amounts.last_index
where amounts.base <> 'recurring' or params.has_kinds = 1
