-- name: Fiscal years
-- formula: fiscal years that the ledger covers from their first month to their last, with their total T and gross profit; place 1 the latest
-- unit: money in the reporting currency; month_index counts months from year 0, both ends inclusive
-- grain: fiscal year
-- larger: later
-- null: gross_profit where no line of the year names its cost
-- source: ASC 280-10-50-42, IFRS 8.34 (disclosed by fiscal year)
-- why: annual disclosures are of whole fiscal years, whatever window the report is of
with

whole as (
    select
        fiscal_year,
        min(month_index) as first_index,
        max(month_index) as last_index,
        min(first_day) as first_day,
        max(last_day) as last_day
    from months
    group by fiscal_year
    having count(*) = 12 and max(ends_fiscal_year) = 1
)

select
    whole.fiscal_year,
    row_number() over (order by whole.fiscal_year desc) as place,
    whole.first_index,
    whole.last_index,
    whole.first_day,
    whole.last_day,
    coalesce(sum(cube.amount), 0) as total,
    sum(cube.costed) - sum(cube.cost) as gross_profit
from whole
left join cube
    on cube.month_index >= whole.first_index
    and cube.month_index <= whole.last_index
group by whole.fiscal_year, whole.first_index, whole.last_index, whole.first_day, whole.last_day
