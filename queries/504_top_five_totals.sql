-- name: The five largest customers together
-- formula: sums over the five largest; related: those that are related parties; largest shares of T and of gross profit over all customers, dependent above 50 %, strict
-- unit: money in the reporting currency; ratio
-- grain: fiscal year, the latest and the one before
-- larger: more hangs on five
-- null: shares where T <= 0; related_amount and related_share where no customer's flag is known; gross shares where cost is unknown
-- source: CSRC, Format Standard No. 2 (annual reports) and No. 57 (prospectuses): dependence on one customer above 50 %
-- why: the sentence that an A-share annual report has to hold
with

known as (
    select max(case when related_party is not null then 1 else 0 end) as flags
    from customer_flags
),

five as (
    select
        fiscal_year,
        count(*) as customers,
        sum(amount) as amount,
        sum(case when related_party = 1 then amount else 0 end) as related_amount,
        sum(case when is_new then 1 else 0 end) as new_customers
    from top_five
    group by fiscal_year
),

tests as (
    select
        fiscal_year,
        max(share) as largest_share,
        max(gross_share) as largest_gross_share,
        max(case when is_over_half then 1 else 0 end) as over_half,
        max(case when is_over_half_of_profit then 1 else 0 end) as over_half_of_profit
    from fiscal_customers
    group by fiscal_year
)

select
    fiscal_years.place,
    fiscal_years.fiscal_year,
    fiscal_years.total,
    fiscal_years.gross_profit,
    five.customers,
    five.amount,
    case when fiscal_years.total > 0 then cast(five.amount as double) / cast(fiscal_years.total as double) end as share,
    case when known.flags = 1 then five.related_amount end as related_amount,
    case
        when known.flags = 1 and fiscal_years.total > 0 then
            cast(five.related_amount as double) / cast(fiscal_years.total as double)
    end as related_share,
    five.new_customers,
    tests.largest_share,
    tests.largest_gross_share,
    tests.over_half,
    tests.over_half_of_profit
from fiscal_years
cross join known
inner join five on five.fiscal_year = fiscal_years.fiscal_year
inner join tests on tests.fiscal_year = fiscal_years.fiscal_year
where fiscal_years.place <= 2
order by fiscal_years.place
