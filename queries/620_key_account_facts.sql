-- name: What the key-account screen looks at
-- formula: the window's customers with revenue, that of the year before, products with revenue in the window and none in the twelve months before it, the flag `strategic` and the service load of the customers table
-- unit: money in the reporting currency; products; service_load in the customers table's own unit
-- grain: group with positive revenue in the window
-- larger: more value, more potential, more service
-- null: amount_before and new_products where the ledger does not cover the year before; new_products where it names no products; strategic and service_load where nobody says
-- source: key-account selling: customers are judged on value, potential and strategic weight
-- why: a large customer that does not grow and takes all the service is no key account
with

-- A product counts where it brings something; a credit note alone is no purchase.
bought as (
    select
        group_tree.group_id,
        dimension_cube.value as product,
        sum(case when dimension_cube.month_index >= window_first then dimension_cube.amount else 0 end) as amount,
        sum(case when dimension_cube.month_index < window_first then dimension_cube.amount else 0 end) as amount_before
    from dimension_cube
    cross join params
    inner join group_tree
        on group_tree.customer_id = dimension_cube.customer_id
        and dimension_cube.month_index between group_tree.first_index and group_tree.last_index
    where dimension_cube.dimension = 'product'
        and dimension_cube.value is not null
        and dimension_cube.month_index >= window_first - 12
        and dimension_cube.month_index <= window_last
    group by group_tree.group_id, dimension_cube.value
),

new_products as (
    select group_id, sum(case when amount > 0 and amount_before <= 0 then 1 else 0 end) as new_products
    from bought
    group by group_id
)

select
    customers.customer,
    customers.name,
    customers.amount,
    customers.amount_before,
    case when customers.amount_before is not null then new_products.new_products end as new_products,
    group_flags.strategic,
    group_flags.service_load
from customers
left join new_products on new_products.group_id = customers.customer
left join group_flags on group_flags.group_id = customers.customer
where customers.amount > 0
order by customers.rank
