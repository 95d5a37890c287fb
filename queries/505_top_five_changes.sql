-- name: Changes among the five largest customers
-- formula: new: among the five largest of a window and not of the one a year earlier; lost: the reverse; related: a related party among the five of the window
-- unit: money in the reporting currency; ratio
-- grain: period (the window, and the twelve months to each quarter end), group and change
-- larger: the change weighs more
-- null: share where T <= 0
-- source: CSRC, Format Standard No. 2 (annual reports)
-- why: a new name, a lost one or a related party near the top changes what the past says of the future
with

five as (
    select shares.period, shares.group_id, shares.amount, shares.share
    from shares
    where shares.rank <= 5 and shares.amount > 0
),

periods as (
    select windows.*, case when months.quarter is null then 0 else 1 end as is_quarter
    from windows
    left join months on months.quarter = windows.period and months.ends_quarter = 1
),

-- Without a whole window a year earlier every name would be new.
comparable as (
    select later.period, earlier.period as earlier
    from periods as later
    inner join periods as earlier
        on earlier.last_index = later.last_index - 12 and earlier.is_quarter = later.is_quarter
    where (later.period = 'window' and earlier.period = 'year_before' or later.is_quarter = 1)
        and earlier.months_covered >= earlier.last_index - earlier.first_index + 1
),

changes as (
    select comparable.period, 'new' as change, five.group_id, five.amount, five.share
    from comparable
    inner join five on five.period = comparable.period
    left join five as other on other.period = comparable.earlier and other.group_id = five.group_id
    where other.group_id is null

    union all

    select comparable.period, 'lost' as change, five.group_id, five.amount, five.share
    from comparable
    inner join five on five.period = comparable.earlier
    left join five as other on other.period = comparable.period and other.group_id = five.group_id
    where other.group_id is null

    union all

    select five.period, 'related' as change, five.group_id, five.amount, five.share
    from five
    inner join group_flags on group_flags.group_id = five.group_id and group_flags.related_party = 1
    inner join periods on periods.period = five.period and (periods.is_quarter = 1 or periods.period = 'window')
)

select
    changes.period,
    changes.group_id as customer,
    coalesce(group_names.name, changes.group_id) as name,
    changes.change,
    changes.amount,
    changes.share
from changes
left join group_names on group_names.group_id = changes.group_id
order by changes.period, changes.change, changes.amount desc, changes.group_id
