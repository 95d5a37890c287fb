-- name: Recurring and other revenue by month
-- formula: recurring net revenue of the month; other = all net revenue − recurring
-- unit: money in the reporting currency
-- grain: month, from the ledger's first to the as-of month, empty months included
-- larger: more revenue
-- null: never; only meaningful where the ledger has kinds
-- source: ours
-- why: whether growth comes from revenue that stays
select
    months.month_index,
    coalesce(sum(recurring_month.recurring), 0) as recurring,
    coalesce(sum(recurring_month.amount), 0) - coalesce(sum(recurring_month.recurring), 0) as other,
    coalesce(sum(recurring_month.mrr), 0) as mrr
from months
left join recurring_month on recurring_month.month_index = months.month_index
group by months.month_index
order by months.month_index
