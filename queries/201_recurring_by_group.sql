-- name: Recurring revenue by group
-- formula: by kind where the ledger has kinds (see recurring_month), else inferred (see inferred_recurring)
-- unit: money in the reporting currency
-- grain: group over the window; of is the revenue that recurring is a part of
-- larger: more recurring revenue
-- null: recurring where nothing can be inferred
-- source: ours
-- why: one relation for both ways, so that shares of it have one formula
select
    group_id,
    recurring,
    amount as of_amount,
    cast(0 as decimal(38, 6)) as not_inferable
from shares
cross join params
where period = 'window' and params.has_kinds = 1

union all

select
    group_id,
    sum(recurring) as recurring,
    sum(case when recurring is not null then amount end) as of_amount,
    sum(case when recurring is not null and not is_inferable then amount else 0 end) as not_inferable
from inferred_recurring
cross join params
where params.has_kinds = 0
group by group_id
