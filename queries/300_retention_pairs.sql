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
    select customer_id as group_id, month_index, amount_constant, mrr_constant
    from recurring_month
    where customer_id is not null
        and not exists (select 1 from members_today where members_today.customer_id = recurring_month.customer_id)

    union all

    select members_today.group_id, month_index, amount_constant, mrr_constant
    from recurring_month
    inner join members_today on members_today.customer_id = recurring_month.customer_id
),

sums as (
    select
        group_id,
        sum(case when month_index <= last_month - 12 then amount_constant else 0 end) as revenue_before,
        sum(case when month_index > last_month - 12 then amount_constant else 0 end) as revenue,
        sum(case when month_index = last_month - 12 then mrr_constant else 0 end) as mrr_before,
        sum(case when month_index = last_month then mrr_constant else 0 end) as mrr
    from params
    inner join lines on month_index > last_month - 24 and month_index <= last_month
    group by group_id
),

pairs as (
    select 'ttm' as basis, group_id, revenue_before as p, revenue as q
    from sums
    where revenue_before > 0

    union all

    select 'mrr' as basis, group_id, mrr_before as p, greatest(0, mrr) as q
    from params
    cross join sums
    where has_mrr = 1 and mrr_before > 0
)

select
    basis,
    group_id,
    p,
    q,
    row_number() over (partition by basis order by p desc, group_id) as head_rank,
    row_number() over (partition by basis order by q - p desc, group_id) as expander_rank
from pairs
