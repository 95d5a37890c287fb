-- name: Revenue by the kind it counts as
-- formula: a credit note or refund counts as the kind that brings most revenue to its contract, else to its product; every other line as its own kind
-- unit: money in the reporting currency
-- grain: trunk line up to the as-of month; block counts back whole windows from the window's last month, 0 the window itself
-- larger: more revenue
-- null: counts_as for a credit that names neither a contract nor a product with a kind, and where the ledger has no kinds
-- source: quality-of-earnings practice
-- why: a credit note against a subscription takes back recurring revenue, not some other kind
with

used as (
    select
        customer_id,
        month_index,
        kind,
        coalesce(kind in ('credit_note', 'refund'), false) as is_credit,
        contract_id,
        product,
        amount,
        amount_constant
    from used_lines
)

select
    used.customer_id,
    used.month_index,
    cast(floor(cast(params.window_last - used.month_index as double) / params.window_months) as bigint) as block,
    used.amount,
    used.amount_constant,
    case when used.is_credit then coalesce(of_contract.kind, of_product.kind) else used.kind end as counts_as,
    used.kind as own_kind
from used
cross join params
left join main_kinds as of_contract
    on of_contract.what = 'contract' and of_contract.id = used.contract_id
left join main_kinds as of_product
    on of_product.what = 'product' and of_product.id = used.product
where used.month_index <= params.last_month
