-- name: The pipeline at the as-of date
-- formula: status = won or lost where it was so by the as-of date (by `closed`, else `closes`), overdue where it is open and its day to close has passed, else open; an opportunity whose first contact lies later is not there; probability as given, null for one that was decided after the as-of date
-- unit: money in the reporting currency a year; ratio
-- grain: opportunity
-- larger: more to win
-- null: probability where nobody says it
-- source: ours
-- why: what was won afterwards was not known then
with

known as (
    select opportunities.*, coalesce(closed, closes) as decided_on, params.as_of
    from opportunities
    cross join params
    where first_contact is null or first_contact <= params.as_of
)

select
    opportunity_id,
    customer_id,
    amount,
    case when stage = 'open' then probability end as probability,
    closes,
    case
        when stage = 'won' and decided_on <= as_of then 'won'
        when stage = 'lost' and decided_on <= as_of then 'lost'
        when closes <= as_of then 'overdue'
        else 'open'
    end as status
from known
