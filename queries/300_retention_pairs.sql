-- name: Revenue now against a year ago
-- formula: at constant rates; `ttm`: p = revenue of the twelve months before the window's last twelve, q = of the last twelve; `mrr`: p = MRR twelve months ago, q = MRR now, clipped at 0
-- unit: money in the reporting currency, at constant rates
-- grain: basis and group of today's tree with p > 0; head_rank 1 for the largest p, expander_rank 1 for the largest q − p
-- larger: q above p is growth
-- null: never
-- source: standard cohort retention; the two bases are named because products differ
-- why: what the customers of a year ago are worth today; what exchange rates did is not theirs
with

-- Both ends stand under today's tree: who moved to another parent neither left the one nor joined the other.
lines as (
    select customer_groups.group_id, recurring_month.month_index, amount_constant, mrr_constant
    from recurring_month
    inner join customer_groups on customer_groups.customer_id = recurring_month.customer_id
    cross join params
    where recurring_month.month_index > last_month - 24 and recurring_month.month_index <= last_month
),

pairs as (
    select
        'ttm' as basis,
        group_id,
        sum(case when month_index <= last_month - 12 then amount_constant else 0 end) as p,
        sum(case when month_index > last_month - 12 then amount_constant else 0 end) as q
    from lines
    cross join params
    group by group_id

    union all

    select
        'mrr' as basis,
        group_id,
        sum(case when month_index = last_month - 12 then mrr_constant else 0 end) as p,
        greatest(0, sum(case when month_index = last_month then mrr_constant else 0 end)) as q
    from lines
    cross join params
    where has_mrr = 1 and (month_index = last_month - 12 or month_index = last_month)
    group by group_id
)

select
    basis,
    group_id,
    p,
    q,
    row_number() over (partition by basis order by p desc, group_id) as head_rank,
    row_number() over (partition by basis order by q - p desc, group_id) as expander_rank
from pairs
where p > 0
