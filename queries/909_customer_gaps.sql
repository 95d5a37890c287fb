-- name: Gaps within a customer's months
-- formula: one or two months without revenue between a customer's months with revenue, ending in the window, where the customer has revenue in at least six months and in 80 % of the months from its first to its last
-- severity: warning
-- unit: money in the reporting currency; months
-- grain: group and gap
-- larger: a larger customer has the gap
-- null: never
-- source: ours
-- why: an invoice that was not booked looks like a customer lost and won back
with

-- Few customers are regular and have a gap at all; only their months about the window are looked at one by one.
regular as (
    select group_id
    from params
    cross join monthly_revenue
    where amount > 0 and month_index <= last_month
    group by group_id
    having count(*) >= 6 and count(*) * 10 >= (max(month_index) - min(month_index) + 1) * 8
        and count(*) <= max(month_index) - min(month_index)
),

monthly as (
    select
        monthly_revenue.group_id,
        monthly_revenue.month_index,
        monthly_revenue.amount,
        lag(monthly_revenue.month_index) over (
            partition by monthly_revenue.group_id order by monthly_revenue.month_index
        ) as before_index,
        lag(monthly_revenue.amount) over (
            partition by monthly_revenue.group_id order by monthly_revenue.month_index
        ) as amount_before
    from params
    cross join windows
    cross join monthly_revenue
    inner join regular on regular.group_id = monthly_revenue.group_id
    where monthly_revenue.amount > 0 and monthly_revenue.month_index <= params.last_month
        and windows.period = 'window' and monthly_revenue.month_index >= windows.first_index - 2
)

select
    monthly.group_id as customer,
    coalesce(group_names.name, monthly.group_id) as name,
    first_months.label as first_month,
    last_months.label as last_month,
    monthly.month_index - monthly.before_index - 1 as months,
    monthly.amount_before,
    monthly.amount as amount_after
from monthly
inner join windows on windows.period = 'window'
inner join months as first_months on first_months.month_index = monthly.before_index + 1
inner join months as last_months on last_months.month_index = monthly.month_index - 1
left join group_names on group_names.group_id = monthly.group_id
where monthly.month_index - monthly.before_index in (2, 3)
    and monthly.month_index > windows.first_index
    and monthly.month_index <= windows.last_index
order by monthly.amount_before desc, monthly.group_id, first_months.label
