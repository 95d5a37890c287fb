-- name: Ids that differ by case or spaces
-- formula: customer ids of different groups that are equal in small letters without spaces
-- severity: warning
-- unit: money in the reporting currency, in the window
-- grain: customer id
-- larger: more revenue under one of the spellings
-- null: never
-- source: ours
-- why: `c-12` and `C-12` are one customer to everyone but a program
with

spelled as (
    select customer_id, group_id, lower(replace(trim(customer_id), ' ', '')) as plain_id
    from customer_groups
),

ambiguous as (
    select plain_id
    from spelled
    group by plain_id
    having count(distinct group_id) > 1
),

bought as (
    select customer_id, sum(cube.amount) as amount
    from cube
    cross join params
    where cube.month_index between params.window_first and params.window_last
    group by customer_id
)

select spelled.plain_id, spelled.customer_id, spelled.group_id, coalesce(bought.amount, 0) as amount
from spelled
inner join ambiguous on ambiguous.plain_id = spelled.plain_id
left join bought on bought.customer_id = spelled.customer_id
order by spelled.plain_id, spelled.customer_id
