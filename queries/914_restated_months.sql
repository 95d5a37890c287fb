-- name: Restated months
-- formula: known = all used revenue of the month; today = known + what was booked after known_at; difference = today − known
-- unit: money in the reporting currency; rows (each counted in its first month)
-- grain: month with a line that was booked later
-- larger: difference above zero: the ledger says more today than was known
-- null: never
-- source: ours
-- why: a month that keeps changing after its close was closed too early
with

later as (
    select distinct month
    from trunk
    where reason = 'booked_later'
),

by_month as (
    select
        trunk.month as first_day,
        sum(case when scope = 'used' then converted else 0 end) as known_amount,
        sum(case when reason = 'booked_later' then converted else 0 end) as difference,
        sum(case when reason = 'booked_later' then rows else 0 end) as rows
    from later
    inner join trunk on trunk.month = later.month
    where scope = 'used' or reason = 'booked_later'
    group by trunk.month
)

select
    substr(cast(first_day as varchar), 1, 7) as month,
    known_amount,
    known_amount + difference as today_amount,
    difference,
    rows
from by_month
order by first_day
