-- name: Revenue by grouping policy
-- formula: x_g of the window under each policy, by today's tree; rank by x descending, then group id
-- unit: money in the reporting currency; ratio
-- grain: policy and group with a row in the window
-- larger: a larger customer
-- null: index_share where x_g <= 0; no row for a policy under which the links contradict each other
-- source: ASC 280-10-50-42, IFRS 8.34, CSRC disclosure rules; economic interdependence as in EBA/GL/2017/15
-- why: who counts as one customer is a judgement, and each rule book makes another one
with

-- By customer first, so that only what a customer bought in all is read once a policy.
bought as (
    select recurring_month.customer_id, sum(recurring_month.amount) as amount
    from recurring_month
    cross join params
    where recurring_month.month_index between params.window_first and params.window_last
    group by recurring_month.customer_id
),

sums as (
    select policy_groups.policy, policy_groups.group_id, sum(bought.amount) as amount
    from bought
    inner join policy_groups on policy_groups.customer_id = bought.customer_id
    group by policy_groups.policy, policy_groups.group_id
),

totals as (
    select policy, sum(case when amount > 0 then amount end) as positive_total
    from sums
    group by policy
)

select
    sums.policy,
    sums.group_id,
    sums.amount,
    row_number() over (partition by sums.policy order by sums.amount desc, sums.group_id) as rank,
    case
        when sums.amount > 0 then cast(sums.amount as double) / cast(totals.positive_total as double)
    end as index_share
from sums
inner join totals on totals.policy = sums.policy
