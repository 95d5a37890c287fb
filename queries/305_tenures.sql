-- name: Tenures
-- formula: start = the earliest of the customers table's `since`, a contract's start and the first month with a positive measure (MRR where there is any, else net revenue); entry = months from the start to the first month seen; exit = months from the start to the first loss (MRR gone for a month, or no revenue for twelve) or to the last month in which a loss could be seen
-- unit: months
-- grain: group that ever had a positive measure; is_known 0 where it was there in the ledger's first month and nobody says since when
-- larger: it stayed longer
-- null: never
-- source: Kaplan and Meier 1958; Tsai, Jewell and Wang 1987 for delayed entry
-- why: who was there before the ledger begins can only be counted from when the ledger begins
with

active as (
    select
        group_id,
        month_index,
        lead(month_index) over (partition by group_id order by month_index) as next_index
    from monthly_revenue
    cross join params
    where month_index >= first_month and month_index <= last_month
        and case when has_mrr = 1 then mrr_constant else amount_constant end > 0
),

-- What cannot have been seen yet is no loss: without MRR it takes a year of silence.
rule as (
    select *, case when has_mrr = 1 then 1 else 12 end as patience from params
),

lost as (
    select group_id, min(month_index) + 1 as lost_index
    from active
    cross join rule
    where (next_index is not null and next_index - month_index > patience)
        or (next_index is null and last_month - month_index >= patience)
    group by group_id
),

told as (
    select customer_id, start_index from customer_since
    union all
    select customer_id, first_index as start_index from contract_terms
),

starts as (
    select customer_groups.group_id, min(told.start_index) as start_index
    from told
    inner join customer_groups on customer_groups.customer_id = told.customer_id
    group by customer_groups.group_id
),

spans as (
    select group_id, min(month_index) as seen_index from active group by group_id
)

select
    spans.group_id,
    least(spans.seen_index, coalesce(starts.start_index, spans.seen_index)) as start_index,
    spans.seen_index - least(spans.seen_index, coalesce(starts.start_index, spans.seen_index)) as entry,
    coalesce(lost.lost_index, last_month - patience + 1)
        - least(spans.seen_index, coalesce(starts.start_index, spans.seen_index)) as exit,
    case when lost.lost_index is null then 0 else 1 end as is_lost,
    case when starts.start_index is null and spans.seen_index = first_month then 0 else 1 end as is_known
from spans
cross join rule
left join starts on starts.group_id = spans.group_id
left join lost on lost.group_id = spans.group_id
