-- name: Scenarios
-- formula: of the window as it is (`window`) and after every scenario: recurring share = recurring / revenue, each less what is lost of it; exposed = sum of e_c·(1 − fraction); GRR and NRR with q·(1 − fraction) for what the customers of a year ago are worth now, on MRR where there is one; concentration stands under the scenario's period in its own relations
-- unit: money in the reporting currency; ratio
-- grain: period
-- larger: more is left
-- null: share where nothing recurs or no revenue is left; grr, nrr where nobody had revenue a year ago
-- source: ours
-- why: a loss is known by what it does to every headline number at once
with

periods as (
    select 'window' as period
    union all
    select distinct period from scenario_targets
),

-- What each customer loses, of everything that falls with it.
recurring_lost as (
    select
        scenario_losses.period,
        sum(cast(recurring_by_group.recurring * scenario_losses.fraction as decimal(38, 6))) as recurring,
        sum(cast(recurring_by_group.of_amount * scenario_losses.fraction as decimal(38, 6))) as of_amount
    from scenario_losses
    inner join recurring_by_group on recurring_by_group.group_id = scenario_losses.group_id
    group by scenario_losses.period
),

exposed_lost as (
    select scenario_losses.period, sum(cast(exposed.amount * scenario_losses.fraction as decimal(38, 6))) as amount
    from scenario_losses
    inner join exposed on exposed.customer = scenario_losses.group_id
    group by scenario_losses.period
),

exposed_all as (
    select sum(amount) as amount from exposed
),

pairs as (
    select
        periods.period,
        retention_pairs.p,
        retention_pairs.q - cast(retention_pairs.q * coalesce(scenario_losses.fraction, 0) as decimal(38, 6)) as q
    from periods
    cross join params
    inner join retention_pairs on retention_pairs.basis = case when has_mrr = 1 then 'mrr' else 'ttm' end
    left join scenario_losses
        on scenario_losses.period = periods.period and scenario_losses.group_id = retention_pairs.group_id
),

retained as (
    select period, sum(p) as p, sum(q) as q, sum(greatest(0, least(q, p))) as kept
    from pairs
    group by period
)

select
    periods.period,
    case
        when recurring.of_amount - coalesce(recurring_lost.of_amount, 0) > 0 then
            cast(recurring.recurring - coalesce(recurring_lost.recurring, 0) as double)
            / cast(recurring.of_amount - coalesce(recurring_lost.of_amount, 0) as double)
    end as recurring_share,
    coalesce(exposed_all.amount, 0) - coalesce(exposed_lost.amount, 0) as exposed,
    cast(retained.kept as double) / cast(retained.p as double) as grr,
    cast(retained.q as double) / cast(retained.p as double) as nrr
from periods
cross join recurring
cross join exposed_all
left join recurring_lost on recurring_lost.period = periods.period
left join exposed_lost on exposed_lost.period = periods.period
left join retained on retained.period = periods.period
order by periods.period
