-- name: Amounts by base
-- formula: by group: revenue x_g; its recurring part; gross profit = revenue − cost of the lines whose cost is known; receivables = open balance at the latest date up to the as-of date
-- unit: money in the reporting currency
-- grain: base and group with a row in it; group_id null: not assigned to a customer
-- larger: more of the base
-- null: group_id for what names no customer; a base that is unknown has no rows
-- source: CSRC (revenue and gross profit), ASC 275-10-50-18 (receivables); asset-based lending practice
-- why: a customer that is small in revenue can be most of the profit or of the money owed
with

-- What the customers brought after cost, as far as lines say what they cost.
profit as (
    select group_tree.group_id, sum(costed_revenue.costed) - sum(costed_revenue.cost) as amount
    from costed_revenue
    cross join params
    left join group_tree
        on group_tree.customer_id = costed_revenue.customer_id
        and costed_revenue.month_index between group_tree.first_index and group_tree.last_index
    where costed_revenue.month_index between params.window_first and params.window_last
    group by group_tree.group_id
),

unassigned as (
    select sum(recurring_month.amount) as amount, sum(recurring_month.recurring) as recurring
    from recurring_month
    cross join params
    where recurring_month.month_index between params.window_first and params.window_last
        and recurring_month.customer_id is null
),

-- One date for the whole book: who is not listed at it owes nothing.
latest as (
    select max(receivables.as_of) as as_of
    from receivables
    cross join params
    where receivables.as_of <= params.as_of
),

-- A customer that only the receivables know stands for itself.
owed as (
    select coalesce(customer_groups.group_id, receivables.customer_id) as group_id, sum(receivables.amount) as amount
    from receivables
    inner join latest on latest.as_of = receivables.as_of
    left join customer_groups on customer_groups.customer_id = receivables.customer_id
    group by coalesce(customer_groups.group_id, receivables.customer_id)
)

select 'revenue' as base, group_id, amount from window_revenue where period = 'window'
union all
select 'revenue' as base, cast(null as varchar) as group_id, amount from unassigned where amount is not null
union all
select 'recurring' as base, group_id, recurring as amount
from window_revenue
cross join params
where period = 'window' and params.has_kinds = 1
union all
select 'recurring' as base, cast(null as varchar) as group_id, recurring as amount
from unassigned
cross join params
where recurring is not null and params.has_kinds = 1
union all
select 'gross_profit' as base, group_id, amount from profit
union all
select 'receivables' as base, group_id, amount from owed
