-- name: Customers within the values of a dimension
-- formula: of the twenty largest values of each dimension the twelve customers with the most positive revenue in it, one by one (part customer); of every value the further customers with positive revenue (others), those with none or less (negative), and revenue that names no customer (unassigned); share = amount / T; the parts of a value sum to its amount in dimensions
-- unit: money in the reporting currency; ratio; customers
-- grain: dimension, value and part; for the part customer each customer (group)
-- larger: more of the value hangs on the customer
-- null: value where none is known; customer and name but for the part customer; share where T <= 0
-- source: ASC 280-10-50-41 (geography), IFRS 8.33; the shared-fate reading is ours
-- why: an industry that hangs on one customer is that customer's risk; the twenty and the twelve keep it short, however many values there are
with

placed as (
    select
        dimension,
        value,
        row_number() over (partition by dimension order by amount desc, value nulls last) as value_place
    from dimensions
),

-- Positive customers have their rank within the value already.
members as (
    select name as dimension, value, member, amount, cast(rank as bigint) as place
    from populations
    where kind = 'within'
    union all
    select dimension, value, group_id as member, amount, cast(null as bigint) as place
    from dimension_groups
    where group_id is null or amount <= 0
),

parts as (
    select
        placed.dimension,
        placed.value,
        placed.value_place,
        case
            when members.member is null then 'unassigned'
            when members.place is null then 'negative'
            when members.place <= 12 and placed.value_place <= 20 then 'customer'
            else 'others'
        end as part,
        case when members.place <= 12 and placed.value_place <= 20 then members.member end as customer,
        members.amount
    from placed
    inner join members
        on members.dimension = placed.dimension
        and coalesce(members.value, '') = coalesce(placed.value, '')
        and (members.value is null) = (placed.value is null)
),

sums as (
    select dimension, value, value_place, part, customer, count(*) as customers, sum(amount) as amount
    from parts
    group by dimension, value, value_place, part, customer
)

select
    sums.dimension, sums.value, sums.part, sums.customer,
    coalesce(group_names.name, sums.customer) as name,
    sums.customers,
    sums.amount,
    case when totals.total > 0 then cast(sums.amount as double) / cast(totals.total as double) end as share
from sums
inner join totals on totals.period = 'window'
left join group_names on group_names.group_id = sums.customer
order by sums.dimension, sums.value_place, sums.part, sums.amount desc, sums.customer
