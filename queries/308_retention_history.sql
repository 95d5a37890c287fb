-- name: Retention by quarter
-- formula: as in retention, at constant rates, at every quarter end: `mrr`: p = MRR twelve months before it, q = MRR at it; `ttm`: p = revenue of the twelve months to a year before it, q = of the twelve months to it
-- unit: ratio; customers; money in the reporting currency, at constant rates
-- grain: quarter end and basis, both ends of the year under the tree of its end; is_covered 0 where the ledger does not cover the whole base window
-- larger: more of a year ago's revenue is still there
-- null: no row where no customer had positive revenue a year before
-- source: as in retention
-- why: one year's retention is a number, the trend is a fact
with

-- Both ends of a year stand under the tree of its end.
summed as (
    select
        last_index, before_constant as revenue_before, amount_constant as revenue,
        mrr_before_constant as mrr_before, mrr_constant as mrr
    from trailing_years
    where not exists (select 1 from group_members where group_members.customer_id = trailing_years.customer_id)

    union all

    select
        trailing_years.last_index, sum(before_constant) as revenue_before, sum(amount_constant) as revenue,
        sum(mrr_before_constant) as mrr_before, sum(mrr_constant) as mrr
    from group_members
    inner join trailing_years
        on trailing_years.customer_id = group_members.customer_id
        and trailing_years.last_index between group_members.first_index and group_members.last_index
    group by trailing_years.last_index, group_members.group_id
),

by_quarter as (
    select
        last_index,
        sum(case when revenue_before > 0 then 1 else 0 end) as customers,
        sum(case when revenue_before > 0 then revenue_before else 0 end) as base,
        sum(case when revenue_before > 0 then greatest(0, least(revenue, revenue_before)) else 0 end) as kept,
        sum(case when revenue_before > 0 then revenue else 0 end) as now,
        sum(case when revenue_before > 0 and revenue <= 0 then 1 else 0 end) as lost,
        sum(case when mrr_before > 0 then 1 else 0 end) as mrr_customers,
        sum(case when mrr_before > 0 then mrr_before else 0 end) as mrr_base,
        sum(case when mrr_before > 0 then greatest(0, least(mrr, mrr_before)) else 0 end) as mrr_kept,
        sum(case when mrr_before > 0 then greatest(0, mrr) else 0 end) as mrr_now,
        sum(case when mrr_before > 0 and mrr <= 0 then 1 else 0 end) as mrr_lost
    from summed
    group by last_index
),

-- Both bases of one pass over the customers.
years as (
    select
        bases.basis, bases.months, by_quarter.last_index,
        case when basis = 'mrr' then mrr_customers else customers end as customers,
        case when basis = 'mrr' then mrr_base else base end as base,
        case when basis = 'mrr' then mrr_kept else kept end as kept,
        case when basis = 'mrr' then mrr_now else now end as now,
        case when basis = 'mrr' then mrr_lost else lost end as lost
    from (select 'ttm' as basis, 23 as months union all select 'mrr' as basis, 12 as months) as bases
    cross join by_quarter cross join params
    -- Contracts may begin before the ledger, which then does not cover the year's beginning.
    where basis = 'ttm' or (has_mrr = 1 and by_quarter.last_index - 12 >= first_month)
)

select
    months.quarter as period,
    years.basis,
    years.last_index,
    years.customers,
    years.base as base_amount,
    cast(years.kept as double) / cast(years.base as double) as grr,
    cast(years.now as double) / cast(years.base as double) as nrr,
    cast(years.lost as double) / cast(years.customers as double) as logo_churn,
    case when years.last_index - years.months >= first_month then 1 else 0 end as is_covered
from years
cross join params
inner join months on months.month_index = years.last_index
where years.customers > 0
order by years.last_index, years.basis
