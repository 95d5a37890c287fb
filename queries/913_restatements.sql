-- name: Restatements
-- formula: known = used lines; today = known + the lines dated up to as_of that were booked after known_at, after spreading; difference = today − known
-- severity: info
-- unit: money in the reporting currency; rows
-- grain: customer, month and original currency with a line that was booked later
-- larger: difference above zero: the ledger says more today than was known
-- null: customer and name for revenue that names no customer; currency where the row names none
-- source: ours
-- why: the same quarter told twice must say what changed between the two tellings, and for whom
with

-- Mostly few, or none: only their months are looked at.
later as (
    select distinct month
    from trunk
    where reason = 'booked_later'
),

by_month as (
    select
        customer_id,
        trunk.month as first_day,
        currency,
        sum(case when scope = 'used' then converted else 0 end) as known_amount,
        sum(case when reason = 'booked_later' then converted else 0 end) as difference,
        sum(case when reason = 'booked_later' then rows else 0 end) as rows
    from later
    inner join trunk on trunk.month = later.month
    where scope = 'used' or reason = 'booked_later'
    group by customer_id, trunk.month, currency
    having max(case when reason = 'booked_later' then 1 else 0 end) = 1
)

-- A customer of later rows alone has no name yet.
select
    by_month.customer_id as customer,
    coalesce(group_names.name, by_month.customer_id) as name,
    substr(cast(by_month.first_day as varchar), 1, 7) as month,
    by_month.currency,
    by_month.known_amount,
    by_month.known_amount + by_month.difference as today_amount,
    by_month.difference,
    by_month.rows
from by_month
left join group_names on group_names.group_id = by_month.customer_id
order by abs(by_month.difference) desc, by_month.customer_id, by_month.first_day, by_month.currency
