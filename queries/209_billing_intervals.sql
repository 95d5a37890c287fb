-- name: Billing cadence of the book
-- formula: customers and the window's revenue by the interval they are billed by (see billing_cadence); less_than_monthly = quarter + half_year + year; share = amount / all revenue of the window
-- unit: customers; money in the reporting currency; ratio
-- grain: interval that a customer is billed by, and less_than_monthly
-- larger: of less_than_monthly: more of the book reads as lost and won back between two invoices
-- null: share where revenue of the window is not positive
-- source: ours
-- why: how much of MRR, movements and retention is the work of the billing calendar
with

placed as (
    select billed_by, 1 as customers, amount from billing_cadence

    union all

    select
        'less_than_monthly' as billed_by,
        case when billed_by in ('quarter', 'half_year', 'year') then 1 else 0 end as customers,
        case when billed_by in ('quarter', 'half_year', 'year') then amount else 0 end as amount
    from billing_cadence
)

select
    placed.billed_by,
    sum(placed.customers) as customers,
    sum(placed.amount) as amount,
    case when max(totals.total) > 0 then cast(sum(placed.amount) as double) / cast(max(totals.total) as double) end
        as share
from placed
inner join totals on totals.period = 'window'
group by placed.billed_by
order by placed.billed_by
