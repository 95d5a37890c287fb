-- name: What the pipeline is worth
-- formula: win_rate = the configured one, else won / (won + lost) by amount; open = Σ amount of open opportunities; weighted = Σ amount·probability, by the win rate where no probability is given; due = those that close within the decision cycle that follows the last whole month
-- unit: money in the reporting currency a year; ratio
-- grain: one row
-- larger: more can replace what is lost
-- null: win_rate where none is configured and nothing was decided; an open opportunity without a probability then weighs nothing
-- source: ours
-- why: what replaces a lost customer must be in the pipeline before it is lost
with

sums as (
    select
        coalesce(sum(case when status = 'won' then amount end), 0) as won,
        coalesce(sum(case when status = 'lost' then amount end), 0) as lost,
        coalesce(sum(case when status = 'overdue' then amount end), 0) as overdue,
        coalesce(sum(case when status = 'open' then amount end), 0) as open_amount,
        coalesce(sum(case when status = 'open' then amount * probability end), 0) as own,
        coalesce(sum(case when status = 'open' and probability is null then amount end), 0) as unsaid,
        coalesce(sum(case when status = 'open' and closes <= decision_until then amount end), 0) as due_open,
        coalesce(sum(case when status = 'open' and closes <= decision_until then amount * probability end), 0) as due_own,
        coalesce(sum(case
            when status = 'open' and closes <= decision_until and probability is null then amount
        end), 0) as due_unsaid
    from pipeline_status
    cross join risk_rules
),

rated as (
    select
        sums.*,
        coalesce(
            risk_rules.win_rate,
            case when won + lost > 0 then cast(won as double) / cast(won + lost as double) end
        ) as win_rate,
        case
            when risk_rules.win_rate is not null then 'configured'
            when won + lost > 0 then 'pipeline'
        end as win_rate_source
    from sums
    cross join risk_rules
)

select
    won,
    lost,
    overdue,
    open_amount,
    due_open,
    win_rate,
    win_rate_source,
    cast(own as double) + cast(unsaid as double) * coalesce(win_rate, 0) as weighted,
    cast(due_own as double) + cast(due_unsaid as double) * coalesce(win_rate, 0) as due_weighted
from rated
