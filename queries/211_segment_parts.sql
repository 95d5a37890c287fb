-- name: The measure by the ledger's dimensions
-- formula: the lines that make a customer's measure of the month, by each value of each dimension of the ledger; where they do not add up to the measure (contracts, credits), all of it under the value that brings the customer most
-- unit: money in the reporting currency
-- grain: dimension, value, customer and month
-- larger: more revenue in that value
-- null: value where the rows have none
-- source: ours
-- why: segments of the ledger must add up to the book, whatever MRR is made from
with

main_values as (
    select
        dimension,
        customer_id,
        value,
        row_number() over (partition by dimension, customer_id order by sum(weight) desc, value nulls last) as place
    from segment_lines
    group by dimension, customer_id, value
),

-- The months in which the lines are the whole measure.
whole as (
    select segment_lines.dimension, segment_lines.customer_id, segment_lines.month_index
    from segment_lines
    left join measure
        on measure.customer_id = segment_lines.customer_id
        and measure.month_index = segment_lines.month_index
    group by segment_lines.dimension, segment_lines.customer_id, segment_lines.month_index
    having sum(segment_lines.amount) = coalesce(max(measure.amount), 0)
        and sum(segment_lines.amount_constant) = coalesce(max(measure.amount_constant), 0)
)

select
    segment_lines.dimension,
    segment_lines.value,
    segment_lines.customer_id,
    segment_lines.month_index,
    segment_lines.amount,
    segment_lines.amount_constant
from segment_lines
inner join whole
    on whole.dimension = segment_lines.dimension
    and whole.customer_id = segment_lines.customer_id
    and whole.month_index = segment_lines.month_index

union all

select
    names.dimension,
    main_values.value,
    measure.customer_id,
    measure.month_index,
    measure.amount,
    measure.amount_constant
from measure
cross join (select distinct dimension from dimension_values) as names
left join whole
    on whole.dimension = names.dimension
    and whole.customer_id = measure.customer_id
    and whole.month_index = measure.month_index
left join main_values
    on main_values.dimension = names.dimension
    and main_values.customer_id = measure.customer_id
    and main_values.place = 1
where whole.customer_id is null
