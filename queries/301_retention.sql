-- name: Retention
-- formula: GRR = sum of clamp(q, 0, p) / sum of p; NRR = sum of q / sum of p; gross churn = 1 − GRR; net churn = 1 − NRR; logo churn = number with q <= 0 / number with p > 0; masked NRR leaves the three customers that grew most out of p and q
-- unit: ratio; customers; money in the reporting currency, at constant rates
-- grain: basis (mrr, ttm) and part (all, head: the ten largest a year ago, rest)
-- larger: more of a year ago's revenue is still there
-- null: no row where no customer had positive revenue a year ago
-- source: KeyBanc/Sapphire private SaaS survey for levels; the formulas are standard
-- why: the plainest measure of whether revenue stays
with

parts as (
    select 'all' as part, retention_pairs.* from retention_pairs
    union all
    select case when head_rank <= 10 then 'head' else 'rest' end as part, retention_pairs.* from retention_pairs
)

select
    basis,
    part,
    count(*) as customers,
    sum(p) as base_amount,
    cast(sum(greatest(0, least(q, p))) as double) / cast(sum(p) as double) as grr,
    cast(sum(q) as double) / cast(sum(p) as double) as nrr,
    cast(sum(p) - sum(greatest(0, least(q, p))) as double) / cast(sum(p) as double) as gross_churn,
    cast(sum(p) - sum(q) as double) / cast(sum(p) as double) as net_churn,
    cast(sum(case when q <= 0 then 1 else 0 end) as double) / cast(count(*) as double) as logo_churn,
    cast(sum(case when expander_rank > 3 or q <= p then q end) as double)
        / cast(sum(case when expander_rank > 3 or q <= p then p end) as double) as nrr_without_top_expanders,
    sum(case when expander_rank > 3 or q <= p then p end) as base_without_top_expanders
from parts
group by basis, part
order by basis, part
