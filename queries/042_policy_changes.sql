-- name: What a grouping policy changes
-- formula: groups that another policy makes of several groups of the policy asked for (merged), and groups of that policy it makes several of (split), over customers with revenue in the window
-- unit: money in the reporting currency
-- grain: policy, change, group (of the coarser side) and member (a group of the finer side)
-- larger: a larger member
-- null: never
-- source: ours
-- why: names stand behind the difference between two policies
with

active as (
    select recurring_month.customer_id, sum(recurring_month.amount) as amount
    from recurring_month
    cross join params
    where recurring_month.month_index between params.window_first and params.window_last
        and recurring_month.customer_id is not null
    group by recurring_month.customer_id
),

-- Each customer's group here and there, of those who are not alone in both.
pairs as (
    select
        policy_members.policy,
        policy_members.group_id as there,
        customer_groups.group_id as here,
        sum(active.amount) as amount
    from active
    inner join policy_members on policy_members.customer_id = active.customer_id
    inner join customer_groups on customer_groups.customer_id = active.customer_id
    group by policy_members.policy, policy_members.group_id, customer_groups.group_id
),

counted as (
    select
        *,
        count(*) over (partition by policy, there) as from_here,
        count(*) over (partition by policy, here) as from_there
    from pairs
),

final as (
    select policy, 'merged' as change, there as group_id, here as member_id, amount
    from counted
    where from_here > 1
    union all
    select policy, 'split' as change, here as group_id, there as member_id, amount
    from counted
    where from_there > 1
)

select
    final.policy,
    final.change,
    final.group_id,
    coalesce(group_names.name, final.group_id) as name,
    final.member_id,
    coalesce(member_names.name, final.member_id) as member_name,
    final.amount
from final
left join group_names on group_names.group_id = final.group_id
left join group_names as member_names on member_names.group_id = final.member_id
order by final.policy, final.change, final.group_id, final.amount desc, final.member_id
