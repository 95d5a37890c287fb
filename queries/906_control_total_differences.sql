-- name: Control-total differences
-- formula: declared totals that the ledger differs from by more than their tolerance, in amount, or at all in rows
-- severity: error
-- unit: money in the declared currency, else in the reporting currency; rows
-- grain: declared total
-- larger: a larger difference
-- null: rows where none were declared
-- source: quality-of-earnings practice
-- why: what the report stands on must be what the books were closed on
select
    declared_period,
    currency,
    scope,
    declared_amount,
    ledger_amount,
    difference,
    tolerance,
    declared_rows,
    ledger_rows,
    row_difference
from declared_totals
where abs(difference) > tolerance or coalesce(row_difference, 0) <> 0
order by place
