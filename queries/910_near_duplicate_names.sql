-- name: Near-duplicate names
-- formula: customers whose names agree but for case, punctuation and legal form, in other order, or within a letter in eight; largest_share_if_one = the largest share of T if the two were one
-- severity: warning
-- unit: money in the reporting currency; ratio
-- grain: pair of groups
-- larger: more revenue would move together
-- null: shares where T <= 0
-- source: ours
-- why: one customer under two numbers hides how much hangs on it
with

largest as (
    select max(amount) as amount
    from customers
),

pairs as (
    select
        alike_names.*,
        coalesce(one.amount, 0) as amount,
        coalesce(other.amount, 0) as other_amount,
        coalesce(one.amount, 0) + coalesce(other.amount, 0) as together
    from alike_names
    left join customers as one on one.customer = alike_names.group_id
    left join customers as other on other.customer = alike_names.other_group_id
)

select
    pairs.group_id as customer,
    pairs.name,
    pairs.other_group_id as other_customer,
    pairs.other_name,
    pairs.how,
    pairs.similarity,
    pairs.amount,
    pairs.other_amount,
    pairs.together,
    case
        when totals.total > 0 then cast(pairs.together as double) / cast(totals.total as double)
    end as share_together,
    case when totals.total > 0 then cast(largest.amount as double) / cast(totals.total as double) end as largest_share,
    case
        when totals.total > 0 then
            cast(greatest(largest.amount, pairs.together) as double) / cast(totals.total as double)
    end as largest_share_if_one
from pairs
cross join largest
inner join totals on totals.period = 'window'
order by pairs.together desc, pairs.group_id, pairs.other_group_id
