-- name: What of a credit recurs that names nothing
-- formula: revenue of kind recurring / all revenue but credits, of the customer in the same window
-- unit: ratio
-- grain: customer and window (block, see counted_kinds) with a credit that counts as nothing
-- larger: more of the credit takes back recurring revenue
-- null: where the customer's revenue adds up to nothing
-- source: the allocation rule is ours
-- why: a credit that names neither contract nor product takes back what its customer bought, pro rata
with

by_window as (
    select
        customer_id,
        block,
        sum(case when own_kind = 'recurring' then amount else 0 end) as recurring,
        sum(case when own_kind not in ('credit_note', 'refund') then amount end) as revenue,
        max(case when counts_as is null and own_kind in ('credit_note', 'refund') then 1 else 0 end) as has_unnamed
    from counted_kinds
    where customer_id is not null
    group by customer_id, block
)

select
    customer_id,
    block,
    cast(recurring as double) / nullif(cast(revenue as double), 0) as fraction
from by_window
where has_unnamed = 1 and revenue is not null
