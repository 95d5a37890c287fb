-- name: Customers by fiscal year
-- formula: x_g and gross profit (revenue − cost of the lines that name their cost) of each group in each whole fiscal year; share of T and of all gross profit; major at x_g / T >= 10 %; dependent above 50 %, compared exactly
-- unit: money in the reporting currency; ratio
-- grain: fiscal year and group; rank by x descending, then group id
-- larger: a larger customer
-- null: share where T <= 0; gross_profit where no line of the group names its cost; gross_share where that or all gross profit is not positive
-- source: ASC 280-10-50-42, IFRS 8.34 (10 %, inclusive); CSRC (50 %, strict)
-- why: who has to be named in the annual report, this year and the year before
with

-- The months of whole fiscal years.
whole as (
    select fiscal_years.fiscal_year, months.month_index
    from fiscal_years
    inner join months on months.month_index between fiscal_years.first_index and fiscal_years.last_index
),

revenue as (
    select whole.fiscal_year, monthly_revenue.group_id, sum(monthly_revenue.amount) as amount
    from whole
    inner join monthly_revenue on monthly_revenue.month_index = whole.month_index
    group by whole.fiscal_year, monthly_revenue.group_id
),

profit as (
    select
        whole.fiscal_year,
        coalesce(group_members.group_id, costed_revenue.customer_id) as group_id,
        sum(costed_revenue.costed) - sum(costed_revenue.cost) as gross_profit
    from whole
    inner join costed_revenue on costed_revenue.month_index = whole.month_index
    left join group_members
        on group_members.customer_id = costed_revenue.customer_id
        and costed_revenue.month_index >= group_members.first_index
        and costed_revenue.month_index <= group_members.last_index
    where costed_revenue.customer_id is not null
    group by whole.fiscal_year, coalesce(group_members.group_id, costed_revenue.customer_id)
)

select
    revenue.fiscal_year,
    fiscal_years.place,
    revenue.group_id,
    row_number() over (
        partition by revenue.fiscal_year
        order by revenue.amount desc, revenue.group_id
    ) as rank,
    revenue.amount,
    profit.gross_profit,
    case
        when fiscal_years.total > 0 then cast(revenue.amount as double) / cast(fiscal_years.total as double)
    end as share,
    case
        when fiscal_years.gross_profit > 0 then
            cast(profit.gross_profit as double) / cast(fiscal_years.gross_profit as double)
    end as gross_share,
    -- Compared exactly, before any rounding.
    fiscal_years.total > 0 and revenue.amount * 10 >= fiscal_years.total as is_major,
    fiscal_years.total > 0 and revenue.amount * 2 > fiscal_years.total as is_over_half,
    fiscal_years.gross_profit > 0
        and coalesce(profit.gross_profit, 0) * 2 > fiscal_years.gross_profit as is_over_half_of_profit
from revenue
inner join fiscal_years on fiscal_years.fiscal_year = revenue.fiscal_year
left join profit on profit.fiscal_year = revenue.fiscal_year and profit.group_id = revenue.group_id
