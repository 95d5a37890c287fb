select
    customer_id, month, cast(extract(year from month) as bigint) * 12 + cast(extract(month from month) as bigint) - 1 as month_index,
    currency, kind, contract_id, product, dimension_key, has_period, scope, reason,
    sum(amount) as amount,
    sum(converted) as converted,
    sum(cost) as cost,
    sum(case when cost is not null then converted end) as costed,
    sum(line) as rows
from ledger
group by customer_id, month, currency, kind, contract_id, product, dimension_key, has_period, scope, reason
