-- name: Revenue whose cost is known
-- formula: sums over the used lines that name their cost
-- unit: money in the reporting currency
-- grain: customer and month (sparse)
-- larger: more revenue
-- null: customer_id for revenue that names no customer; no row where no line names its cost
-- source: ours
-- why: every margin is made of these, and most ledgers have none
select
    customer_id,
    month_index,
    sum(costed) as costed,
    sum(cost) as cost
from used_lines
where costed is not null
group by customer_id, month_index
