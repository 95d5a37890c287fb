-- name: Concentration over the values of a dimension
-- formula: the indexes (see population_indexes) of revenue by value, values with positive revenue
-- unit: ratio; HHI 0 to 10,000; values
-- grain: dimension
-- larger: revenue hangs on a few values (n_eff: less)
-- null: no value has positive revenue, which leaves no row
-- source: ASC 280-10-50-41 (geography), IFRS 8.33; the shared-fate reading is ours
-- why: one region or product can be the basket, however many customers are in it
select
    name as dimension,
    members as values_with_revenue,
    cr_1,
    cr_3,
    cr_5,
    hhi,
    n_eff,
    gini,
    entropy,
    theil
from population_indexes
where kind = 'over'
order by name
