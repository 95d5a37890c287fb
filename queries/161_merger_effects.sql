-- name: What a merger of two customers would do
-- formula: ΔHHI = 10,000·2·w_a·w_b; merged share w_a + w_b; HHI after = HHI + ΔHHI
-- unit: index points; ratio
-- grain: pair among the twenty largest customers, and every pair that was asked for (is_asked)
-- larger: the merger concentrates the book more
-- null: never; no rows where fewer than two customers have positive revenue
-- source: US merger guidelines 2010, 2023 (the change in HHI), borrowed from markets
-- why: customers buy each other, and two eggs become one
with

-- A customer stands for its group, and a group may be named by its own id.
known as (
    select customer_id as id, group_id from customer_groups
    union
    select group_id as id, group_id from customer_groups
),

asked as (
    select one.group_id as one_id, other.group_id as other_id
    from asked_mergers
    inner join known as one on one.id = asked_mergers.customer_a
    inner join known as other on other.id = asked_mergers.customer_b
),

-- Asked pairs in both orders; the larger customer's is kept below.
wanted as (
    select one.group_id as one_id, other.group_id as other_id, 0 as is_asked
    from shares as one
    inner join shares as other on other.period = one.period and other.rank > one.rank and other.rank <= 20
    where one.period = 'window' and one.rank <= 20
    union all
    select one_id, other_id, 1 as is_asked from asked
    union all
    select other_id, one_id, 1 as is_asked from asked
),

pairs as (
    select one_id, other_id, max(is_asked) as is_asked from wanted group by one_id, other_id
)

select
    pairs.one_id as customer_a,
    coalesce(name_a.name, pairs.one_id) as name_a,
    pairs.other_id as customer_b,
    coalesce(name_b.name, pairs.other_id) as name_b,
    one.index_share + other.index_share as merged_share,
    10000 * (2 * one.index_share * other.index_share) as hhi_change,
    hhi.hhi + 10000 * (2 * one.index_share * other.index_share) as hhi_after,
    pairs.is_asked = 1 as is_asked
from pairs
inner join shares as one on one.group_id = pairs.one_id and one.period = 'window' and one.amount > 0
inner join shares as other on other.group_id = pairs.other_id and other.period = 'window' and other.amount > 0
inner join hhi on hhi.period = 'window'
left join group_names as name_a on name_a.group_id = pairs.one_id
left join group_names as name_b on name_b.group_id = pairs.other_id
where one.rank < other.rank
order by hhi_change desc, one.rank, other.rank
