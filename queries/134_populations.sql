-- name: Populations
-- formula: the positive amounts whose spread is measured: customers on each base, customers within each value of a dimension, and the values of each dimension
-- unit: money in the reporting currency; weight = amount / sum of the population's positive amounts
-- grain: kind (base, within, over), name (base or dimension), value and member; rank by amount descending, then member
-- larger: a larger member
-- null: value where the kind has none, and for rows without a value; member for revenue of an unknown value
-- source: ours
-- why: one formula for an index, whatever it is the concentration of
with

members as (
    select 'base' as kind, base as name, cast(null as varchar) as value, customer as member, amount
    from base_shares
    union all
    select 'within' as kind, dimension as name, value, group_id as member, amount
    from dimension_groups
    where group_id is not null
    union all
    select 'over' as kind, dimension as name, cast(null as varchar) as value, value as member, sum(amount) as amount
    from dimension_groups
    group by dimension, value
)

select
    kind,
    name,
    value,
    member,
    amount,
    row_number() over (partition by kind, name, value order by amount desc, member nulls last) as rank,
    count(*) over (partition by kind, name, value) as n,
    sum(amount) over (partition by kind, name, value) as total,
    cast(amount as double) / cast(sum(amount) over (partition by kind, name, value) as double) as weight
from members
where amount > 0
