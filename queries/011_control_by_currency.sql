-- name: Used revenue by original currency
-- formula: rows, amount and converted amount of the used rows by their own currency
-- unit: rows; money in that currency (amount) and in the reporting currency (converted)
-- grain: currency
-- larger: more revenue in that currency
-- null: currency where rows name none
-- source: ours
-- why: conversion must be checkable against each currency's own total
select
    currency,
    sum(rows) as rows,
    sum(amount) as amount,
    sum(converted) as converted
from trunk
where scope = 'used'
group by currency
order by currency
