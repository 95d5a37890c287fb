-- name: The measure by segment
-- formula: the measure of the whole book (dimension *), and of every value of every dimension; by quarter: the MRR of its last month, or the quarter's net revenue
-- unit: money in the reporting currency
-- grain: dimension, segment (= and the value, or ? where none is known), `month` or `quarter`, period_index (months from year 0, or quarters), customer; end_index is the period's last month
-- larger: more revenue
-- null: never
-- source: ours
-- why: movements of the book and of each segment share one formula
with

-- The book itself is one more dimension, with one value. A customer's month has one row in each segment.
monthly as (
    select '*' as dimension, '=*' as segment, customer_id, month_index, amount, amount_constant from measure
    union all
    select names.dimension, coalesce('=' || customer_dimensions.value, '?') as segment,
        measure.customer_id, month_index, amount, amount_constant
    from measure
    cross join params
    cross join (select distinct dimension from customer_dimensions) as names
    left join customer_dimensions
        on customer_dimensions.customer_id = measure.customer_id
        and customer_dimensions.dimension = names.dimension
    where by_segment = 1
    union all
    select dimension, coalesce('=' || value, '?') as segment, customer_id, month_index, amount, amount_constant
    from segment_parts
    cross join params
    where by_segment = 1
),

quartered as (
    select
        monthly.*,
        cast(floor((month_index - quarter_shift) / 3) as bigint) as quarter_index,
        cast(floor((month_index - quarter_shift) / 3) as bigint) * 3 + quarter_shift + 2 as end_index
    from monthly
    cross join params
),

-- MRR is a level, which a quarter has at its end; revenue adds up.
quarterly as (
    select dimension, segment, quarter_index, end_index, customer_id, amount, amount_constant
    from quartered
    cross join params
    where has_mrr = 1 and month_index = end_index
    union all
    select dimension, segment, quarter_index, end_index, customer_id,
        sum(amount) as amount, sum(amount_constant) as amount_constant
    from quartered
    cross join params
    where has_mrr = 0 and end_index <= last_month and end_index - 2 >= first_month
    group by dimension, segment, quarter_index, end_index, customer_id
),

final as (
    select dimension, segment, 'month' as grain, month_index as period_index, month_index as end_index,
        customer_id, amount, amount_constant
    from monthly
    union all
    select dimension, segment, 'quarter' as grain, quarter_index as period_index, end_index,
        customer_id, amount, amount_constant
    from quarterly
)

select dimension, segment, grain, period_index, end_index, customer_id, amount, amount_constant
from final
where amount <> 0 or amount_constant <> 0
