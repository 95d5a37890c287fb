-- name: Constant rates
-- formula: one rate for each foreign currency: the one the configuration gives, else the table's of the as-of month, else converted / own amount of the currency's latest month
-- unit: units of the reporting currency per unit
-- grain: currency of the ledger or of a contract, other than the reporting one
-- larger: the currency is worth more
-- null: month where the configuration gives the rate; no row in a ledger of one currency
-- source: the constant-currency practice of financial reporting
-- why: at one set of rates what customers did can be told from what exchange rates did
with

-- Magnitudes, so that a credit in a month of few sales does not turn the quotient into nonsense.
foreign_months as (
    select
        trunk.currency, trunk.month, trunk.month_index,
        sum(abs(trunk.amount)) as amount, sum(abs(trunk.converted)) as converted
    from trunk
    cross join params
    where trunk.scope = 'used' and trunk.currency <> params.currency
    group by trunk.currency, trunk.month, trunk.month_index
),

latest as (
    select
        foreign_months.*,
        row_number() over (
            partition by foreign_months.currency
            order by
                case when foreign_months.amount > 0 then 0 else 1 end,
                -- Deferred revenue of later months was converted at rates of its own booking.
                case when foreign_months.month_index <= params.last_month then 0 else 1 end,
                foreign_months.month desc
        ) as place
    from foreign_months
    cross join params
),

-- Contracts may have currencies that no row of the ledger has; theirs are given.
signed as (
    select distinct contract_terms.currency
    from params
    cross join contract_terms
    where contract_terms.currency <> params.currency
),

final as (
    select
        coalesce(latest.currency, signed.currency) as currency,
        coalesce(
            given_rates.rate,
            cast(cast(latest.converted as double) / nullif(cast(latest.amount as double), 0) as decimal(24, 12))
        ) as rate,
        coalesce(given_rates.source, 'implied') as source,
        case when given_rates.source is null then substr(cast(latest.month as varchar), 1, 7) else given_rates.month end
            as month
    from (select * from latest where place = 1) as latest
    full join signed on signed.currency = latest.currency
    left join given_rates on given_rates.currency = coalesce(latest.currency, signed.currency)
)

select
    final.currency, final.rate, final.source, final.month,
    -- Minor units of the reporting currency per unit.
    cast(final.rate * params.minor_units as decimal(30, 12)) as minor_rate
from final
cross join params
where final.rate is not null
order by final.currency
