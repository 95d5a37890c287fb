-- name: Gross margin of the head against the rest
-- formula: (revenue − cost) / revenue over the lines that name their cost, of the ten largest by revenue of the same twelve months, and of all other customers; gap = rest − head
-- unit: ratio; money in the reporting currency
-- grain: period: the window and the quarter ends of the two years up to it
-- larger: gap: the largest customers pay less
-- null: a margin where its revenue is not positive; no row where no line names its cost
-- source: ours
-- why: large customers bargain; revenue that hangs on them can be worth less than it looks
with

periods as (
    select windows.period, windows.first_index, windows.last_index
    from windows
    inner join windows as asked on asked.period = 'window'
    left join months on months.quarter = windows.period and months.ends_quarter = 1
    where (windows.period = 'window' or months.quarter is not null)
        and windows.last_index > asked.last_index - 24
        and windows.last_index <= asked.last_index
        and windows.months_covered >= windows.last_index - windows.first_index + 1
),

monthly as (
    select
        group_tree.group_id,
        costed_revenue.month_index,
        sum(costed_revenue.costed) as amount,
        sum(costed_revenue.cost) as cost
    from costed_revenue
    inner join group_tree
        on group_tree.customer_id = costed_revenue.customer_id
        and costed_revenue.month_index >= group_tree.first_index
        and costed_revenue.month_index <= group_tree.last_index
    group by group_id, month_index
),

sums as (
    select
        periods.period,
        periods.last_index,
        sum(case when shares.rank <= 10 then monthly.amount else 0 end) as head_amount,
        sum(case when shares.rank <= 10 then monthly.cost else 0 end) as head_cost,
        sum(case when shares.rank > 10 then monthly.amount else 0 end) as rest_amount,
        sum(case when shares.rank > 10 then monthly.cost else 0 end) as rest_cost
    from periods
    inner join monthly
        on monthly.month_index >= periods.first_index
        and monthly.month_index <= periods.last_index
    inner join shares on shares.period = periods.period and shares.group_id = monthly.group_id
    group by periods.period, periods.last_index
),

margins as (
    select
        *,
        case when head_amount > 0 then 1 - cast(head_cost as double) / cast(head_amount as double) end as head_margin,
        case when rest_amount > 0 then 1 - cast(rest_cost as double) / cast(rest_amount as double) end as rest_margin
    from sums
)

select period, last_index, head_amount, head_margin, rest_margin, rest_margin - head_margin as gap
from margins
order by last_index, period
