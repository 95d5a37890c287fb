-- name: Cohort retention
-- formula: a cohort is the groups whose first positive measure (MRR where there is any, else net revenue) falls in one period; at age k: revenue = the cohort's measure k periods later, logos = its groups with a positive measure; retention = the same over age 0
-- unit: money in the reporting currency, at constant rates; customers; ratio
-- grain: grain (month, quarter), cohort and age in periods, every age up to the as-of month, empty ones included; by quarter the MRR of its last month, or the quarter's net revenue
-- larger: more of the cohort is still there, or has grown
-- null: never; is_truncated 1 for the first covered period, whose customers may have been there for years
-- source: standard cohort retention; dbt-labs mrr-playbook for the first period
-- why: an average over all customers hides that the newer ones leave faster
with

periods as (
    select 'month' as grain, month_index as period_index, label, 1 as step from months
    union all
    select 'quarter' as grain, month_index as period_index, quarter as label, 3 as step from months where ends_quarter = 1
),

sizes as (
    select grain, cohort_index, amount as base_amount, logos as customers, min(cohort_index) over (partition by grain) as first_index
    from cohort_sums
    where period_index = cohort_index
)

select
    sizes.grain, cohorts.label as cohort, sizes.cohort_index, sizes.customers, sizes.base_amount,
    case when sizes.cohort_index = sizes.first_index then 1 else 0 end as is_truncated,
    cast(floor((periods.period_index - sizes.cohort_index) / periods.step) as bigint) as age,
    coalesce(cohort_sums.amount, 0) as amount,
    coalesce(cohort_sums.logos, 0) as logos,
    cast(coalesce(cohort_sums.amount, 0) as double) / cast(sizes.base_amount as double) as revenue_retention,
    cast(coalesce(cohort_sums.logos, 0) as double) / cast(sizes.customers as double) as logo_retention
from sizes
inner join periods as cohorts on cohorts.grain = sizes.grain and cohorts.period_index = sizes.cohort_index
inner join periods on periods.grain = sizes.grain and periods.period_index >= sizes.cohort_index
left join cohort_sums
    on cohort_sums.grain = sizes.grain and cohort_sums.cohort_index = sizes.cohort_index and cohort_sums.period_index = periods.period_index
order by sizes.grain, sizes.cohort_index, age
