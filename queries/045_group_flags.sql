-- name: What is said of groups
-- formula: related_party and strategic = 1 where it is said of one of the group's customers, 0 where it is denied of all that say; service_load = sum over its customers
-- unit: 0 or 1; service_load in the customers table's own unit
-- grain: group with a customer in the customers table
-- larger: a related party, a strategic customer, more service
-- null: where no customer of the group says
-- source: CSRC, Format Standard No. 2 (annual reports): sales to related parties; key-account practice
-- why: a group is related to the company if one of its members is
select
    customer_groups.group_id,
    max(customer_flags.related_party) as related_party,
    max(customer_flags.strategic) as strategic,
    sum(customer_flags.service_load) as service_load
from customer_groups
inner join customer_flags on customer_flags.customer_id = customer_groups.customer_id
group by customer_groups.group_id
