-- name: Recurring-revenue share
-- formula: RRS = recurring net / total net; head share = recurring of the ten largest by recurring / recurring of all customers with a positive amount, as CR_10 is; the same ten over all revenue T
-- unit: ratio; money in the reporting currency
-- grain: one row
-- larger: more revenue comes back by itself
-- null: where nothing recurs, or T <= 0, or nothing can be inferred (a window of less than three months); inferred_months: those of the window that an inferred share is of
-- source: key-account selling: ten head customers giving 30 % recurring revenue, read both ways
-- why: how much of next year's revenue is already there, and whose it is
with

ranked as (
    select *, row_number() over (order by recurring desc nulls last, group_id) as place
    from recurring_by_group
),

-- Months of the window in whole three-month windows; those at the ledger's start have none before them.
known as (
    select
        greatest(0, 3 * least(floor(window_months / 3), floor((window_last - first_month + 1) / 3) - 1))
            as inferred_months
    from params
),

sums as (
    select
        sum(recurring) as recurring,
        sum(of_amount) as of_amount,
        sum(not_inferable) as not_inferable,
        sum(case when place <= 10 and recurring > 0 then recurring else 0 end) as head,
        sum(case when recurring > 0 then recurring else 0 end) as positive_recurring
    from ranked
),

-- Revenue without a customer is part of the total, and recurs where its kind says so.
unassigned as (
    select
        coalesce(sum(recurring_month.recurring), 0) as recurring,
        coalesce(sum(recurring_month.amount), 0) as amount
    from params
    cross join known
    cross join recurring_month
    where recurring_month.customer_id is null
        and recurring_month.month_index between params.window_first and params.window_last
        -- Where recurring revenue is inferred, only the months that it is inferred of count.
        and (params.has_kinds = 1 or params.window_last - recurring_month.month_index < known.inferred_months)
),

final as (
    select
        sums.head, sums.positive_recurring, sums.not_inferable,
        sums.recurring + unassigned.recurring as recurring,
        sums.of_amount + unassigned.amount as of_amount
    from unassigned
    cross join sums
)

select
    recurring,
    of_amount,
    case
        when params.has_kinds = 1 and of_amount > 0 then cast(recurring as double) / cast(of_amount as double)
        -- A net-negative customer lowers the total but no inferred part of it.
        when of_amount > 0 then least(cast(1 as double), cast(recurring as double) / cast(of_amount as double))
    end as share,
    case when of_amount > 0 then cast(not_inferable as double) / cast(of_amount as double) end as not_inferable_share,
    case when positive_recurring > 0 then cast(head as double) / cast(positive_recurring as double) end
        as head_share_of_recurring,
    case when of_amount > 0 then cast(head as double) / cast(of_amount as double) end as head_recurring_of_total,
    cast(known.inferred_months as bigint) as inferred_months
from params
cross join known
cross join final
