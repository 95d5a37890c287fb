-- name: Monthly revenue and its recurring part
-- formula: recurring = revenue that counts as recurring (see counted_kinds); a credit that counts as nothing is spread over its customer's kinds in the same window, pro rata
-- unit: money in the reporting currency
-- grain: customer (null: unassigned) and month up to the as-of month; billed_mrr is the month's amount of kind recurring alone (with its credits where the configuration says so); mrr is the contracted MRR where MRR is that of the contracts, else billed_mrr; amount_constant and mrr_constant are the same at constant rates
-- larger: more revenue
-- null: customer_id for revenue that names no customer
-- source: quality-of-earnings practice; the allocation rule is ours
-- why: a credit note against a subscription takes back recurring revenue, not some other kind
with

-- What of an amount recurs: all of it, a part of a credit that names nothing, or none.
parted as (
    select
        counted_kinds.*,
        case when counts_as = 'recurring' then 1 else 0 end as recurs,
        case when own_kind = 'recurring' then 1 else 0 end as owns,
        case when own_kind in ('credit_note', 'refund') then 1 else 0 end as credits,
        case
            when counts_as is null and own_kind is not null then coalesce(least(greatest(fraction, 0), 1), 0) else 0
        end as part
    from counted_kinds
    left join credit_fractions as fractions
        on fractions.customer_id = counted_kinds.customer_id and fractions.block = counted_kinds.block
),

billed as (
    select
        customer_id, month_index, amount, amount_constant, owns, credits,
        amount * recurs + cast(cast(amount as double) * part as decimal(38, 6)) as recurring,
        amount_constant * recurs + cast(cast(amount_constant as double) * part as decimal(38, 6)) as recurring_constant
    from parted
),

-- The one row of rules stands on the left, where the engine holds it while the lines stream by.
by_month as (
    select
        customer_id, month_index,
        sum(amount) as amount, sum(amount_constant) as amount_constant,
        sum(recurring) as recurring,
        sum(amount * owns + recurring * credits * refunds_reduce) as billed,
        sum(amount_constant * owns + recurring_constant * credits * refunds_reduce) as billed_constant
    from contract_rules
    cross join billed
    group by customer_id, month_index
),

-- A contract counts in months without an invoice too.
joined as (
    select
        coalesce(by_month.customer_id, contracted_mrr.customer_id) as customer_id,
        coalesce(by_month.month_index, contracted_mrr.month_index) as month_index,
        amount, amount_constant, recurring, billed, billed_constant, mrr, mrr_constant
    from by_month
    full outer join contracted_mrr
        on contracted_mrr.customer_id = by_month.customer_id and contracted_mrr.month_index = by_month.month_index
)

select
    customer_id, month_index,
    coalesce(amount, 0) as amount,
    coalesce(amount_constant, 0) as amount_constant,
    coalesce(recurring, 0) as recurring,
    coalesce(case when contracted = 1 then mrr else billed end, 0) as mrr,
    coalesce(case when contracted = 1 then mrr_constant else billed_constant end, 0) as mrr_constant,
    coalesce(billed, 0) as billed_mrr
from contract_rules
cross join joined
