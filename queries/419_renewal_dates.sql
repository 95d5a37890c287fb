-- name: Dates of the contracts of the largest customers
-- formula: of the fifteen customers with the most ARR on contracts in force the sixty contracts with the most ARR, each with the first and the last day of its service and the last day for notice (see contract_ends)
-- unit: money in the reporting currency a year; dates
-- grain: contract; by the customer's ARR descending, customer, last day and contract
-- larger: more ends with it
-- null: ends_on and notice_on while open-ended, or where the contract can be left at will; auto_renew where nobody says so
-- source: ours
-- why: what a renewal calendar is drawn of
with

by_customer as (
    select customer, sum(arr) as customer_arr
    from contract_ends
    group by customer
),

largest as (
    select customer, row_number() over (order by customer_arr desc, customer) as customer_place
    from by_customer
),

placed as (
    select
        contract_ends.*,
        largest.customer_place,
        row_number() over (order by contract_ends.arr desc, contract_ends.contract_id) as contract_place
    from contract_ends
    inner join largest on largest.customer = contract_ends.customer
    where largest.customer_place <= 15
)

select
    placed.contract_id,
    placed.customer,
    placed.name,
    placed.arr,
    contract_spans.start_date as starts_on,
    placed.ends_on,
    placed.notice_on,
    placed.auto_renew,
    placed.is_head
from placed
inner join contract_spans on contract_spans.contract_id = placed.contract_id
where placed.contract_place <= 60
order by placed.customer_place, placed.ends_on nulls last, placed.contract_id
