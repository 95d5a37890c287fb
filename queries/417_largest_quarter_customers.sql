-- name: Who renews in the largest quarter
-- formula: the three customers with the most ARR on terms of twelve months or more that ends in renewals.largest_quarter
-- unit: money in the reporting currency a year
-- grain: customer (group), at most three
-- larger: more hangs on one signature
-- null: never
-- source: ours
-- why: the names behind the largest share of the long terms; who is on a short term renews there anyway
with

sums as (
    select contract_ends.customer, contract_ends.name, sum(contract_ends.arr) as arr
    from contract_ends
    inner join renewal_quarters
        on contract_ends.ends_on >= renewal_quarters.first_day
        and contract_ends.ends_on <= renewal_quarters.last_day
    inner join renewals on renewals.largest_quarter = renewal_quarters.quarter
    where contract_ends.is_long = 1
    group by contract_ends.customer, contract_ends.name
),

placed as (
    select *, row_number() over (order by arr desc, customer) as place
    from sums
)

select place, customer, name, arr
from placed
where place <= 3
order by place
