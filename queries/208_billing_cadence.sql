-- name: Billing cadence by customer
-- formula: gaps in months between a customer's months with positive revenue of kind recurring (any kind where none is recurring) and without a service period, both ends in the 36 months to the as-of month; a gap of 1 keeps to a month, of 2 to 4 to a quarter, of 5 to 7 to a half-year, of 11 to 13 to a year; the interval is the one that at least 80 % of the gaps keep to with a mean within half a month of it, from 3 gaps on (2 for a year); else too_few below 3 gaps, irregular above
-- unit: months; ratio; money in the reporting currency
-- grain: customer with such revenue up to the as-of month
-- larger: regularity: more of the gaps are equal to the most frequent one; amount: more of the window's revenue is billed so
-- null: modal_gap (the most frequent gap, of equals the shortest) and regularity where there is no gap
-- source: ours
-- why: an invoice for a quarter without service dates reads as a customer lost and won back every quarter
with

billed as (
    select used_lines.customer_id, used_lines.month_index, params.last_month,
        sum(case when used_lines.month_index between params.window_first and params.window_last then used_lines.amount
            else 0 end) as amount
    from params
    cross join used_lines
    where used_lines.customer_id is not null and used_lines.amount > 0 and used_lines.has_period = 0
        and used_lines.month_index <= params.last_month
        and (used_lines.kind = 'recurring' or params.has_kinds = 0 or params.has_mrr = 0)
    group by used_lines.customer_id, used_lines.month_index, params.last_month
),

before as (
    select *, lag(month_index) over (partition by customer_id order by month_index) as before_index
    from billed
),

gaps as (
    select customer_id, amount, case when before_index > last_month - 36 then month_index - before_index end as gap
    from before
),

counted as (
    select customer_id, gap, count(*) as months, sum(amount) as amount,
        case when gap = 1 then 1 when gap between 2 and 4 then 3 when gap between 5 and 7 then 6
            when gap between 11 and 13 then 12 else 0 end as nominal
    from gaps
    group by customer_id, gap
),

by_customer as (
    select customer_id, sum(months) as active_months, sum(amount) as amount,
        sum(case when gap is null then 0 else months end) as gaps,
        -- The most frequent gap, of equals the shortest: gaps are of fewer than 64 months.
        max(months * 64 - gap) as modal,
        sum(months) filter (where nominal = 1) as in_months,
        sum(months * gap) filter (where nominal = 1) as span_months,
        sum(months) filter (where nominal = 3) as in_quarters,
        sum(months * gap) filter (where nominal = 3) as span_quarters,
        sum(months) filter (where nominal = 6) as in_halves,
        sum(months * gap) filter (where nominal = 6) as span_halves,
        sum(months) filter (where nominal = 12) as in_years,
        sum(months * gap) filter (where nominal = 12) as span_years
    from counted
    group by customer_id
)

select
    by_customer.customer_id as customer,
    coalesce(group_names.name, by_customer.customer_id) as name,
    by_customer.active_months,
    by_customer.gaps,
    64 - modal % 64 as modal_gap,
    cast(floor(modal / 64) + 1 as double) / by_customer.gaps as regularity,
    case when in_years * 5 >= gaps * 4 and abs(span_years - 12 * in_years) * 2 <= in_years and gaps >= 2 then 'year'
        when gaps < 3 then 'too_few'
        when in_months * 5 >= gaps * 4 and abs(span_months - in_months) * 2 <= in_months then 'month'
        when in_quarters * 5 >= gaps * 4 and abs(span_quarters - 3 * in_quarters) * 2 <= in_quarters then 'quarter'
        when in_halves * 5 >= gaps * 4 and abs(span_halves - 6 * in_halves) * 2 <= in_halves then 'half_year'
        else 'irregular' end as billed_by,
    by_customer.amount
from by_customer
left join group_names on group_names.group_id = by_customer.customer_id
