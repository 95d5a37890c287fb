-- name: The measure that moves
-- formula: monthly recurring revenue where the ledger has recurring revenue, else monthly net revenue; by quarter: the MRR of its last month, or the quarter's net revenue
-- unit: money in the reporting currency
-- grain: `month` or `quarter`, period_index (months from year 0, or quarters, which start quarter_shift months after those of January), group; complete periods up to the as-of month
-- larger: more revenue
-- null: never
-- source: ours
-- why: movements and retention by month and by quarter share one formula
with

measured as (
    select
        monthly_revenue.group_id,
        monthly_revenue.month_index,
        cast(floor((monthly_revenue.month_index - params.quarter_shift) / 3) as bigint) as quarter_index,
        case when params.has_mrr = 1 then monthly_revenue.mrr else monthly_revenue.amount end as amount
    from monthly_revenue
    cross join params
    where monthly_revenue.month_index <= params.last_month
)

select 'month' as grain, month_index as period_index, group_id, amount
from measured

union all

select 'quarter' as grain, measured.quarter_index as period_index, measured.group_id, sum(measured.amount) as amount
from measured
cross join params
where measured.quarter_index * 3 + params.quarter_shift + 2 <= params.last_month
    and case
        when params.has_mrr = 1 then measured.month_index = measured.quarter_index * 3 + params.quarter_shift + 2
        else measured.quarter_index * 3 + params.quarter_shift >= params.first_month
    end
group by measured.quarter_index, measured.group_id
