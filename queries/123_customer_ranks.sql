-- name: Ranks of the largest customers by quarter
-- formula: rank, x_g and w_g (see shares) of the trailing twelve months to every quarter end: of its ten largest customers, and of today's ten, the ten largest of the latest quarter end, whatever their rank was
-- unit: money in the reporting currency; ratio
-- grain: quarter end and group: ten customers with positive revenue, and those of today's ten with a row in the twelve months
-- larger: amount and share: a larger customer; rank: a smaller one
-- null: share where x_g <= 0
-- source: ours
-- why: who rose to the top and who fell from it, and where today's largest came from
with

quarters as (
    select windows.period, windows.last_index
    from windows
    inner join months on months.quarter = windows.period and months.ends_quarter = 1
),

latest as (
    select max(last_index) as last_index
    from quarters
),

today as (
    select shares.group_id
    from latest
    inner join quarters on quarters.last_index = latest.last_index
    inner join shares on shares.period = quarters.period
    where shares.rank <= 10 and shares.amount > 0
)

select
    quarters.period,
    shares.group_id as customer,
    coalesce(group_names.name, shares.group_id) as name,
    shares.rank,
    shares.amount,
    shares.index_share as share
from shares
inner join quarters on quarters.period = shares.period
left join today on today.group_id = shares.group_id
left join group_names on group_names.group_id = shares.group_id
where (shares.rank <= 10 and shares.amount > 0) or today.group_id is not null
order by quarters.last_index, shares.rank
