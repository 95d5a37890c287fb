-- name: Customers by revenue
-- formula: the window's groups ranked by x_g, with their name, shares and revenue a year before; tier: head until 80 % of positive revenue is reached, middle until 95 %, then tail
-- unit: money in the reporting currency; ratio
-- grain: group
-- larger: a larger customer
-- null: amount_before where the ledger does not cover the year before; share where T <= 0; tier where x_g <= 0
-- source: ASC 280-10-50-42, IFRS 8.34 (major customers: is_major, at least 10 % of T, compared exactly)
-- why: names stand behind every ratio
with

covered as (
    select case when months_covered >= last_index - first_index + 1 then 1 else 0 end as is_covered
    from windows
    where period = 'year_before'
),

-- What the customers above bring already decides the tier.
above as (
    select group_id, cumulative - amount as amount
    from shares
    where period = 'window' and amount > 0
)

select
    shares.rank,
    shares.group_id as customer,
    coalesce(group_names.name, shares.group_id) as name,
    shares.amount,
    shares.recurring,
    shares.share,
    shares.index_share,
    shares.tied,
    shares.is_major,
    case
        when above.group_id is null then null
        when above.amount * 100 < totals.positive_total * 80 then 'head'
        when above.amount * 100 < totals.positive_total * 95 then 'middle'
        else 'tail'
    end as tier,
    case when covered.is_covered = 1 then coalesce(earlier.amount, 0) end as amount_before
from shares
cross join covered
inner join totals on totals.period = 'window'
left join above on above.group_id = shares.group_id
left join group_names on group_names.group_id = shares.group_id
left join shares as earlier on earlier.group_id = shares.group_id and earlier.period = 'year_before'
where shares.period = 'window'
order by shares.rank
