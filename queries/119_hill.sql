-- name: Hill numbers
-- formula: D_0 = n; D_1 = e^S; D_2 = 1/H = n_eff; D_∞ = 1/CR_1
-- unit: customers
-- grain: period
-- larger: the book behaves like more equal customers
-- null: no customer has positive revenue
-- source: Hill 1973; Hannah and Kay 1977
-- why: one scale from "count everyone" to "look at the largest alone"
select
    totals.period,
    cast(totals.customers as double) as hill_0,
    exp(entropy.entropy) as hill_1,
    hhi.effective_customers as hill_2,
    1 / cr.cr_1 as hill_inf
from totals
inner join entropy on entropy.period = totals.period
inner join hhi on hhi.period = totals.period
inner join cr on cr.period = totals.period
