-- name: Contracts in force by month
-- formula: in force at a month's end: start <= month end < end, end the first day without service (where the configuration says inclusive, the last day with it); mrr = annual value / 12, or price per interval times intervals a year / 12 (week 52, day 365, month 12, quarter 4, year 1), the minimum commitment / 12 where that is more and alone for usage; converted and rounded half to even to the minor unit by contract and month
-- unit: money in the reporting currency a month
-- grain: contract and month in which it is in force at the month's end; a paused one is there with is_paused 1
-- larger: more is paid for the month
-- null: never
-- source: dbt-labs mrr-playbook; where products disagree the rules are switches (see the configuration's `recurring`)
-- why: what was signed tells what comes next month; an invoice tells what was billed
with

-- The day on which a contract stops serving although its end says otherwise.
stops as (
    select
        contract_terms.*,
        contract_rules.end_inclusive,
        contract_rules.paused_counts,
        case
            when contract_rules.past_due_ends = 0 then null
            when contract_rules.dunning_counts = 1 then dunning_end
            else past_due_since
        end as unpaid_stop,
        case when contract_rules.lost_when_cancelled = 1 then cancelled_date else paid_until end as cancelled_stop
    from contract_terms
    cross join contract_rules
),

in_force as (
    select
        stops.*,
        contract_periods.month_index,
        case
            when paused_from <= last_day and (paused_to is null or paused_to > last_day) then 1 else 0
        end as is_paused
    from stops
    inner join contract_periods
        on contract_periods.month_index >= stops.first_index
        and contract_periods.month_index <= stops.last_index
        and stops.start_date <= contract_periods.last_day
    where (end_date is null or last_day < end_date or (end_inclusive = 1 and last_day = end_date))
        and (unpaid_stop is null or last_day < unpaid_stop)
        and (cancelled_stop is null or last_day < cancelled_stop)
)

select
    contract_id,
    customer_id,
    product,
    currency,
    month_index,
    is_paused,
    mrr as price,
    case when is_paused = 1 and paused_counts = 0 then cast(0 as decimal(28, 6)) else mrr end as mrr,
    case when is_paused = 1 and paused_counts = 0 then cast(0 as decimal(28, 6)) else mrr_constant end as mrr_constant
from in_force
