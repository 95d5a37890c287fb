-- name: The two windows of the change in HHI
-- formula: index shares of the year before by the tree of then (before), by today's tree (tree), and at constant rates (rates); of the window at constant rates (constant) and as reported (after)
-- unit: ratio
-- grain: level and group with positive revenue
-- larger: a larger customer
-- null: never; no rows where the ledger does not cover the year before
-- source: ours
-- why: what moved between two indexes can be told apart only on members that are comparable
with

levels as (
    select 'before' as level, of_then as group_id, before_amount as amount from change_customers
    union all
    select 'tree' as level, today as group_id, before_amount as amount from change_customers
    union all
    select 'rates' as level, today as group_id, before_constant as amount from change_customers
    union all
    select 'constant' as level, today as group_id, after_constant as amount from change_customers
    union all
    select 'after' as level, today as group_id, after_amount as amount from change_customers
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
