-- name: Tie-out
-- formula: used rows = window + before + after; one row where the parts do not add up to the whole, to the last digit
-- severity: error
-- unit: money in the reporting currency
-- grain: one row, only where the report does not tie to the ledger
-- larger: a larger difference
-- null: never
-- source: ours
-- why: the sum of what is shown must be the sum of what was read
with

ledger_side as (
    select coalesce(sum(amount), 0) as amount
    from control
    where scope = 'used'
),

report_side as (
    select coalesce(sum(amount), 0) as amount
    from cube
),

window_side as (
    select coalesce(sum(cube.amount), 0) as amount
    from cube
    inner join windows
        on windows.period = 'window'
        and cube.month_index >= windows.first_index
        and cube.month_index <= windows.last_index
)

select
    ledger_side.amount as ledger_amount,
    report_side.amount as cube_amount,
    window_side.amount as window_amount,
    totals.total
from ledger_side
cross join report_side
cross join window_side
inner join totals on totals.period = 'window'
where ledger_side.amount <> report_side.amount or window_side.amount <> totals.total
