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

-- Only the months at a quarter's end: everything else is left behind before the joins.
at_ends as (
    select quarter_ends.period, quarter_ends.last_index, monthly_revenue.group_id, monthly_revenue.mrr as amount
    from monthly_revenue
    inner join quarter_ends on quarter_ends.last_index = monthly_revenue.month_index
    cross join params
    where params.has_mrr = 1 and monthly_revenue.mrr <> 0
),

over_windows as (
    select quarter_ends.period, quarter_ends.last_index, window_revenue.group_id, window_revenue.amount
    from window_revenue
    inner join quarter_ends on quarter_ends.period = window_revenue.period
),

measured as (
    select 'mrr' as basis, period, last_index, group_id, amount from at_ends
    union all
    select 'ttm' as basis, period, last_index, group_id, amount from over_windows
),

pairs as (
    select
        quarter_ends.period,
        before.basis,
        quarter_ends.last_index,
        before.amount as p,
        case when before.basis = 'mrr' then greatest(0, coalesce(now.amount, 0)) else coalesce(now.amount, 0) end as q
    from measured as before
    inner join quarter_ends on quarter_ends.last_index = before.last_index + 12
    left join measured as now
        on now.basis = before.basis
        and now.group_id = before.group_id
        and now.last_index = before.last_index + 12
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
