-- name: The five largest customers by fiscal year
-- formula: the five largest x_g of the latest fiscal year and of the one before; new: not among the five of the year before
-- unit: money in the reporting currency; ratio
-- grain: fiscal year and rank
-- larger: a larger customer
-- null: is_new where the year before is not covered; related_party where nobody says so
-- source: CSRC, Format Standard No. 2 (annual reports): five largest customers, related parties among them, new names
-- why: a new name or a related party among the five largest is what a regulator asks about first
with

five as (
    select *
    from fiscal_customers
    where rank <= 5 and amount > 0 and place <= 3
),

covered as (
    select place
    from fiscal_years
)

select
    five.fiscal_year,
    five.place,
    five.rank,
    five.group_id as customer,
    coalesce(group_names.name, five.group_id) as name,
    five.amount,
    five.share,
    five.gross_profit,
    five.gross_share,
    case when covered.place is not null then earlier.group_id is null end as is_new,
    group_flags.related_party
from five
left join covered on covered.place = five.place + 1
left join five as earlier on earlier.place = five.place + 1 and earlier.group_id = five.group_id
left join group_flags on group_flags.group_id = five.group_id
left join group_names on group_names.group_id = five.group_id
where five.place <= 2
order by five.place, five.rank
