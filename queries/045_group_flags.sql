-- name: What is said of groups
-- formula: related_party = 1 where one of the group's customers is a related party, 0 where all that say so are not
-- unit: 0 or 1
-- grain: group with a customer in the customers table
-- larger: a related party
-- null: related_party where no customer of the group says
-- source: CSRC, Format Standard No. 2 (annual reports): sales to related parties
-- why: a group is related to the company if one of its members is
select customer_groups.group_id, max(customer_flags.related_party) as related_party
from customer_groups
inner join customer_flags on customer_flags.customer_id = customer_groups.customer_id
group by customer_groups.group_id
