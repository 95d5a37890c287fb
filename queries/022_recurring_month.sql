-- name: Monthly revenue and its recurring part
-- formula: recurring = amount of kind recurring + credit notes and refunds of recurring contracts or products; a credit that names neither is spread over its customer's kinds in the same twelve months, pro rata
-- unit: money in the reporting currency
-- grain: customer (null: unassigned) and month up to the as-of month; mrr is the month's amount of kind recurring alone
-- larger: more revenue
-- null: customer_id for revenue that names no customer
-- source: quality-of-earnings practice; the allocation rule is ours
-- why: a credit note against a subscription takes back recurring revenue, not some other kind
with

used as (
    select
        trunk.customer_id,
        cast(extract(year from month) as bigint) * 12 + cast(extract(month from month) as bigint) - 1 as month_index,
        kind,
        coalesce(kind in ('credit_note', 'refund'), false) as is_credit,
        contract_id,
        product,
        converted as amount
    from trunk
    where scope = 'used'
),

-- The kind that brings most revenue names a contract's, and a product's, kind.
contract_kinds as (
    select contract_id, kind, row_number() over (partition by contract_id order by sum(amount) desc, kind) as place
    from used
    where not is_credit and contract_id is not null
    group by contract_id, kind
),

product_kinds as (
    select product, kind, row_number() over (partition by product order by sum(amount) desc, kind) as place
    from used
    where not is_credit and product is not null
    group by product, kind
),

attributed as (
    select
        used.customer_id,
        used.month_index,
        floor((params.last_month - used.month_index) / params.window_months) as block,
        used.amount,
        case when used.is_credit then coalesce(contract_kinds.kind, product_kinds.kind) else used.kind end as kind,
        used.kind as own_kind
    from used
    cross join params
    left join contract_kinds
        on contract_kinds.contract_id = used.contract_id and contract_kinds.place = 1
    left join product_kinds
        on product_kinds.product = used.product and product_kinds.place = 1
    where used.month_index <= params.last_month
),

-- The recurring fraction of what a customer bought in the same twelve months, for credits that name nothing.
fractions as (
    select
        customer_id,
        block,
        cast(sum(case when own_kind = 'recurring' then amount else 0 end) as double)
            / nullif(cast(sum(amount) as double), 0) as fraction
    from attributed
    where own_kind not in ('credit_note', 'refund')
    group by customer_id, block
),

final as (
    select
        attributed.customer_id,
        attributed.month_index,
        attributed.amount,
        case when attributed.own_kind = 'recurring' then attributed.amount else 0 end as mrr,
        case
            when attributed.kind = 'recurring' then attributed.amount
            when attributed.kind is null and attributed.own_kind is not null then
                cast(cast(attributed.amount as double) * coalesce(least(greatest(fractions.fraction, 0), 1), 0)
                    as decimal(38, 6))
            else 0
        end as recurring
    from attributed
    left join fractions
        on fractions.customer_id = attributed.customer_id and fractions.block = attributed.block
)

select
    customer_id,
    month_index,
    sum(amount) as amount,
    sum(recurring) as recurring,
    sum(mrr) as mrr
from final
group by customer_id, month_index
