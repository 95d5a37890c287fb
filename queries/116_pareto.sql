-- name: Pareto counts
-- formula: the fewest customers that bring 50, 80 and 90 % of positive revenue
-- unit: customers
-- grain: period
-- larger: revenue is spread over more customers
-- null: no customer has positive revenue
-- source: Pareto 1896, Juran 1951
-- why: "80 % of our revenue comes from these many customers" is what people remember
with

running as (
    select
        period,
        rank,
        sum(amount) over (
            partition by period
            order by amount desc, group_id
            rows between unbounded preceding and current row
        ) as cumulative
    from shares
    where amount > 0
)

select
    running.period,
    min(case when cumulative * 100 >= positive_total * 50 then rank end) as pareto_50,
    min(case when cumulative * 100 >= positive_total * 80 then rank end) as pareto_80,
    min(case when cumulative * 100 >= positive_total * 90 then rank end) as pareto_90
from running
inner join totals on totals.period = running.period
group by running.period
