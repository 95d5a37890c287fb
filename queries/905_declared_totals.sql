-- name: Control totals against the ledger
-- formula: the ledger's amount and rows of each declared period and currency, after spreading; difference = ledger − declared
-- unit: money in the declared currency, else in the reporting currency; rows
-- grain: declared total, in the order of the configuration
-- larger: difference above zero: the ledger holds more than the books
-- null: declared_rows and row_difference where no rows were declared; currency where all rows are meant
-- source: quality-of-earnings practice
-- why: a ledger that agrees with itself can still not be the one the books were closed on
with

lines as (
    select
        trunk.month_index,
        coalesce(trunk.currency, params.currency) as currency,
        trunk.scope,
        sum(trunk.amount) as amount,
        sum(trunk.converted) as converted,
        sum(trunk.rows) as rows
    from trunk
    cross join params
    -- What was booked after the last known day is not in the books that declared the total.
    where coalesce(trunk.reason, '') not in ('booked_later', 'booked_later_not_used')
    group by trunk.month_index, coalesce(trunk.currency, params.currency), trunk.scope
),

-- A fiscal year is the months that the calendar gives it.
fiscal as (
    select fiscal_year, min(month_index) as first_index, max(month_index) as last_index
    from months
    group by fiscal_year
),

spans as (
    select
        control_totals.*,
        control_totals.declared_period = 'all' as is_all,
        coalesce(control_totals.first_index, fiscal.first_index) as from_index,
        coalesce(control_totals.last_index, fiscal.last_index) as to_index
    from control_totals
    left join fiscal on fiscal.fiscal_year = control_totals.fiscal_year
),

-- A row without a date lies in no period but the whole ledger.
ledger_side as (
    select
        spans.place,
        coalesce(sum(case when spans.currency is null then lines.converted else lines.amount end), 0) as amount,
        coalesce(sum(lines.rows), 0) as rows
    from spans
    left join lines
        on (spans.scope = 'read' or lines.scope = spans.scope)
        and (spans.currency is null or lines.currency = spans.currency)
        and (spans.is_all or lines.month_index >= spans.from_index and lines.month_index <= spans.to_index)
    group by spans.place
)

select
    control_totals.place,
    control_totals.declared_period,
    control_totals.currency,
    control_totals.scope,
    control_totals.amount as declared_amount,
    ledger_side.amount as ledger_amount,
    ledger_side.amount - control_totals.amount as difference,
    control_totals.tolerance,
    control_totals.rows as declared_rows,
    ledger_side.rows as ledger_rows,
    ledger_side.rows - control_totals.rows as row_difference
from control_totals
inner join ledger_side on ledger_side.place = control_totals.place
order by control_totals.place
