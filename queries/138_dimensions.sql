-- name: Revenue by dimension
-- formula: for each value of each dimension: revenue, its share of T, its customers and their HHI within it
-- unit: money in the reporting currency; ratio; customers; index 0 to 10,000
-- grain: dimension and value, over the window
-- larger: more revenue in that value
-- null: value where none is known; share where T <= 0; hhi where no customer in it is positive
-- source: ASC 280-10-50-41 (geography), IFRS 8.33; the shared-fate reading is ours
-- why: customers of one industry or region can leave together
with

by_group as (
    select
        dimension_cube.dimension,
        dimension_cube.value,
        customer_groups.group_id,
        sum(dimension_cube.amount) as amount
    from dimension_cube
    inner join windows
        on windows.period = 'window'
        and dimension_cube.month_index >= windows.first_index
        and dimension_cube.month_index <= windows.last_index
    left join customer_groups on customer_groups.customer_id = dimension_cube.customer_id
    group by dimension_cube.dimension, dimension_cube.value, customer_groups.group_id
),

positive as (
    select
        *,
        case when group_id is not null and amount > 0 then amount end as positive_amount,
        sum(case when group_id is not null and amount > 0 then amount end)
            over (partition by dimension, value) as positive_total
    from by_group
),

weighted as (
    select *, cast(positive_amount as double) / cast(positive_total as double) as weight
    from positive
)

select
    weighted.dimension,
    weighted.value,
    sum(weighted.amount) as amount,
    case
        when max(totals.total) > 0 then cast(sum(weighted.amount) as double) / cast(max(totals.total) as double)
    end as share,
    count(weighted.positive_amount) as customers,
    10000 * cast(sum(cast(weighted.weight * weighted.weight as decimal(38, 28))) as double) as hhi
from weighted
inner join totals on totals.period = 'window'
group by weighted.dimension, weighted.value
order by weighted.dimension, amount desc, weighted.value
