-- name: Dependence on customers, base by base
-- formula: of every customer among the twenty largest on any base: its share and rank on each base; its worst base is the one with its largest share, the first of revenue, recurring, gross profit and receivables where equal
-- unit: money in the reporting currency; ratio; above_revenue = share − share of revenue
-- grain: customer and known base; by worst share descending, then customer and base
-- larger: the base hangs more on the customer
-- null: share where the base sums to nothing or less, amount and share of a gross profit whose costs are unknown; rank where the customer has nothing in the base
-- source: CSRC (revenue or gross profit); ASC 275-10-50-18 (receivables); the matrix is ours
-- why: which customer hurts most, and in what
with

bases as (
    select
        base,
        max(total) as total,
        max(case base when 'revenue' then 1 when 'recurring' then 2 when 'gross_profit' then 3 else 4 end) as place
    from base_shares
    group by base
),

picked as (
    select distinct customer from base_shares where rank <= 20
),

-- A customer without a row in a known base has nothing of it; but a profit that no line tells is not known to be none.
cells as (
    select
        picked.customer,
        bases.base,
        bases.place,
        case when bases.base = 'gross_profit' then base_shares.amount else coalesce(base_shares.amount, 0) end as amount,
        case
            when bases.total <= 0 then null
            when bases.base = 'gross_profit' then base_shares.share
            else coalesce(base_shares.share, 0)
        end as share,
        base_shares.rank
    from picked
    cross join bases
    left join base_shares on base_shares.customer = picked.customer and base_shares.base = bases.base
),

final as (
    select
        *,
        max(share) over (partition by customer) as worst_share,
        max(case when base = 'revenue' then share end) over (partition by customer) as revenue_share,
        row_number() over (partition by customer order by share desc nulls last, place) as badness
    from cells
)

select
    final.customer,
    coalesce(group_names.name, final.customer) as name,
    final.base,
    final.amount,
    final.share,
    final.rank,
    final.share - final.revenue_share as above_revenue,
    final.badness = 1 and final.share is not null as is_worst
from final
left join group_names on group_names.group_id = final.customer
order by final.worst_share desc nulls last, final.customer, final.place
