-- name: Customers at risk by tenure
-- formula: at tenure k: at risk = groups with entry < k <= exit; events = those lost at exit k; censored = those last seen at exit k
-- unit: customers
-- grain: tenure in months at which someone leaves the observation
-- larger: more customers behind the estimate
-- null: never; groups whose start is unknown are not in it
-- source: Kaplan and Meier 1958; Tsai, Jewell and Wang 1987 for delayed entry
-- why: what the survival curve is made of
with

lives as (
    select entry, exit, is_lost from tenures where is_known = 1 and entry < exit
),

changes as (
    select entry as tenure, 1 as arriving, 0 as leaving, 0 as lost from lives
    union all
    select exit as tenure, 0 as arriving, 1 as leaving, is_lost as lost from lives
),

by_tenure as (
    select tenure, sum(arriving) as arriving, sum(leaving) as leaving, sum(lost) as lost
    from changes
    group by tenure
),

final as (
    select
        *,
        sum(arriving - leaving) over (order by tenure rows between unbounded preceding and 1 preceding) as at_risk
    from by_tenure
)

select tenure, at_risk, lost as events, leaving - lost as censored
from final
where leaving > 0
order by tenure
