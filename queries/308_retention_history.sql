-- name: Retention by quarter
-- formula: as in retention, at every quarter end: `mrr`: p = MRR twelve months before it, q = MRR at it; `ttm`: p = revenue of the twelve months to a year before it, q = of the twelve months to it
-- unit: ratio; customers; money in the reporting currency
-- grain: quarter end and basis, both ends of the year under the tree of its end; is_covered 0 where the ledger does not cover the whole base window
-- larger: more of a year ago's revenue is still there
-- null: no row where no customer had positive revenue a year before
-- source: as in retention
-- why: one year's retention is a number, the trend is a fact
with

quarter_ends as (
    select quarter as period, month_index as last_index from months where ends_quarter = 1
),

-- Which months make the twelve to each quarter end; a small table, so that the large one joins on equal months.
spans as (
    select months.month_index, quarter_ends.last_index
    from months
    inner join quarter_ends
        on quarter_ends.last_index >= months.month_index and quarter_ends.last_index < months.month_index + 12
),

-- By customer, so that both ends of a year can stand under the tree of its end.
measured as (
    select 'mrr' as basis, quarter_ends.last_index, recurring_month.customer_id, recurring_month.mrr as amount
    from recurring_month
    inner join quarter_ends on quarter_ends.last_index = recurring_month.month_index
    cross join params
    where params.has_mrr = 1

    union all

    select 'ttm' as basis, spans.last_index, recurring_month.customer_id, sum(recurring_month.amount) as amount
    from recurring_month
    inner join spans on spans.month_index = recurring_month.month_index
    group by spans.last_index, recurring_month.customer_id
),

-- Each amount ends one year and begins the next.
ends_of_years as (
    select
        measured.basis,
        measured.last_index + shifts.shift as last_index,
        measured.customer_id,
        case when shifts.shift = 12 then measured.amount end as p,
        case when shifts.shift = 0 then measured.amount end as q
    from (select 0 as shift union all select 12 as shift) as shifts
    cross join measured
),

pairs as (
    select
        quarter_ends.period, ends_of_years.basis, ends_of_years.last_index,
        coalesce(sum(p), 0) as p,
        case when ends_of_years.basis = 'mrr' then greatest(0, coalesce(sum(q), 0)) else coalesce(sum(q), 0) end as q
    from ends_of_years
    inner join quarter_ends on quarter_ends.last_index = ends_of_years.last_index
    inner join group_tree
        on group_tree.customer_id = ends_of_years.customer_id
        and ends_of_years.last_index between group_tree.first_index and group_tree.last_index
    group by quarter_ends.period, ends_of_years.basis, ends_of_years.last_index, group_tree.group_id
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
