-- name: Atkinson index
-- formula: with x_i a customer's revenue and μ its mean: atkinson_half = 1 − (mean of √(x_i/μ))²; atkinson_one = 1 − exp(mean of ln(x_i/μ)), the geometric mean's distance below the mean
-- unit: ratio, 0 to below 1
-- grain: period
-- larger: more unequal
-- null: no customer has positive revenue
-- source: Atkinson 1970, with inequality aversion ε = 1/2 and ε = 1
-- why: how much revenue an even book could lose and be worth the same to someone averse to inequality; ε = 1 minds the smallest customers most
with

sums as (
    select
        period,
        cast(count(*) as double) as n,
        cast(sum(cast(sqrt(index_share) as decimal(38, 26))) as double) as roots,
        cast(sum(cast(ln(index_share) as decimal(38, 26))) as double) as logs
    from shares
    where amount > 0
    group by period
)

-- Shares are x_i / (n·μ), so that n takes the place of the mean.
select
    period,
    greatest(0, 1 - roots * roots / n) as atkinson_half,
    greatest(0, 1 - n * exp(logs / n)) as atkinson_one
from sums
