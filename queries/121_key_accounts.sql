-- name: Key accounts
-- formula: customers with x_g at least 5 (10) times the mean of positive x; median of positive x
-- unit: customers; money in the reporting currency
-- grain: one row
-- larger: more, or larger, key accounts
-- null: mean and median where no customer has positive revenue
-- source: key-account selling: large customers bring 5 to 10 times the average customer's value
-- why: who deserves key-account care, and how much of the book they are
with

positive as (
    select
        amount,
        row_number() over (order by amount, group_id) as place,
        count(*) over () as n,
        sum(amount) over () as total
    from shares
    where period = 'window' and amount > 0
),

final as (
    select
        max(total) as total,
        max(n) as n,
        -- The mean of the two middle customers; they are one and the same where n is odd.
        sum(case when place = floor((n + 1) / 2) then amount else 0 end)
            + sum(case when place = floor((n + 2) / 2) then amount else 0 end) as twice_median,
        sum(case when amount * n >= total * 5 then 1 else 0 end) as customers_5x,
        sum(case when amount * n >= total * 5 then amount else 0 end) as amount_5x,
        sum(case when amount * n >= total * 10 then 1 else 0 end) as customers_10x,
        sum(case when amount * n >= total * 10 then amount else 0 end) as amount_10x
    from positive
)

select
    total,
    n,
    twice_median,
    coalesce(customers_5x, 0) as customers_5x,
    coalesce(amount_5x, 0) as amount_5x,
    coalesce(customers_10x, 0) as customers_10x,
    coalesce(amount_10x, 0) as amount_10x
from final
