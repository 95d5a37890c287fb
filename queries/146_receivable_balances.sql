-- name: Positive balances of receivables
-- formula: what each customer owes at the latest date up to the as-of date, where it is more than nothing
-- unit: money in the reporting currency
-- grain: customer (group) that owes
-- larger: owes more
-- null: never; no row where no receivables are given
-- source: asset-based lending practice
-- why: a lender's cap on one customer's share of receivables is taken of these
select
    base_amounts.group_id as customer,
    coalesce(group_names.name, base_amounts.group_id) as name,
    base_amounts.amount as balance
from base_amounts
left join group_names on group_names.group_id = base_amounts.group_id
where base_amounts.base = 'receivables' and base_amounts.group_id is not null and base_amounts.amount > 0
order by base_amounts.amount desc, base_amounts.group_id
