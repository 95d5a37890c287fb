-- name: Revenue movements
-- formula: with p, q clipped at 0: new (p=0, q>0, never active), reactivation (p=0, q>0, active before), churn (p>0, q=0), expansion (q>p), contraction (q<p); adjustment = min(0,q) − min(0,p); opening + new + reactivation + expansion − contraction − churn + adjustment = closing
-- unit: money in the reporting currency; customers
-- grain: grain (month, quarter) and period, every covered period
-- larger: larger movements
-- null: never; the first covered period has an opening only
-- source: dbt-labs mrr-playbook for the categories; the adjustment bucket is ours
-- why: where the change in revenue came from, closing exactly
with

periods as (
    select 'month' as grain, month_index as period_index from months
    union all
    select 'quarter' as grain, cast(floor((month_index - params.quarter_shift) / 3) as bigint) as period_index
    from months
    cross join params
    where months.ends_quarter = 1 and (params.has_mrr = 1 or month_index - 2 >= params.first_month)
),

clipped as (
    select *, greatest(p, 0) as before, greatest(q, 0) as now
    from changes
)

select
    periods.grain,
    periods.period_index,
    coalesce(sum(p), 0) as opening,
    coalesce(sum(case when before = 0 and now > 0 and was_active = 0 then now else 0 end), 0) as new,
    coalesce(sum(case when before = 0 and now > 0 and was_active = 1 then now else 0 end), 0) as reactivation,
    coalesce(sum(case when before > 0 and now > before then now - before else 0 end), 0) as expansion,
    coalesce(sum(case when now > 0 and now < before then before - now else 0 end), 0) as contraction,
    coalesce(sum(case when before > 0 and now = 0 then before else 0 end), 0) as churn,
    coalesce(sum(least(q, 0) - least(p, 0)), 0) as adjustment,
    coalesce(sum(q), 0) as closing,
    coalesce(sum(case when before > 0 then 1 else 0 end), 0) as customers_opening,
    coalesce(sum(case when before = 0 and now > 0 and was_active = 0 then 1 else 0 end), 0) as customers_new,
    coalesce(sum(case when before = 0 and now > 0 and was_active = 1 then 1 else 0 end), 0) as customers_reactivation,
    coalesce(sum(case when before > 0 and now = 0 then 1 else 0 end), 0) as customers_churn,
    coalesce(sum(case when now > 0 then 1 else 0 end), 0) as customers_closing
from periods
left join clipped on clipped.grain = periods.grain and clipped.period_index = periods.period_index
group by periods.grain, periods.period_index
order by periods.grain, periods.period_index
