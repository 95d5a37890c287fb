-- name: What of a credit recurs that names nothing
-- formula: revenue of kind recurring / all revenue but credits, of the customer in the same window
-- unit: ratio
-- grain: customer and window (block, see counted_kinds) with a credit that counts as nothing
-- larger: more of the credit takes back recurring revenue
-- null: where the customer's revenue adds up to nothing
-- source: the allocation rule is ours
-- why: a credit that names neither contract nor product takes back what its customer bought, pro rata
with

unnamed as (
    select distinct customer_id, block
    from counted_kinds
    where counts_as is null and own_kind in ('credit_note', 'refund')
)

select
    counted_kinds.customer_id,
    counted_kinds.block,
    cast(sum(case when own_kind = 'recurring' then amount else 0 end) as double)
        / nullif(cast(sum(amount) as double), 0) as fraction
from counted_kinds
inner join unnamed on unnamed.customer_id = counted_kinds.customer_id and unnamed.block = counted_kinds.block
where counted_kinds.own_kind not in ('credit_note', 'refund')
group by counted_kinds.customer_id, counted_kinds.block
