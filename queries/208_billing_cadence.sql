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

-- Only the last three years tell how a customer is billed now; the first month of all has no gap.
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

-- An invoice early or late shortens one gap and lengthens the next, so the mean stays where it is.
kept as (
    select *,
        row_number() over (partition by customer_id order by case when gap is null then 1 else 0 end, months desc, gap)
            as place,
        sum(case when gap is null then 0 else months end) over (partition by customer_id) as gaps,
        sum(months) over (partition by customer_id, nominal) as keeping,
        sum(months * gap) over (partition by customer_id, nominal) as span
    from counted
),

by_customer as (
    select customer_id, max(gaps) as gaps, sum(months) as active_months, sum(amount) as amount,
        max(case when place = 1 then gap end) as modal_gap,
        max(case when place = 1 and gap is not null then months end) as modal_months,
        max(case when nominal > 0 and keeping * 5 >= gaps * 4 and abs(span - nominal * keeping) * 2 <= keeping
            and (gaps > 2 or nominal = 12 and gaps = 2) then nominal end) as nominal
    from kept
    group by customer_id
)

select
    by_customer.customer_id as customer,
    coalesce(group_names.name, by_customer.customer_id) as name,
    by_customer.active_months,
    by_customer.gaps,
    by_customer.modal_gap,
    cast(by_customer.modal_months as double) / by_customer.gaps as regularity,
    case when nominal = 1 then 'month' when nominal = 3 then 'quarter' when nominal = 6 then 'half_year'
        when nominal = 12 then 'year' when gaps < 3 then 'too_few' else 'irregular' end as billed_by,
    by_customer.amount
from by_customer
left join group_names on group_names.group_id = by_customer.customer_id
