-- name: Bases by quarter
-- formula: share = a_g / sum of a, at every quarter end (see base_amounts_by_quarter); revenue_share = x_g / T of the same twelve months
-- unit: money in the reporting currency; ratio
-- grain: quarter end, base and group: the largest of the base, and every other with 5 % of it or more
-- larger: the base hangs more on the customer
-- null: revenue_share where T <= 0; no rows where a base is unknown or sums to nothing or less
-- source: as in base_amounts
-- why: since when a customer weighs more in profit, recurring revenue or receivables than in revenue
with

summed as (
    select
        base,
        period,
        last_index,
        group_id,
        amount,
        sum(amount) over (partition by base, last_index) as total,
        max(case when group_id is not null then amount end) over (partition by base, last_index) as largest
    from base_amounts_by_quarter
)

select
    summed.period,
    summed.last_index,
    summed.base,
    summed.group_id as customer,
    summed.amount,
    cast(summed.amount as double) / cast(summed.total as double) as share,
    case when totals.total > 0 then coalesce(shares.share, 0) end as revenue_share
from summed
inner join totals on totals.period = summed.period
left join shares on shares.period = summed.period and shares.group_id = summed.group_id
where summed.group_id is not null
    and summed.total > 0
    and summed.amount > 0
    and (summed.amount = summed.largest or summed.amount * 20 >= summed.total)
order by summed.last_index, summed.base, summed.amount desc, summed.group_id
