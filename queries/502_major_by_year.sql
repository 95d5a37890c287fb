-- name: Major customers by fiscal year
-- formula: groups with x_g / T >= 10 % in any whole fiscal year, in the order in which they get their labels: by the first such year, then by share in it; with their amounts in the latest year and the one before
-- unit: money in the reporting currency; ratio
-- grain: group
-- larger: label_order: became major later
-- null: amounts and shares of a year in which the group bought nothing or that the ledger does not cover; receivables_share where receivables are unknown
-- source: ASC 280-10-50-42, IFRS 8.34
-- why: Customer A must stay Customer A next year, or readers compare the wrong two
with

first_major as (
    select group_id, min(fiscal_year) as first_year
    from fiscal_customers
    where is_major
    group by group_id
),

labelled as (
    select
        first_major.group_id,
        first_major.first_year,
        row_number() over (
            order by first_major.first_year, fiscal_customers.amount desc, first_major.group_id
        ) as label_order
    from first_major
    inner join fiscal_customers
        on fiscal_customers.group_id = first_major.group_id
        and fiscal_customers.fiscal_year = first_major.first_year
)

select
    labelled.label_order,
    labelled.group_id as customer,
    coalesce(group_names.name, labelled.group_id) as name,
    labelled.first_year,
    latest.amount,
    latest.share,
    coalesce(latest.is_major, false) as is_major,
    earlier.amount as amount_before,
    earlier.share as share_before,
    coalesce(earlier.is_major, false) as is_major_before,
    base_shares.share as receivables_share
from labelled
left join fiscal_customers as latest on latest.group_id = labelled.group_id and latest.place = 1
left join fiscal_customers as earlier on earlier.group_id = labelled.group_id and earlier.place = 2
left join base_shares on base_shares.customer = labelled.group_id and base_shares.base = 'receivables'
left join group_names on group_names.group_id = labelled.group_id
order by labelled.label_order
