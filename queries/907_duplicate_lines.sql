-- name: Duplicate lines
-- formula: rows that agree in every column that is read, counted; extra = amount · (times − 1)
-- severity: warning
-- unit: money in the reporting currency; rows
-- grain: row that stands in the ledger more than once
-- larger: more revenue may be counted twice
-- null: customer_id, kind, contract_id and product where the row has none
-- source: ours
-- why: an export loaded twice doubles a customer; two equal sales on one day are as equal, so nothing is ever removed
with

-- A spread row has a piece in each of its months, and its twins the same; within a month all pieces are equal.
pieces as (
    select
        fingerprint,
        month,
        customer_id,
        kind,
        contract_id,
        product,
        scope,
        times,
        max(converted) as amount
    from repeated_lines
    group by fingerprint, month, customer_id, kind, contract_id, product, scope, times
),

whole as (
    select
        fingerprint,
        min(month) as month,
        customer_id,
        kind,
        contract_id,
        product,
        scope,
        times,
        cast(sum(amount) as decimal(28, 6)) as amount
    from pieces
    group by fingerprint, customer_id, kind, contract_id, product, scope, times
)

select
    month,
    customer_id,
    kind,
    contract_id,
    product,
    scope,
    times,
    amount,
    amount * cast(times - 1 as decimal(10, 0)) as extra_amount
from whole
order by abs(amount) * cast(times - 1 as decimal(10, 0)) desc, customer_id, month, fingerprint
