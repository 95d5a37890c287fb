-- name: Dates in the future
-- formula: rows dated after the month that follows as_of
-- severity: warning
-- unit: rows; money in the reporting currency
-- grain: month and reason
-- larger: more revenue that no window sees yet
-- null: never
-- source: ours
-- why: the month after as_of is the one under way; a later date is a plan, a contract or a slip of the pen
with

later as (
    select
        trunk.month_index,
        trunk.month as first_day,
        trunk.reason,
        trunk.rows,
        trunk.converted as amount
    from trunk
    where trunk.reason in ('after_as_of', 'beyond_gap')
)

select
    substr(cast(later.first_day as varchar), 1, 7) as month,
    later.reason,
    sum(later.rows) as rows,
    sum(later.amount) as amount
from later
cross join params
where later.month_index > params.last_month + 1
group by later.first_day, later.reason
order by later.first_day, later.reason
