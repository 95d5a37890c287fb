-- name: Lines by the ledger's dimensions
-- formula: sums over the used lines that make the measure (of the kind recurring where there is MRR), and over all of them (weight)
-- unit: money in the reporting currency
-- grain: dimension of the ledger, value, customer and month up to the as-of month
-- larger: more revenue in that value
-- null: value where the rows have none
-- source: ours
-- why: what a customer's measure is made of, line by line
select
    dimension_values.dimension,
    dimension_values.value,
    used_lines.customer_id,
    used_lines.month_index,
    sum(case when has_mrr = 0 or kind = 'recurring' then used_lines.amount else 0 end) as amount,
    sum(case when has_mrr = 0 or kind = 'recurring' then used_lines.amount_constant else 0 end) as amount_constant,
    sum(used_lines.amount) as weight
from used_lines
cross join params
inner join dimension_values on dimension_values.dimension_key = used_lines.dimension_key
where by_segment = 1 and used_lines.customer_id is not null and used_lines.month_index <= params.last_month
group by dimension_values.dimension, dimension_values.value, used_lines.customer_id, used_lines.month_index
