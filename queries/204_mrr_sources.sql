-- name: Contracted against billed MRR
-- formula: contracted = sum of contracted_mrr; billed = the ledger's recurring revenue of the month after spreading; difference = contracted − billed
-- unit: money in the reporting currency a month
-- grain: month, from the ledger's first to the as-of month
-- larger: more is under contract than billed
-- null: contracted and difference where no contracts table is given; billed only means something where the ledger has kinds
-- source: quality-of-earnings practice
-- why: what was signed and what was billed must tell the same story, or one of them is wrong
with

contracted as (
    select month_index, sum(mrr) as contracted
    from contracted_mrr
    group by month_index
),

billed as (
    select month_index, sum(billed_mrr) as billed
    from recurring_month
    group by month_index
),

given as (
    select count(*) as contracts from contract_terms
)

select
    months.month_index,
    case when given.contracts > 0 then coalesce(contracted.contracted, 0) end as contracted,
    coalesce(billed.billed, 0) as billed,
    case when given.contracts > 0 then coalesce(contracted.contracted, 0) - coalesce(billed.billed, 0) end as difference
from months
cross join given
left join contracted on contracted.month_index = months.month_index
left join billed on billed.month_index = months.month_index
order by months.month_index
