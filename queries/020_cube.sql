-- name: The cube
-- formula: sums over the used lines of the trunk; amount_constant is the amount at constant rates
-- unit: money in the reporting currency; rows
-- grain: customer, month, kind and original currency (sparse); month_index counts months from year 0
-- larger: more revenue
-- null: customer_id for revenue that names no customer; kind where the ledger has none; cost, and costed (the revenue whose cost is known), where no line has a cost
-- source: ours
-- why: the small relation that every metric reads instead of the ledger
select
    customer_id,
    month_index,
    kind,
    currency,
    sum(amount) as amount,
    sum(amount_constant) as amount_constant,
    sum(cost) as cost,
    sum(costed) as costed,
    sum(rows) as rows
from used_lines
group by customer_id, month_index, kind, currency
