-- name: Revenue of cohorts by period
-- formula: sums over the groups of a cohort, at constant rates; a group's cohort is the first period with a positive measure (MRR where there is any, else net revenue)
-- unit: money in the reporting currency, at constant rates; customers
-- grain: grain (month, quarter), cohort and period from the cohort's own on, by the period's last month
-- larger: more of the cohort's revenue is there
-- null: never
-- source: ours
-- why: what cohorts' retention is made of
with

measured as (
    select
        'month' as grain, group_id, month_index as period_index,
        case when has_mrr = 1 then mrr_constant else amount_constant end as amount
    from monthly_revenue
    cross join params
    where month_index >= first_month and month_index <= last_month

    union all

    -- MRR is a level, which a quarter has at its end; revenue adds up.
    select
        'quarter' as grain, group_id, end_index as period_index,
        sum(case when has_mrr = 0 then amount_constant when month_index = end_index then mrr_constant else 0 end) as amount
    from (
        select
            monthly_revenue.*, has_mrr, last_month,
            cast(floor((month_index - quarter_shift) / 3) as bigint) * 3 + quarter_shift + 2 as end_index
        from monthly_revenue
        cross join params
        where month_index >= first_month and month_index <= last_month
    ) as quartered
    where end_index <= last_month
    group by group_id, end_index
),

starts as (
    select grain, group_id, min(period_index) as cohort_index
    from measured
    where amount > 0
    group by grain, group_id
)

select
    measured.grain, cohort_index, period_index,
    sum(amount) as amount,
    sum(case when amount > 0 then 1 else 0 end) as logos
from measured
inner join starts on starts.grain = measured.grain and starts.group_id = measured.group_id
where period_index >= cohort_index
group by measured.grain, cohort_index, period_index
