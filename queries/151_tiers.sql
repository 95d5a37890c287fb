-- name: Head, middle and tail
-- formula: customers by tier (see customers): their number, revenue and index share
-- unit: customers; money in the reporting currency; ratio
-- grain: tier with a customer
-- larger: more revenue in the tier
-- null: never
-- source: ABC analysis (Dickie 1951) at 80 and 95 % of revenue
-- why: three groups of customers are served in three ways
select
    customers.tier,
    count(*) as customers,
    sum(customers.amount) as amount,
    cast(sum(customers.amount) as double) / cast(max(totals.positive_total) as double) as share,
    min(customers.rank) as first_rank
from customers
inner join totals on totals.period = 'window'
where customers.tier is not null
group by customers.tier
order by first_rank
