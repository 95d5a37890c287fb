-- name: Growth of head and rest
-- formula: head = the ten largest of the twelve months before; growth = revenue of the last twelve months / of the twelve before − 1; the rest is all other revenue, new customers included
-- unit: money in the reporting currency, at constant rates
-- grain: one row
-- larger: the head outgrows the rest
-- null: rest_before 0 gives no growth; only meaningful where the ledger covers 24 months
-- source: ours
-- why: a head that outgrows the rest makes every dependency worse by itself
with

head as (
    select coalesce(sum(p), 0) as head_before, coalesce(sum(q), 0) as head_now
    from retention_pairs
    where basis = 'ttm' and head_rank <= 10
),

whole as (
    select
        coalesce(sum(case when month_index <= last_month - 12 then amount_constant else 0 end), 0) as before,
        coalesce(sum(case when month_index > last_month - 12 then amount_constant else 0 end), 0) as now
    from monthly_revenue
    cross join params
    where month_index > last_month - 24 and month_index <= last_month
)

select
    head.head_before,
    head.head_now,
    whole.before - head.head_before as rest_before,
    whole.now - head.head_now as rest_now
from head
cross join whole
