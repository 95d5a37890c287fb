-- name: Change of the HHI by customer
-- formula: 10,000·(w1² − w0²) at constant rates and by today's tree, 0 for a share that is not there
-- unit: index points; others = what all customers that are not listed changed together
-- grain: group; the ten largest up and the ten largest down
-- larger: the customer concentrated the book more than a year before
-- null: share_before of an entrant, share_after of a leaver
-- source: ours
-- why: names stand behind every change
with

changes as (
    select
        coalesce(later.group_id, earlier.group_id) as customer,
        earlier.weight as share_before,
        later.weight as share_after,
        case when earlier.group_id is null then 'entrant' when later.group_id is null then 'leaver' else 'stayer' end as kind,
        cast(
            10000 * (coalesce(later.weight * later.weight, 0) - coalesce(earlier.weight * earlier.weight, 0))
            as decimal(38, 6)
        ) as change
    from (select * from change_members where level = 'rates') as earlier
    full join (select * from change_members where level = 'constant') as later
        on later.group_id = earlier.group_id
),

ranked as (
    select
        *,
        row_number() over (order by change desc, customer) as place_up,
        row_number() over (order by change, customer) as place_down
    from changes
)

select
    ranked.customer,
    coalesce(group_names.name, ranked.customer) as name,
    ranked.kind,
    ranked.share_before,
    ranked.share_after,
    ranked.change,
    hhi_change.stayers + hhi_change.entrants - hhi_change.leavers - sum(ranked.change) over () as others
from ranked
cross join hhi_change
left join group_names on group_names.group_id = ranked.customer
where (ranked.place_up <= 10 and ranked.change > 0) or (ranked.place_down <= 10 and ranked.change < 0)
order by ranked.change desc, ranked.customer
