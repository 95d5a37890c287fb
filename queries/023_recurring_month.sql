-- name: Monthly revenue and its recurring part
-- formula: recurring = revenue that counts as recurring (see counted_kinds); a month's credits that count as nothing are spread over their customer's kinds in the same window, pro rata
-- unit: money in the reporting currency
-- grain: customer (null: unassigned) and month up to the as-of month; billed_mrr is the month's amount of kind recurring alone (with its credits where the configuration says so); mrr is the contracted MRR where MRR is that of the contracts, else billed_mrr; amount_constant and mrr_constant are the same at constant rates
-- larger: more revenue
-- null: customer_id for revenue that names no customer
-- source: quality-of-earnings practice; the allocation rule is ours
-- why: a credit note against a subscription takes back recurring revenue, not some other kind
with

-- What of a month recurs, what is of kind recurring itself, the credits that take back recurring revenue, and those that name
-- nothing.
parted as (
    select
        customer_id, month_index, sum(amount) as amount, sum(amount_constant) as amount_constant,
        coalesce(sum(amount) filter (where counts_as = 'recurring'), 0) as recurs,
        coalesce(sum(amount_constant) filter (where counts_as = 'recurring'), 0) as recurs_constant,
        coalesce(sum(amount) filter (where own_kind = 'recurring'), 0) as owns,
        coalesce(sum(amount_constant) filter (where own_kind = 'recurring'), 0) as owns_constant,
        coalesce(sum(amount) filter (where counts_as = 'recurring' and own_kind <> 'recurring'), 0) as credits,
        coalesce(sum(amount_constant) filter (where counts_as = 'recurring' and own_kind <> 'recurring'), 0)
            as credits_constant,
        coalesce(sum(amount) filter (where counts_as is null and own_kind is not null), 0) as unnamed,
        coalesce(sum(amount_constant) filter (where counts_as is null and own_kind is not null), 0) as unnamed_constant
    from counted_kinds
    group by customer_id, month_index
),

spread as (
    select
        parted.*,
        cast(cast(unnamed as double) * coalesce(least(greatest(fraction, 0), 1), 0) as decimal(38, 6)) as share,
        cast(cast(unnamed_constant as double) * coalesce(least(greatest(fraction, 0), 1), 0) as decimal(38, 6))
            as share_constant
    from parted
    cross join params
    left join credit_fractions as fractions
        on fractions.customer_id = parted.customer_id
        and fractions.block = cast(floor(cast(window_last - parted.month_index as double) / window_months) as bigint)
),

-- The one row of rules stands on the left, where the engine holds it while the months stream by.
by_month as (
    select
        customer_id, month_index, amount, amount_constant,
        recurs + share as recurring,
        owns + (credits + share) * refunds_reduce as billed,
        owns_constant + (credits_constant + share_constant) * refunds_reduce as billed_constant
    from contract_rules
    cross join spread
),

-- A contract counts in months without an invoice too. Without contracts the months stay as they are, and in their order.
joined as (
    select by_month.*, mrr, mrr_constant from by_month
    left join contracted_mrr
        on contracted_mrr.customer_id = by_month.customer_id and contracted_mrr.month_index = by_month.month_index
    union all
    select
        customer_id, month_index, null as amount, null as amount_constant, null as recurring,
        null as billed, null as billed_constant, mrr, mrr_constant
    from contracted_mrr
    where not exists (
        select 1 from by_month
        where by_month.customer_id = contracted_mrr.customer_id and by_month.month_index = contracted_mrr.month_index
    )
)

select
    customer_id, month_index,
    coalesce(amount, 0) as amount, coalesce(amount_constant, 0) as amount_constant,
    coalesce(recurring, 0) as recurring,
    coalesce(case when contracted = 1 then mrr else billed end, 0) as mrr,
    coalesce(case when contracted = 1 then mrr_constant else billed_constant end, 0) as mrr_constant,
    coalesce(billed, 0) as billed_mrr
from contract_rules
cross join joined
