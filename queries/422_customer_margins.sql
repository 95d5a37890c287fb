-- name: Gross margin by customer
-- formula: margin = (revenue − cost) / revenue over the window's lines that name their cost
-- unit: money in the reporting currency; ratio
-- grain: customer (group), and one row for all of them (is_total 1, customer null)
-- larger: more is lost with the same revenue
-- null: margin where that revenue is not positive; no row where no line names its cost
-- source: ours
-- why: a lost customer takes its margin along, not its revenue
with

lines as (
    select group_tree.group_id, costed_revenue.costed, costed_revenue.cost
    from costed_revenue
    cross join params
    left join group_tree
        on group_tree.customer_id = costed_revenue.customer_id
        and costed_revenue.month_index >= group_tree.first_index
        and costed_revenue.month_index <= group_tree.last_index
    where costed_revenue.month_index between params.window_first and params.window_last
),

-- Every line once for its customer and once for the whole.
parts as (
    select case when levels.is_total = 0 then group_id end as customer, levels.is_total, costed, cost
    from (values (0), (1)) as levels (is_total)
    cross join lines
    where levels.is_total = 1 or group_id is not null
),

sums as (
    select customer, is_total, sum(costed) as amount, sum(costed) - sum(cost) as gross_profit
    from parts
    group by customer, is_total
)

select
    customer,
    is_total,
    amount,
    gross_profit,
    case when amount > 0 then cast(gross_profit as double) / cast(amount as double) end as margin
from sums
order by is_total desc, customer
