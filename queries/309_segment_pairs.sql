-- name: Revenue now against a year ago by segment
-- formula: as in retention_pairs, within each value of each dimension; `mrr` only for dimensions of the customers table, since contracts and MRR belong to customers
-- unit: money in the reporting currency, at constant rates
-- grain: dimension, value, basis and group with p > 0 in that value
-- larger: q above p is growth
-- null: value where a row, or its customer, has none
-- source: as in retention_pairs
-- why: a segment can leak while the whole looks tight
with

pairs as (
    select
        'ttm' as basis,
        dimension,
        value,
        group_id,
        sum(case when month_index <= last_month - 12 then amount_constant else 0 end) as p,
        sum(case when month_index > last_month - 12 then amount_constant else 0 end) as q
    from dimension_cube
    inner join customer_groups on customer_groups.customer_id = dimension_cube.customer_id
    cross join params
    where month_index > last_month - 24 and month_index <= last_month
    group by dimension, value, group_id

    union all

    select
        'mrr' as basis,
        dimension_names.dimension,
        customer_dimensions.value,
        group_id,
        sum(case when month_index = last_month - 12 then mrr_constant else 0 end) as p,
        greatest(0, sum(case when month_index = last_month then mrr_constant else 0 end)) as q
    from recurring_month
    cross join (select distinct dimension from customer_dimensions) as dimension_names
    left join customer_dimensions
        on customer_dimensions.customer_id = recurring_month.customer_id
        and customer_dimensions.dimension = dimension_names.dimension
    inner join customer_groups on customer_groups.customer_id = recurring_month.customer_id
    cross join params
    where has_mrr = 1 and (month_index = last_month - 12 or month_index = last_month)
    group by dimension_names.dimension, customer_dimensions.value, group_id
)

select basis, dimension, value, group_id, p, q
from pairs
where p > 0
