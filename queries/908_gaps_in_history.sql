-- name: Gaps in the history
-- formula: months before the window, between the ledger's first and last, without a single used row
-- severity: warning
-- unit: months
-- grain: month
-- larger: more of the past is not there
-- null: never
-- source: ours
-- why: movements and history read a month that was never exported as everyone lost and back again
select months.month_index, months.label as month
from months
inner join windows
    on windows.period = 'window'
    and months.month_index < windows.first_index
left join cube on cube.month_index = months.month_index
where cube.month_index is null
order by months.month_index
