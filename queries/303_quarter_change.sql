-- name: A large customer's quarter
-- formula: revenue of the last three months, of the three before, and of the same three a year ago
-- unit: money in the reporting currency, at constant rates
-- grain: the ten largest groups of the window
-- larger: more revenue
-- null: never
-- source: Twilio's disclosure of Uber's usage, 2017; the levels are ours
-- why: a large customer seldom leaves in one day; its orders fall first, and an exchange rate is no order
select
    shares.rank,
    shares.group_id as customer,
    coalesce(group_names.name, shares.group_id) as name,
    coalesce(sum(case when month_index > last_month - 3 then amount_constant else 0 end), 0) as quarter,
    coalesce(sum(case
        when month_index > last_month - 6 and month_index <= last_month - 3 then amount_constant else 0
    end), 0) as quarter_before,
    coalesce(sum(case
        when month_index > last_month - 15 and month_index <= last_month - 12 then amount_constant else 0
    end), 0) as quarter_year_ago
from shares
cross join params
left join monthly_revenue on monthly_revenue.group_id = shares.group_id
left join group_names on group_names.group_id = shares.group_id
where shares.period = 'window' and shares.rank <= 10 and shares.amount > 0
group by shares.rank, shares.group_id, group_names.name
order by shares.rank
