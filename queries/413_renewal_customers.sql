-- name: Who renews in a quarter
-- formula: the three customers with the most ARR whose contracts end in the quarter
-- unit: money in the reporting currency a year
-- grain: quarter and customer (group), at most three a quarter
-- larger: more hangs on one signature
-- null: never
-- source: ours
-- why: a wall has names on it
with

sums as (
    select renewal_quarters.quarter, renewal_quarters.first_day, customer, name, sum(arr) as arr
    from contract_ends
    inner join renewal_quarters
        on contract_ends.ends_on >= renewal_quarters.first_day
        and contract_ends.ends_on <= renewal_quarters.last_day
    group by renewal_quarters.quarter, renewal_quarters.first_day, customer, name
),

placed as (
    select *, row_number() over (partition by quarter order by arr desc, customer) as place
    from sums
)

select quarter, place, customer, name, arr
from placed
where place <= 3
order by first_day, place
