-- name: Revenue exposed
-- formula: e_c = 12·MRR (contracted where MRR is that of the contracts, else billed), where there is no MRR the revenue of the trailing twelve months; band as in loss_history
-- unit: money in the reporting currency, a year's worth
-- grain: group with e_c > 0
-- larger: more to lose
-- null: never
-- source: ours
-- why: what goes with a customer who leaves
with

exposed as (
    select
        monthly_revenue.group_id,
        sum(case
            when has_mrr = 1 and month_index = last_month then mrr * 12
            when has_mrr = 0 then amount
            else 0
        end) as amount
    from monthly_revenue
    cross join params
    where month_index > last_month - 12 and month_index <= last_month
    group by monthly_revenue.group_id
),

final as (
    select
        group_id,
        amount,
        amount * count(*) over () as scaled,
        sum(amount) over () as total
    from exposed
    where amount > 0
)

select
    final.group_id as customer,
    coalesce(group_names.name, final.group_id) as name,
    final.amount,
    case
        when scaled * 2 < total then 1
        when scaled < total then 2
        when scaled < total * 2 then 3
        when scaled < total * 5 then 4
        when scaled < total * 10 then 5
        else 6
    end as band
from final
left join group_names on group_names.group_id = final.group_id
order by final.amount desc, final.group_id
