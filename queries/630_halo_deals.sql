-- name: Signatures, and the references among them
-- formula: won opportunities with a first contact by the as-of date; days to sign = signed_on − first_contact; quarter_index = 4·year + quarter of the signature; is_reference = 1 for the first one of each of the ten largest customers by the window's revenue, 0 for those of customers outside them and of nobody known
-- unit: dates
-- grain: opportunity
-- larger: later
-- null: segment where neither the opportunity nor its customer has one
-- source: key-account selling: a large reference is said to bring small customers faster
-- why: whether it does can be seen before and after, against segments without such a reference
with

won as (
    select
        opportunities.opportunity_id,
        coalesce(opportunities.segment, customer_dimensions.value) as segment,
        customer_groups.group_id,
        coalesce(opportunities.closed, opportunities.closes) as signed_on,
        opportunities.first_contact,
        case when shares.rank <= 10 then 1 else 0 end as is_head
    from opportunities
    cross join params
    left join customer_groups on customer_groups.customer_id = opportunities.customer_id
    left join customer_dimensions
        on customer_dimensions.customer_id = opportunities.customer_id
        and customer_dimensions.dimension = params.segment_dimension
    left join shares on shares.period = 'window' and shares.group_id = customer_groups.group_id
    where opportunities.stage = 'won'
        and opportunities.first_contact is not null
        and coalesce(opportunities.closed, opportunities.closes) <= params.as_of
),

numbered as (
    select
        *,
        row_number() over (partition by is_head, group_id order by signed_on, opportunity_id) as place
    from won
)

select
    opportunity_id,
    segment,
    is_head as is_reference,
    cast(date_part('year', signed_on) * 4 + date_part('quarter', signed_on) as bigint) as quarter_index,
    first_contact,
    signed_on
from numbered
where is_head = 0 or place = 1
order by opportunity_id
