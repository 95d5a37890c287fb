-- name: Monthly revenue and its recurring part
-- formula: recurring = revenue that counts as recurring (see counted_kinds); a credit that counts as nothing is spread over its customer's kinds in the same window, pro rata
-- unit: money in the reporting currency
-- grain: customer (null: unassigned) and month up to the as-of month; billed_mrr is the month's amount of kind recurring alone (with its credits where the configuration says so); mrr is the contracted MRR where MRR is that of the contracts, else billed_mrr
-- larger: more revenue
-- null: customer_id for revenue that names no customer
-- source: quality-of-earnings practice; the allocation rule is ours
-- why: a credit note against a subscription takes back recurring revenue, not some other kind
with

-- The recurring fraction of what a customer bought in the same twelve months, for credits that name nothing.
fractions as (
    select
        customer_id, block,
        cast(sum(case when own_kind = 'recurring' then amount else 0 end) as double)
            / nullif(cast(sum(amount) as double), 0) as fraction
    from counted_kinds
    where own_kind not in ('credit_note', 'refund')
    group by customer_id, block
),

billed as (
    select
        counted_kinds.customer_id,
        counted_kinds.month_index,
        counted_kinds.amount,
        counted_kinds.own_kind,
        case
            when counted_kinds.counts_as = 'recurring' then counted_kinds.amount
            when counted_kinds.counts_as is null and counted_kinds.own_kind is not null then
                cast(cast(counted_kinds.amount as double) * coalesce(least(greatest(fractions.fraction, 0), 1), 0)
                    as decimal(38, 6))
            else 0
        end as recurring
    from counted_kinds
    left join fractions
        on fractions.customer_id = counted_kinds.customer_id and fractions.block = counted_kinds.block
),

by_month as (
    select
        customer_id, month_index,
        sum(amount) as amount,
        sum(recurring) as recurring,
        sum(case when own_kind = 'recurring' then amount else 0 end) as own,
        sum(case when own_kind in ('credit_note', 'refund') then recurring else 0 end) as credited
    from billed
    group by customer_id, month_index
),

-- A contract counts in months without an invoice too.
joined as (
    select
        coalesce(by_month.customer_id, contracted_mrr.customer_id) as customer_id,
        coalesce(by_month.month_index, contracted_mrr.month_index) as month_index,
        amount, recurring, own, credited,
        contracted_mrr.mrr as signed
    from by_month
    full outer join contracted_mrr
        on contracted_mrr.customer_id = by_month.customer_id and contracted_mrr.month_index = by_month.month_index
)

-- The one row of rules stands on the left, where the engine holds it while the months stream by.
select
    customer_id, month_index,
    coalesce(amount, 0) as amount,
    coalesce(recurring, 0) as recurring,
    coalesce(case
        when contracted = 1 then signed
        when refunds_reduce = 1 then own + credited
        else own
    end, 0) as mrr,
    coalesce(case when refunds_reduce = 1 then own + credited else own end, 0) as billed_mrr
from contract_rules
cross join joined
