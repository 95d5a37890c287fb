-- name: HHI bounds from the N largest
-- formula: K = Σ w² of the N largest, r = 1 − CR_N: lower K; lower with n known K + r²/(n − N); upper K + k·w_N² + (r − k·w_N)², k = floor(r/w_N); upper where the others stay under 10 %: the same with .1 for w_N
-- unit: index, 0 to 10,000
-- grain: N = 1, 2, 3, 4, 5, 10, 20, as far as there are customers
-- larger: more concentrated
-- null: upper_disclosed where a customer beyond the N largest has 10 %; lower_with_count where N is all customers (then every bound is the HHI)
-- source: Nauenberg, Basu and Chand 1997 for bounds from concentration ratios; ASC 280-10-50-42 for the 10 % of those not named
-- why: what outsiders can say of a book of which only the largest customers are disclosed
with

tops as (
    select column1 as top
    from (values (1), (2), (3), (4), (5), (10), (20)) as listed (column1)
),

known as (
    select
        tops.top,
        sum(shares.amount) as amount,
        min(shares.amount) as smallest,
        cast(sum(cast(shares.index_share * shares.index_share as decimal(38, 28))) as double) as h
    from tops
    inner join shares on shares.period = 'window' and shares.rank <= tops.top and shares.amount > 0
    group by tops.top
),

-- Revenue that is not named, and what of it does not fill a whole customer of the largest size it may have.
rests as (
    select
        known.top,
        known.h,
        totals.customers as n,
        cast(totals.positive_total as double) as total,
        cast(known.amount as double) as amount,
        cast(known.smallest as double) as smallest,
        cast(totals.positive_total - known.amount as double) as rest,
        cast((totals.positive_total - known.amount) % known.smallest as double) as over_smallest,
        cast((totals.positive_total - known.amount) * 10 % totals.positive_total as double) / 10 as over_tenth,
        coalesce(next_one.amount * 10 < totals.positive_total, true) as others_under_tenth
    from known
    inner join totals on totals.period = 'window' and totals.customers >= known.top
    left join shares as next_one
        on next_one.period = 'window'
        and next_one.rank = known.top + 1
        and next_one.amount > 0
)

select
    rests.top,
    amount / total as known_share,
    10000 * h as hhi_lower,
    case when n > top then 10000 * (h + (rest / total) * (rest / total) / (n - top)) end as hhi_lower_with_count,
    10000 * (
        h + (rest - over_smallest) / total * (smallest / total) + (over_smallest / total) * (over_smallest / total)
    ) as hhi_upper,
    case
        when others_under_tenth then
            10000 * (h + (rest - over_tenth) / total / 10 + (over_tenth / total) * (over_tenth / total))
    end as hhi_upper_disclosed
from rests
order by rests.top
