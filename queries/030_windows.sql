-- name: Windows
-- formula: the window asked for, the same a year earlier, the last complete fiscal year, the one before it, the trailing twelve months of every quarter end, and the window once more for every scenario
-- unit: month_index counts months from year 0; both ends inclusive
-- grain: period; is_year 1 for twelve months to a quarter's end
-- larger: later
-- null: no fiscal year where the ledger does not reach the end of one
-- source: ours
-- why: one definition of each metric serves the headline, the year before and the history
with

asked as (
    select 'window' as period, window_first as first_index, window_last as last_index from params
    union all
    select 'year_before' as period, window_first - 12 as first_index, window_last - 12 as last_index from params
),

-- Annual disclosures are of fiscal years, whatever window is asked for.
last_year as (
    select max(month_index) as last_index
    from months
    where ends_fiscal_year = 1
),

fiscal_years as (
    select 'fiscal_year' as period, last_index - 11 as first_index, last_index from last_year
    union all
    select 'fiscal_year_before' as period, last_index - 23 as first_index, last_index - 12 as last_index from last_year
),

quarters as (
    select quarter as period, month_index - 11 as first_index, month_index as last_index
    from months
    where ends_quarter = 1
),

-- The window after a loss; see scenario_losses.
scenarios as (
    select distinct scenario_targets.period, window_first as first_index, window_last as last_index
    from scenario_targets
    cross join params
),

final as (
    select * from asked
    union all
    select * from scenarios
    union all
    select * from fiscal_years where last_index is not null
    union all
    select * from quarters
)

select
    final.period,
    final.first_index,
    final.last_index,
    case when months.month_index is not null and final.last_index - final.first_index = 11 then 1 else 0 end as is_year,
    greatest(0, final.last_index - greatest(final.first_index, params.first_month) + 1) as months_covered
from final
cross join params
left join months on months.month_index = final.last_index and months.ends_quarter = 1
order by final.last_index, final.period
