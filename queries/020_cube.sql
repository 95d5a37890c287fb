-- name: The cube
-- formula: sums over the used lines of the trunk
-- unit: money in the reporting currency; rows
-- grain: customer, month, kind and original currency (sparse); month_index counts months from year 0
-- larger: more revenue
-- null: customer_id for revenue that names no customer; kind where the ledger has none; cost, and costed (the revenue whose cost is known), where no line has a cost
-- source: ours
-- why: the small relation that every metric reads instead of the ledger
select
    customer_id,
    cast(extract(year from month) as bigint) * 12 + cast(extract(month from month) as bigint) - 1 as month_index,
    kind,
    currency,
    sum(converted) as amount,
    sum(cost) as cost,
    sum(costed) as costed,
    sum(rows) as rows
from trunk
where scope = 'used'
group by customer_id, month, kind, currency
