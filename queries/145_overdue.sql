-- name: Overdue receivables
-- formula: at the date of the receivables: overdue = sum of the balances with days_overdue > 0; unknown = sum of those that do not say; overdue_share = overdue / balance
-- unit: money in the reporting currency; ratio
-- grain: customer (group), and one row for all of them, what names nobody included (customer null)
-- larger: more of what is owed is late
-- null: overdue and overdue_share where none of the balances says how late it is; overdue_share where the balance is not positive
-- source: aged receivables, the common practice of credit control
-- why: a large customer that pays late is a dependency that has begun to cost
with

latest as (
    select max(receivables.as_of) as as_of
    from params
    cross join receivables
    where receivables.as_of <= params.as_of
),

balances as (
    select
        coalesce(customer_groups.group_id, receivables.customer_id) as customer,
        receivables.amount,
        case when receivables.days_overdue is not null then 1 else 0 end as says,
        case when receivables.days_overdue > 0 then receivables.amount else 0 end as late,
        case when receivables.days_overdue is null then receivables.amount else 0 end as unknown
    from receivables
    inner join latest on latest.as_of = receivables.as_of
    left join customer_groups on customer_groups.customer_id = receivables.customer_id
),

-- Every balance once for its customer and once for the whole.
parts as (
    select
        case when levels.is_total = 0 then customer end as customer,
        levels.is_total, amount, says, late, unknown
    from (values (0), (1)) as levels (is_total)
    cross join balances
    where levels.is_total = 1 or customer is not null
),

sums as (
    select
        customer, is_total,
        sum(amount) as balance,
        case when max(says) = 1 then sum(late) end as overdue,
        sum(unknown) as unknown
    from parts
    group by customer, is_total
)

select
    sums.customer,
    coalesce(group_names.name, sums.customer) as name,
    sums.is_total,
    sums.balance,
    sums.overdue,
    sums.unknown,
    case when sums.balance > 0 then cast(sums.overdue as double) / cast(sums.balance as double) end as overdue_share
from sums
left join group_names on group_names.group_id = sums.customer
order by sums.is_total desc, sums.overdue desc nulls last, sums.balance desc, sums.customer
