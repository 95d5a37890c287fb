-- name: Cohort retention
-- formula: a cohort is the groups whose first positive measure (MRR where there is any, else net revenue) falls in one period; at age k: revenue = the cohort's measure k periods later, logos = its groups with a positive measure; retention = the same over age 0
-- unit: money in the reporting currency, at constant rates; customers; ratio
-- grain: grain (month, quarter), cohort and age in periods, every age up to the as-of month, empty ones included; by quarter the MRR of its last month, or the quarter's net revenue
-- larger: more of the cohort is still there, or has grown
-- null: never; is_truncated 1 for the first covered period, whose customers may have been there for years
-- source: standard cohort retention; dbt-labs mrr-playbook for the first period
-- why: an average over all customers hides that the newer ones leave faster
with

quarters as (
    select quarter, max(month_index) as period_index
    from months
    where ends_quarter = 1
    group by quarter
),

periods as (
    select 'month' as grain, month_index as period_index, label, 1 as step from months
    union all
    select 'quarter' as grain, period_index, quarter as label, 3 as step from quarters
),

measured as (
    select 'month' as grain, months.month_index as period_index, group_id,
        case when has_mrr = 1 then mrr_constant else amount_constant end as amount
    from monthly_revenue
    inner join months on months.month_index = monthly_revenue.month_index
    cross join params

    union all

    select 'quarter' as grain, quarters.period_index, group_id,
        sum(case when has_mrr = 0 then amount_constant when ends_quarter = 1 then mrr_constant else 0 end) as amount
    from monthly_revenue
    inner join months on months.month_index = monthly_revenue.month_index
    inner join quarters on quarters.quarter = months.quarter
    cross join params
    group by quarters.period_index, group_id
),

starts as (
    select grain, group_id, min(period_index) as cohort_index
    from measured
    where amount > 0
    group by grain, group_id
),

kept as (
    select measured.grain, cohort_index, period_index, sum(amount) as amount, sum(case when amount > 0 then 1 else 0 end) as logos
    from measured
    inner join starts on starts.grain = measured.grain and starts.group_id = measured.group_id
    where period_index >= cohort_index
    group by measured.grain, cohort_index, period_index
),

sizes as (
    select grain, cohort_index, amount as base_amount, logos as customers, min(cohort_index) over (partition by grain) as first_index
    from kept
    where period_index = cohort_index
)

select
    sizes.grain, cohorts.label as cohort, sizes.cohort_index, sizes.customers, sizes.base_amount,
    case when sizes.cohort_index = sizes.first_index then 1 else 0 end as is_truncated,
    cast(floor((periods.period_index - sizes.cohort_index) / periods.step) as bigint) as age,
    coalesce(kept.amount, 0) as amount,
    coalesce(kept.logos, 0) as logos,
    cast(coalesce(kept.amount, 0) as double) / cast(sizes.base_amount as double) as revenue_retention,
    cast(coalesce(kept.logos, 0) as double) / cast(sizes.customers as double) as logo_retention
from sizes
inner join periods as cohorts on cohorts.grain = sizes.grain and cohorts.period_index = sizes.cohort_index
inner join periods on periods.grain = sizes.grain and periods.period_index >= sizes.cohort_index
left join kept
    on kept.grain = sizes.grain and kept.cohort_index = sizes.cohort_index and kept.period_index = periods.period_index
order by sizes.grain, sizes.cohort_index, age
