-- name: Whom the survival curve speaks of
-- formula: counts over tenures: customers in the curve, lost ones, late entries (entry > 0), and those left out because nobody says when they began
-- unit: customers
-- grain: one row
-- larger: more customers
-- null: never
-- source: ours
-- why: a curve that leaves out the oldest customers must say so
select
    coalesce(sum(case when is_known = 1 and entry < exit then 1 else 0 end), 0) as customers,
    coalesce(sum(case when is_known = 1 and entry < exit then is_lost else 0 end), 0) as lost,
    coalesce(sum(case when is_known = 1 and entry > 0 and entry < exit then 1 else 0 end), 0) as entered_late,
    coalesce(sum(case when is_known = 0 then 1 else 0 end), 0) as left_out,
    coalesce(sum(case when is_known = 1 and entry >= exit then 1 else 0 end), 0) as never_at_risk
from tenures
