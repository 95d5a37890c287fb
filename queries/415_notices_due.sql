-- name: Notices due within the decision cycle
-- formula: of the ten largest customers by the window's revenue, the ARR of contracts whose last day for notice lies within the decision cycle that follows the last whole month; not of those that renew by themselves and whose day for notice has passed
-- unit: money in the reporting currency a year; notice_on is the earliest such day
-- grain: customer (group)
-- larger: more can be lost before a replacement could be found
-- null: never
-- source: ours
-- why: a loss that is announced within the time a replacement takes can no longer be made good in time
with

sums as (
    select
        customer,
        name,
        sum(arr) as arr,
        min(notice_on) as notice_on,
        min(ends_on) as ends_on
    from contract_ends
    cross join params
    cross join risk_rules
    where is_head = 1
        and notice_on <= decision_until
        and (notice_on >= params.as_of or coalesce(auto_renew, 0) = 0)
    group by customer, name
)

select customer, name, arr, notice_on, ends_on
from sums
order by arr desc, customer
