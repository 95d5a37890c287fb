-- name: Concentration by base
-- formula: the indexes of customers (see population_indexes) on revenue, recurring revenue, gross profit and receivables
-- unit: money in the reporting currency; ratio; HHI 0 to 10,000; customers
-- grain: base, known or not; known_share is the part of revenue whose cost is known; as_of the date of the receivables
-- larger: more of the base hangs on a few customers (n_eff: less)
-- null: all where the base is unknown (is_known 0) or no customer has a positive amount; known_share but for gross profit
-- source: CSRC (revenue and gross profit), ASC 275-10-50-18 (receivables)
-- why: a book can be spread in revenue and hang on one customer in profit
with

bases as (
    select column1 as base, column2 as place
    from (values ('revenue', 1), ('recurring', 2), ('gross_profit', 3), ('receivables', 4)) as listed (column1, column2)
),

sums as (
    select base, sum(amount) as total, sum(case when group_id is null then amount else 0 end) as unassigned
    from base_amounts
    group by base
),

costed as (
    select sum(cube.costed) as amount, sum(cube.amount) as revenue
    from cube
    cross join params
    where cube.month_index between params.window_first and params.window_last
),

latest as (
    select max(receivables.as_of) as as_of
    from receivables
    cross join params
    where receivables.as_of <= params.as_of
)

select
    bases.base,
    case when sums.base is null then 0 else 1 end as is_known,
    sums.total,
    sums.unassigned,
    population_indexes.positive_total,
    coalesce(population_indexes.members, 0) as customers,
    population_indexes.cr_1,
    population_indexes.cr_3,
    population_indexes.cr_5,
    population_indexes.cr_10,
    population_indexes.cr_20,
    population_indexes.hhi,
    population_indexes.n_eff,
    population_indexes.gini,
    population_indexes.theil,
    case
        when bases.base = 'gross_profit' and costed.revenue > 0 then
            cast(costed.amount as double) / cast(costed.revenue as double)
    end as known_share,
    case when bases.base = 'receivables' then latest.as_of end as as_of
from bases
cross join costed
cross join latest
left join sums on sums.base = bases.base
left join population_indexes on population_indexes.kind = 'base' and population_indexes.name = bases.base
order by bases.place
