-- name: The twelve months to every quarter's end
-- formula: for each quarter's end t: sums over the months in (t - 12, t]; before_constant = the same sum of amount_constant over (t - 24, t - 12]; mrr_constant = MRR at t, mrr_before_constant = at t - 12
-- unit: money in the reporting currency
-- grain: customer and quarter's end with a row in the 24 months to it; is_in 1 where there is one in the twelve
-- larger: more revenue
-- null: never; revenue without a customer is left out
-- source: ours
-- why: windows and retention at every quarter's end read the same years, and each month is added up once
with

by_customer as (
    select
        customer_id,
        trailing_years(month_index, amount, amount_constant, recurring, mrr_constant, quarter_shift) as years
    from recurring_month
    cross join params
    where customer_id is not null
    group by customer_id
)

select
    customer_id,
    year.last_index as last_index,
    year.amount as amount,
    year.amount_constant as amount_constant,
    year.recurring as recurring,
    year.before_constant as before_constant,
    year.mrr_constant as mrr_constant,
    year.mrr_before_constant as mrr_before_constant,
    year.is_in as is_in
from (select by_customer.customer_id, unnest(years) as year from by_customer) as stepped
cross join params
where year.last_index <= last_month
