-- name: Revenue movements
-- formula: with p, q at constant rates and clipped at 0, tested in this order: new (p=0, q>0, never active), reactivation (p=0, q>0, active before), churn (p>0, q=0), expansion (q>p), contraction (q<p); opening + new + reactivation + expansion − contraction − churn + transfer + fx + adjustment = closing; gross churn = (churn + contraction) / Σ p = 1 − GRR of the period, net churn = (churn + contraction − expansion) / Σ p; quick ratio = (new + reactivation + expansion) / (churn + contraction)
-- unit: money in the reporting currency; customers; ratio
-- grain: grain (month, quarter) and period, every covered period
-- larger: larger movements
-- null: opening in the first covered period, which has a closing only; the ratios where nobody was active before or nothing was lost
-- source: dbt-labs mrr-playbook for the categories; transfer, fx and adjustment are ours; quick ratio: Mamoon Hamid, Social Capital
-- why: where the change in revenue came from, closing exactly
select
    grain, period_index, end_index,
    opening, new, reactivation, expansion, contraction, churn, transfer, fx, adjustment, closing,
    customers_opening, customers_new, customers_reactivation, customers_churn, customers_transfer, customers_closing,
    gross_churn, net_churn, quick_ratio, quick_ratio_without_reactivation
from movements_by_segment
where dimension = '*'
order by grain, period_index
