-- name: Revenue by dimension
-- formula: for each value of each dimension: revenue, its share of T, its customers and their indexes within it (see population_indexes)
-- unit: money in the reporting currency; ratio; customers; index 0 to 10,000
-- grain: dimension and value, over the window
-- larger: more revenue in that value
-- null: value where none is known; share where T <= 0; the indexes where no customer in it is positive
-- source: ASC 280-10-50-41 (geography), IFRS 8.33; the shared-fate reading is ours
-- why: customers of one industry or region can leave together
with

by_value as (
    select dimension, value, sum(amount) as amount
    from dimension_groups
    group by dimension, value
)

select
    by_value.dimension,
    by_value.value,
    by_value.amount,
    case
        when totals.total > 0 then cast(by_value.amount as double) / cast(totals.total as double)
    end as share,
    coalesce(within_value.members, 0) as customers,
    within_value.hhi,
    within_value.cr_1,
    within_value.cr_5,
    within_value.cr_10,
    within_value.n_eff,
    within_value.gini,
    within_value.theil
from by_value
inner join totals on totals.period = 'window'
left join population_indexes as within_value
    on within_value.kind = 'within'
    and within_value.name = by_value.dimension
    and coalesce(within_value.value, '') = coalesce(by_value.value, '')
    and (within_value.value is null) = (by_value.value is null)
order by by_value.dimension, by_value.amount desc, by_value.value
