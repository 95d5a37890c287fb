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
ranked as (
    select
        *,
        sum(amount) over (order by rank rows between unbounded preceding and current row) as cumulative,
        -- Equal amounts stand beside each other.
        coalesce(amount = lag(amount) over (order by rank), false)
            or coalesce(amount = lead(amount) over (order by rank), false) as tied
    from shares
    where period = 'window'
)

select
    ranked.rank,
    ranked.group_id as customer,
    coalesce(group_names.name, ranked.group_id) as name,
    ranked.amount,
    ranked.recurring,
    ranked.share,
    ranked.index_share,
    ranked.tied,
    ranked.is_major,
    case
        when ranked.amount <= 0 then null
        when (cumulative - ranked.amount) * 100 < totals.positive_total * 80 then 'head'
        when (cumulative - ranked.amount) * 100 < totals.positive_total * 95 then 'middle'
        else 'tail'
    end as tier,
    case when covered.is_covered = 1 then coalesce(earlier.amount, 0) end as amount_before
from ranked
cross join covered
inner join totals on totals.period = 'window'
left join group_names on group_names.group_id = ranked.group_id
left join shares as earlier on earlier.group_id = ranked.group_id and earlier.period = 'year_before'
order by ranked.rank
