-- name: Periods of the movements
-- formula: every month, and every quarter by the fiscal calendar, from the ledger's first to the as-of month; a quarter of revenue must be covered whole, of MRR its last month
-- unit: months from year 0, or quarters
-- grain: `month` or `quarter` and period; end_index is its last month, before_index the last month of the period before (of the first period: its own)
-- larger: later
-- null: never
-- source: ours
-- why: a period without a single row still has an opening and a closing
with

periods as (
    select 'month' as grain, month_index as period_index, month_index as end_index, cast(1 as bigint) as months
    from months
    union all
    select
        'quarter' as grain,
        cast(floor((month_index - params.quarter_shift) / 3) as bigint) as period_index,
        month_index as end_index,
        cast(3 as bigint) as months
    from months
    cross join params
    where months.ends_quarter = 1 and (params.has_mrr = 1 or month_index - 2 >= params.first_month)
)

select
    grain,
    period_index,
    end_index,
    case
        when row_number() over (partition by grain order by period_index) = 1 then end_index
        else end_index - months
    end as before_index
from periods
