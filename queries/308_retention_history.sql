-- name: Retention by quarter
-- formula: as in retention, at every quarter end: `mrr`: p = MRR twelve months before it, q = MRR at it; `ttm`: p = revenue of the twelve months to a year before it, q = of the twelve months to it
-- unit: ratio; customers; money in the reporting currency
-- grain: quarter end and basis; is_covered 0 where the ledger does not cover the whole base window
-- larger: more of a year ago's revenue is still there
-- null: no row where no customer had positive revenue a year before
-- source: as in retention
-- why: one year's retention is a number, the trend is a fact
with

quarter_ends as (
    select quarter as period, month_index as last_index from months where ends_quarter = 1
),

pairs as (
    select 'ttm' as basis, quarter_ends.period, quarter_ends.last_index, before.amount as p, coalesce(now.amount, 0) as q
    from quarter_ends
    inner join quarter_ends as year_before on year_before.last_index = quarter_ends.last_index - 12
    inner join window_revenue as before on before.period = year_before.period
    left join window_revenue as now on now.period = quarter_ends.period and now.group_id = before.group_id

    union all

    select
        'mrr' as basis, quarter_ends.period, quarter_ends.last_index, before.mrr as p, greatest(0, coalesce(now.mrr, 0)) as q
    from quarter_ends
    cross join params
    inner join monthly_revenue as before on before.month_index = quarter_ends.last_index - 12
    left join monthly_revenue as now
        on now.month_index = quarter_ends.last_index and now.group_id = before.group_id
    where params.has_mrr = 1 and before.month_index >= params.first_month
)

select
    period,
    basis,
    last_index,
    count(*) as customers,
    sum(p) as base_amount,
    cast(sum(greatest(0, least(q, p))) as double) / cast(sum(p) as double) as grr,
    cast(sum(q) as double) / cast(sum(p) as double) as nrr,
    cast(sum(case when q <= 0 then 1 else 0 end) as double) / cast(count(*) as double) as logo_churn,
    case when last_index - case when basis = 'mrr' then 12 else 23 end >= max(first_month) then 1 else 0 end as is_covered
from pairs
cross join params
where p > 0
group by period, basis, last_index
order by last_index, basis
