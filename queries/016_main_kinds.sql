-- name: The kind of a contract, and of a product
-- formula: the kind that brings it most revenue; credit notes and refunds are no kind of their own
-- unit: none
-- grain: what (contract or product) and its id
-- larger: no meaning
-- null: kind where the lines that bring most have none
-- source: quality-of-earnings practice
-- why: a credit note against a subscription takes back recurring revenue, not some other kind
with

sold as (
    select contract_id, product, kind, amount
    from used_lines
    where not coalesce(kind in ('credit_note', 'refund'), false)
),

ranked as (
    select
        'contract' as what, contract_id as id, kind,
        row_number() over (partition by contract_id order by sum(amount) desc, kind) as place
    from sold
    where contract_id is not null
    group by contract_id, kind
    union all
    select
        'product' as what, product as id, kind,
        row_number() over (partition by product order by sum(amount) desc, kind) as place
    from sold
    where product is not null
    group by product, kind
)

select what, id, kind
from ranked
where place = 1
