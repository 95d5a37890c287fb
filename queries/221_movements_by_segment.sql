-- name: Revenue movements by segment
-- formula: as the bridge, with the opening before the transfer: opening = closing of the period before; a customer whose segment changes moves by transfer
-- unit: money in the reporting currency; customers
-- grain: dimension of the customers table or the ledger (product, currency and others), value, grain (month, quarter) and period
-- larger: larger movements
-- null: opening in the first covered period; value where none is known; the ratios where nobody was active before or nothing was lost
-- source: dbt-labs mrr-playbook for the categories; quick ratio: Mamoon Hamid, Social Capital
-- why: growth of one segment can hide the losses of another
with

bridged as (
    select
        bridge.*,
        lag(closing) over by_period as opening,
        lag(customers_closing) over by_period as customers_opening
    from bridge
    window by_period as (partition by dimension, segment, grain order by period_index)
)

select
    dimension, case when segment <> '?' then substr(segment, 2) end as value, grain, period_index, end_index,
    opening, new, reactivation, expansion, contraction, churn,
    case when opening is null then cast(0 as decimal(38, 6)) else restated - opening end as transfer,
    fx, adjustment, closing,
    customers_opening, customers_new, customers_reactivation, customers_churn,
    case when customers_opening is null then 0 else customers_restated - customers_opening end as customers_transfer,
    customers_closing,
    case
        when opening is not null and base > 0 then cast(churn + contraction as double) / cast(base as double)
    end as gross_churn,
    case
        when opening is not null and base > 0 then
            cast(churn + contraction - expansion as double) / cast(base as double)
    end as net_churn,
    case
        when churn + contraction > 0 then
            cast(new + reactivation + expansion as double) / cast(churn + contraction as double)
    end as quick_ratio,
    case
        when churn + contraction > 0 then cast(new + expansion as double) / cast(churn + contraction as double)
    end as quick_ratio_without_reactivation
from bridged
order by dimension, value nulls first, grain, period_index
