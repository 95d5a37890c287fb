-- name: Retention by quarter
-- formula: as in retention, at constant rates, at every quarter end: `mrr`: p = MRR twelve months before it, q = MRR at it; `ttm`: p = revenue of the twelve months to a year before it, q = of the twelve months to it
-- unit: ratio; customers; money in the reporting currency, at constant rates
-- grain: quarter end and basis, both ends of the year under the tree of its end; is_covered 0 where the ledger does not cover the whole base window
-- larger: more of a year ago's revenue is still there
-- null: no row where no customer had positive revenue a year before
-- source: as in retention
-- why: one year's retention is a number, the trend is a fact
with

quarter_ends as (
    select quarter as period, month_index as last_index from months where ends_quarter = 1
),

-- Quarters first, and years of four of them: no month is added up more than once.
by_quarter as (
    select quarter_ends.last_index, recurring_month.customer_id, sum(recurring_month.amount_constant) as amount
    from quarter_ends
    inner join months on months.quarter = quarter_ends.period
    inner join recurring_month on recurring_month.month_index = months.month_index
    group by quarter_ends.last_index, recurring_month.customer_id
),

-- By customer, so that both ends of a year can stand under the tree of its end.
measured as (
    select 'mrr' as basis, quarter_ends.last_index, customer_id, recurring_month.mrr_constant as amount
    from params
    cross join quarter_ends
    inner join recurring_month on recurring_month.month_index = quarter_ends.last_index
    where params.has_mrr = 1

    union all

    select 'ttm' as basis, quarter_ends.last_index, by_quarter.customer_id, sum(by_quarter.amount) as amount
    from quarter_ends
    inner join by_quarter
        on by_quarter.last_index <= quarter_ends.last_index and by_quarter.last_index > quarter_ends.last_index - 12
    group by quarter_ends.last_index, by_quarter.customer_id
),

-- Each amount ends one year and begins the next.
ends_of_years as (
    select
        measured.basis, measured.last_index + shifts.shift as last_index, measured.customer_id,
        case when shifts.shift = 12 then measured.amount end as p,
        case when shifts.shift = 0 then measured.amount end as q
    from (select 0 as shift union all select 12 as shift) as shifts
    cross join measured
),

pairs as (
    select ends_of_years.basis, ends_of_years.last_index,
        coalesce(sum(p), 0) as p,
        case when ends_of_years.basis = 'mrr' then greatest(0, coalesce(sum(q), 0)) else coalesce(sum(q), 0) end as q
    from group_tree
    inner join ends_of_years
        on ends_of_years.customer_id = group_tree.customer_id
        and ends_of_years.last_index between group_tree.first_index and group_tree.last_index
    group by ends_of_years.basis, ends_of_years.last_index, group_tree.group_id
),

years as (
    select basis, last_index,
        count(*) as customers, sum(p) as base_amount,
        cast(sum(greatest(0, least(q, p))) as double) / cast(sum(p) as double) as grr,
        cast(sum(q) as double) / cast(sum(p) as double) as nrr,
        cast(sum(case when q <= 0 then 1 else 0 end) as double) / cast(count(*) as double) as logo_churn
    from pairs
    where p > 0
    group by basis, last_index
)

select
    quarter_ends.period,
    years.*,
    case when years.last_index - case when basis = 'mrr' then 12 else 23 end >= first_month then 1 else 0 end as is_covered
from years
cross join params
inner join quarter_ends on quarter_ends.last_index = years.last_index
order by years.last_index, basis
