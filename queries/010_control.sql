-- name: Control totals
-- formula: rows and amounts by scope and reason; read = used + left out + set aside
-- unit: rows; money in the reporting currency at the ledger's own scale
-- grain: scope and reason
-- larger: more of the ledger in that scope
-- null: reason where the scope is `used`
-- source: ours
-- why: a report that does not tie to its ledger to the cent cannot be trusted
select
    scope,
    reason,
    sum(rows) as rows,
    sum(converted) as amount
from trunk
group by scope, reason
order by scope, reason
