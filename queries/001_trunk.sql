-- name: The trunk: the ledger, scanned once
-- formula: sums of amount, converted amount, cost and rows over every ledger line that agrees in all keys
-- unit: money in the row's own currency (amount) and in the reporting currency (converted, cost, costed: the revenue whose cost is known); rows
-- grain: customer, month (month_index counts months from year 0), currency, kind, contract, product, dimension values, scope and reason; has_period is 1 for revenue that was spread over a service period, its own or its billing interval, even within one month
-- larger: more revenue
-- null: customer_id where the row names no customer; kind, contract_id, product where the ledger has none
-- source: ours
-- why: everything after it works on this relation, so the ledger is read a single time; cells are added up while it is read
select
    customer_id,
    month,
    month_index,
    currency,
    kind,
    contract_id,
    product,
    dimension_key,
    has_period,
    scope,
    reason,
    amount,
    converted,
    cost,
    costed,
    rows
from ledger_cells
