-- name: Windows
-- formula: the window asked for, the one a year earlier, and the trailing twelve months of every quarter end
-- unit: month_index counts months from year 0; both ends inclusive
-- grain: period
-- larger: later
-- null: never
-- source: ours
-- why: one definition of each metric serves the headline, the year before and the history
with

asked as (
    select 'window' as period, last_month as last_index, window_months as months from params
    union all
    select 'year_before' as period, last_month - 12 as last_index, window_months as months from params
),

quarters as (
    select quarter as period, month_index as last_index, cast(12 as bigint) as months
    from months
    where ends_quarter = 1
),

final as (
    select * from asked
    union all
    select * from quarters
)

select
    final.period,
    final.last_index - final.months + 1 as first_index,
    final.last_index,
    greatest(0, least(final.months, final.last_index - params.first_month + 1)) as months_covered
from final
cross join params
order by final.last_index, final.period
