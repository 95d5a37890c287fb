-- name: Shares by base
-- formula: share = a_g / sum of a; index_share = a_g / sum of positive a, for a_g > 0; on revenue, recurring revenue, gross profit and receivables
-- unit: money in the reporting currency; ratio
-- grain: base and group; rank by amount descending, then group id, over positive amounts
-- larger: the base hangs more on the customer
-- null: share where the base sums to nothing or less; index_share and rank where a_g <= 0
-- source: CSRC (revenue and gross profit), ASC 280-10-50-42 (revenue), ASC 275-10-50-18 (receivables)
-- why: the same question asked of every amount a customer can be large in
with

totals_by_base as (
    select
        base,
        sum(amount) as total,
        sum(case when group_id is not null and amount > 0 then amount else 0 end) as positive_total
    from base_amounts
    group by base
)

select
    base_amounts.base,
    base_amounts.group_id as customer,
    base_amounts.amount,
    totals_by_base.total,
    totals_by_base.positive_total,
    case
        when totals_by_base.total > 0 then cast(base_amounts.amount as double) / cast(totals_by_base.total as double)
    end as share,
    case
        when base_amounts.amount > 0 then
            cast(base_amounts.amount as double) / cast(totals_by_base.positive_total as double)
    end as index_share,
    case
        when base_amounts.amount > 0 then
            row_number() over (
                partition by base_amounts.base
                order by base_amounts.amount desc, base_amounts.group_id
            )
    end as rank,
    base_amounts.amount > 0
        and count(*) over (partition by base_amounts.base, base_amounts.amount) > 1 as tied
from base_amounts
inner join totals_by_base on totals_by_base.base = base_amounts.base
where base_amounts.group_id is not null
