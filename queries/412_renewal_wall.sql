-- name: Renewal wall
-- formula: ARR in force by the fiscal quarter of its contracts' last day of service (ending) and by that of the last day on which notice can be given (notice); head = the ten largest customers by the window's revenue, rest = all others
-- unit: money in the reporting currency a year; contracts
-- grain: quarter in which a contract ends, or its notice does
-- larger: more has to be renewed in one quarter
-- null: never; contracts without an end stand in renewals.open_ended_arr
-- source: ours
-- why: renewals that fall together fail together
with

days as (
    select ends_on as on_day, is_head, arr as ending, cast(0 as decimal(38, 6)) as notice, 1 as contracts
    from contract_ends
    where ends_on is not null
    union all
    select notice_on as on_day, is_head, cast(0 as decimal(38, 6)) as ending, arr as notice, 0 as contracts
    from contract_ends
    where notice_on is not null
)

select
    renewal_quarters.quarter,
    sum(case when is_head = 1 then ending else 0 end) as head_ending,
    sum(case when is_head = 0 then ending else 0 end) as rest_ending,
    sum(case when is_head = 1 then notice else 0 end) as head_notice,
    sum(case when is_head = 0 then notice else 0 end) as rest_notice,
    sum(contracts) as contracts
from days
inner join renewal_quarters on days.on_day >= renewal_quarters.first_day and days.on_day <= renewal_quarters.last_day
group by renewal_quarters.quarter, renewal_quarters.first_day
order by renewal_quarters.first_day
