-- name: Shares
-- formula: disclosure share x_g / T; index share w_g = x_g / T+ for x_g > 0
-- unit: ratio
-- grain: period and group; rank by x descending, then group id
-- larger: a larger customer
-- null: share where T <= 0; index_share where x_g <= 0
-- source: ASC 280-10-50-42, IFRS 8.34 (disclosure share)
-- why: index shares add to 1, so no index leaves its range; disclosure shares tie to reported revenue
select
    window_revenue.period,
    window_revenue.group_id,
    window_revenue.amount,
    window_revenue.recurring,
    row_number() over (
        partition by window_revenue.period
        order by window_revenue.amount desc, window_revenue.group_id
    ) as rank,
    case when totals.total > 0 then cast(window_revenue.amount as double) / cast(totals.total as double) end as share,
    case
        when window_revenue.amount > 0 then
            cast(window_revenue.amount as double) / cast(totals.positive_total as double)
    end as index_share,
    -- Compared exactly, before any rounding: 9.9996 % is not 10 %.
    totals.total > 0 and window_revenue.amount * 10 >= totals.total as is_major
from window_revenue
inner join totals on totals.period = window_revenue.period
