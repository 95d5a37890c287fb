-- name: The measure that moves
-- formula: the month's MRR where there is any, else its net revenue; amount at each row's own rate, amount_constant at one set of rates
-- unit: money in the reporting currency
-- grain: customer and month up to the as-of month, wherever it is not zero
-- larger: more revenue
-- null: never; revenue that names no customer does not move
-- source: ours
-- why: movements by month, by quarter and by segment start from the same numbers
with

measured as (
    select
        recurring_month.customer_id,
        recurring_month.month_index,
        case when params.has_mrr = 1 then recurring_month.mrr else recurring_month.amount end as amount,
        case
            when params.has_mrr = 1 then recurring_month.mrr_constant
            else recurring_month.amount_constant
        end as amount_constant
    from recurring_month
    cross join params
    where recurring_month.customer_id is not null and recurring_month.month_index <= params.last_month
)

select customer_id, month_index, amount, amount_constant
from measured
where amount <> 0 or amount_constant <> 0
