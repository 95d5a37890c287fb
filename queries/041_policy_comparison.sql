-- name: Grouping policies side by side
-- formula: per policy: n, CR1, CR5, CR10, HHI, the largest group, and the groups with at least 10 % of all revenue (T, compared exactly)
-- unit: customers; ratio; index 0 to 10,000
-- grain: policy, over the window, by today's tree
-- larger: fewer, larger customers
-- null: where no group has positive revenue, or the links contradict each other under the policy (reason)
-- source: ASC 280-10-50-42, IFRS 8.34, CSRC disclosure rules; economic interdependence as in EBA/GL/2017/15
-- why: a concentration that stands or falls with the rule of grouping is the first thing an auditor asks about
with

-- T holds the revenue that names no customer too, and is the same under every policy.
whole as (
    select sum(recurring_month.amount) as total
    from recurring_month
    cross join params
    where recurring_month.month_index between params.window_first and params.window_last
),

measured as (
    select
        policy_revenue.policy,
        sum(policy_revenue.amount) as amount,
        sum(case when policy_revenue.amount > 0 then 1 else 0 end) as customers,
        sum(case when rank <= 1 then cast(index_share as decimal(38, 28)) end) as cr_1,
        sum(case when rank <= 5 then cast(index_share as decimal(38, 28)) end) as cr_5,
        sum(case when rank <= 10 then cast(index_share as decimal(38, 28)) end) as cr_10,
        sum(cast(index_share * index_share as decimal(38, 28))) as h,
        max(case when rank = 1 and policy_revenue.amount > 0 then group_id end) as largest,
        sum(case when whole.total > 0 and policy_revenue.amount * 10 >= whole.total then 1 else 0 end)
            as major_customers
    from policy_revenue
    cross join whole
    group by policy_revenue.policy
)

select
    policies.place,
    policies.policy,
    policies.reason,
    measured.amount,
    case when policies.reason is null then coalesce(measured.customers, 0) end as customers,
    cast(measured.cr_1 as double) as cr_1,
    cast(measured.cr_5 as double) as cr_5,
    cast(measured.cr_10 as double) as cr_10,
    10000 * cast(measured.h as double) as hhi,
    measured.largest,
    coalesce(group_names.name, measured.largest) as largest_name,
    case when policies.reason is null then coalesce(measured.major_customers, 0) end as major_customers
from policies
left join measured on measured.policy = policies.policy
left join group_names on group_names.group_id = measured.largest
order by policies.place
