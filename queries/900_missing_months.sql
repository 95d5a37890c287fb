-- name: Missing months
-- formula: months of the window, within the ledger's extent, without a single used row
-- severity: warning
-- unit: months
-- grain: month
-- larger: more of the year is not there
-- null: never
-- source: ours
-- why: a month that was never exported looks like a loss of every customer
select months.month_index, months.label as month
from months
cross join params
left join cube on cube.month_index = months.month_index
where months.month_index > params.last_month - params.window_months
    and cube.month_index is null
order by months.month_index
