-- name: The dimension cube
-- formula: sums over the used lines by each value of each dimension, of the ledger and of the customers table
-- unit: money in the reporting currency; amount_constant at constant rates
-- grain: dimension, value, customer and month
-- larger: more revenue
-- null: value where a row, or its customer, has none
-- source: ours
-- why: one industry, region or owner can be as much of a single basket as one customer
with

-- Dimensions that stand in the ledger itself, by the code of a row's values.
of_ledger as (
    select
        dimension_values.dimension,
        dimension_values.value,
        used_lines.customer_id,
        used_lines.month_index,
        used_lines.amount,
        used_lines.amount_constant
    from used_lines
    inner join dimension_values on dimension_values.dimension_key = used_lines.dimension_key
),

-- Dimensions that the customers table gives; a customer missing there has the value null.
of_customers as (
    select
        dimension_names.dimension,
        customer_dimensions.value,
        used_lines.customer_id,
        used_lines.month_index,
        used_lines.amount,
        used_lines.amount_constant
    from used_lines
    cross join (select distinct dimension from customer_dimensions) as dimension_names
    left join customer_dimensions
        on customer_dimensions.customer_id = used_lines.customer_id
        and customer_dimensions.dimension = dimension_names.dimension
),

final as (
    select * from of_ledger
    union all
    select * from of_customers
)

select
    dimension,
    value,
    customer_id,
    month_index,
    sum(amount) as amount,
    sum(amount_constant) as amount_constant
from final
group by dimension, value, customer_id, month_index
