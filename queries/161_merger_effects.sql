-- name: What a merger of two customers would do
-- formula: ΔHHI = 10,000·2·w_a·w_b; merged share w_a + w_b; HHI after = HHI + ΔHHI
-- unit: index points; ratio
-- grain: pair among the ten largest customers
-- larger: the merger concentrates the book more
-- null: never; no rows where fewer than two customers have positive revenue
-- source: US merger guidelines 2010, 2023 (the change in HHI), borrowed from markets
-- why: customers buy each other, and two eggs become one
select
    one.group_id as customer_a,
    coalesce(name_a.name, one.group_id) as name_a,
    other.group_id as customer_b,
    coalesce(name_b.name, other.group_id) as name_b,
    one.index_share + other.index_share as merged_share,
    10000 * (2 * one.index_share * other.index_share) as hhi_change,
    hhi.hhi + 10000 * (2 * one.index_share * other.index_share) as hhi_after
from shares as one
inner join shares as other
    on other.period = 'window'
    and other.rank > one.rank
    and other.rank <= 10
    and other.amount > 0
inner join hhi on hhi.period = 'window'
left join group_names as name_a on name_a.group_id = one.group_id
left join group_names as name_b on name_b.group_id = other.group_id
where one.period = 'window' and one.rank <= 10 and one.amount > 0
order by hhi_change desc, one.rank, other.rank
