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
inner join windows
    on windows.period = 'window'
    and months.month_index >= windows.first_index
    and months.month_index <= windows.last_index
left join cube on cube.month_index = months.month_index
where cube.month_index is null
order by months.month_index
