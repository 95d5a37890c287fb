-- name: How ARR is bound by contracts
-- formula: arr = ARR in force; fixed_term_arr = of it, with a last day; long_term_arr = of that, on terms of twelve months or more; open_ended_arr = without an end, or to be left at will; largest_quarter_share = the most long_term_arr that ends in one quarter / long_term_arr
-- unit: money in the reporting currency a year; ratio
-- grain: one row
-- larger: largest_quarter_share: more of the long terms ends at once
-- null: largest_quarter and its share where no ARR is on terms of twelve months or more
-- source: ours
-- why: short terms always end soon, so only long ones make a wall
with

quarters as (
    select renewal_quarters.quarter, renewal_quarters.first_day, sum(arr) as arr
    from contract_ends
    inner join renewal_quarters
        on contract_ends.ends_on >= renewal_quarters.first_day
        and contract_ends.ends_on <= renewal_quarters.last_day
    where is_long = 1
    group by renewal_quarters.quarter, renewal_quarters.first_day
),

placed as (
    select quarter, arr, row_number() over (order by arr desc, first_day) as place
    from quarters
),

sums as (
    select
        coalesce(sum(arr), 0) as arr,
        coalesce(sum(case when ends_on is not null then arr else 0 end), 0) as fixed_term_arr,
        coalesce(sum(case when is_long = 1 then arr else 0 end), 0) as long_term_arr,
        coalesce(sum(case when ends_on is null then arr else 0 end), 0) as open_ended_arr
    from contract_ends
)

select
    sums.arr,
    sums.fixed_term_arr,
    sums.long_term_arr,
    sums.open_ended_arr,
    placed.quarter as largest_quarter,
    placed.arr as largest_quarter_arr,
    cast(placed.arr as double) / cast(sums.long_term_arr as double) as largest_quarter_share
from sums
left join placed on placed.place = 1
