-- name: Rows set aside
-- formula: unusable rows by reason: no date, no amount, a date beyond a gap at the end
-- severity: error
-- unit: rows; money in the reporting currency
-- grain: reason
-- larger: more of the ledger cannot be used
-- null: never
-- source: ours
-- why: what cannot be used must be mended at its source, never dropped in silence
select reason, rows, amount
from control
where scope = 'set_aside'
order by reason
