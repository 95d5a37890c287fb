-- name: Losses seen, by size band
-- formula: at each date 12, 24, … months before the as-of month: customers active (MRR > 0, or revenue > 0 in the twelve months to it), and those of them lost twelve months on (MRR <= 0, or no positive revenue in those twelve months)
-- unit: customer-years; customers
-- grain: size band, by revenue as a multiple of the mean at the date (1: under half, 2: to the mean, 3: to 2, 4: to 5, 5: to 10, 6: 10 and over)
-- larger: losses: more customers of that size have left
-- null: no row for a band never seen
-- source: ours; the estimate made of it is empirical Bayes (see churn exposure)
-- why: small customers leave more often than large ones, and each size has its own evidence
with

dates as (
    select month_index as base_index
    from months
    cross join params
    where month_index < last_month
        and (last_month - month_index) % 12 = 0
        and month_index - case when has_mrr = 1 then 0 else 11 end >= first_month
),

sizes as (
    select
        dates.base_index,
        monthly_revenue.group_id,
        sum(case
            when has_mrr = 1 and month_index = base_index then mrr
            when has_mrr = 0 and month_index <= base_index then amount
            else 0
        end) as before,
        sum(case
            when has_mrr = 1 and month_index = base_index + 12 then mrr
            when has_mrr = 0 and month_index > base_index then amount
            else 0
        end) as after
    from dates
    cross join params
    inner join monthly_revenue
        on monthly_revenue.month_index > dates.base_index - 12
        and monthly_revenue.month_index <= dates.base_index + 12
    group by dates.base_index, monthly_revenue.group_id
),

multiples as (
    select
        after,
        before * count(*) over (partition by base_index) as scaled,
        sum(before) over (partition by base_index) as total
    from sizes
    where before > 0
),

final as (
    select
        after,
        case
            when scaled * 2 < total then 1
            when scaled < total then 2
            when scaled < total * 2 then 3
            when scaled < total * 5 then 4
            when scaled < total * 10 then 5
            else 6
        end as band
    from multiples
)

select band, count(*) as customer_years, sum(case when after <= 0 then 1 else 0 end) as losses
from final
group by band
order by band
