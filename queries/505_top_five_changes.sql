-- name: Changes among the five largest customers
-- formula: new: among the five largest of the window and not of the one a year earlier; lost: the reverse; related: a related party among the five of the window
-- unit: money in the reporting currency; ratio
-- grain: group and change
-- larger: the change weighs more
-- null: share where T <= 0
-- source: CSRC, Format Standard No. 2 (annual reports)
-- why: a new name, a lost one or a related party near the top changes what the past says of the future
with

flags as (
    select customer_groups.group_id, max(customer_flags.related_party) as related_party
    from customer_groups
    inner join customer_flags on customer_flags.customer_id = customer_groups.customer_id
    group by customer_groups.group_id
),

five as (
    select shares.period, shares.group_id, shares.amount, shares.share
    from shares
    where shares.period in ('window', 'year_before') and shares.rank <= 5 and shares.amount > 0
),

-- Without a whole window a year earlier every name would be new.
comparable as (
    select period
    from windows
    where period = 'year_before' and months_covered >= last_index - first_index + 1
),

changes as (
    select
        case when five.period = 'window' then 'new' else 'lost' end as change,
        five.group_id,
        five.amount,
        five.share
    from five
    cross join comparable
    left join five as other on other.group_id = five.group_id and other.period <> five.period
    where other.group_id is null

    union all

    select 'related' as change, five.group_id, five.amount, five.share
    from five
    inner join flags on flags.group_id = five.group_id and flags.related_party = 1
    where five.period = 'window'
)

select
    changes.group_id as customer,
    coalesce(group_names.name, changes.group_id) as name,
    changes.change,
    changes.amount,
    changes.share
from changes
left join group_names on group_names.group_id = changes.group_id
order by changes.change, changes.amount desc, changes.group_id
