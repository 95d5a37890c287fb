-- name: Customers by revenue
-- formula: the window's groups ranked by x_g, with their name, shares and revenue a year before
-- unit: money in the reporting currency; ratio
-- grain: group
-- larger: a larger customer
-- null: amount_before where the ledger does not cover the year before; share where T <= 0
-- source: ASC 280-10-50-42, IFRS 8.34 (major customers: is_major, at least 10 % of T, compared exactly)
-- why: names stand behind every ratio
with

covered as (
    select case when months_covered >= last_index - first_index + 1 then 1 else 0 end as is_covered
    from windows
    where period = 'year_before'
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
    case when covered.is_covered = 1 then coalesce(earlier.amount, 0) end as amount_before
from shares
cross join covered
left join group_names on group_names.group_id = shares.group_id
left join shares as earlier on earlier.group_id = shares.group_id and earlier.period = 'year_before'
where shares.period = 'window'
order by shares.rank
