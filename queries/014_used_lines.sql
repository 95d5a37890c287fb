-- name: Used lines
-- formula: the trunk's used lines; amount_constant = own amount · constant rate, rounded half to even to the reporting currency's minor unit line by line; the converted amount itself where nothing is converted
-- unit: money in the reporting currency
-- grain: trunk line with revenue that is used; month_index counts months from year 0
-- larger: more revenue
-- null: customer_id for revenue that names no customer; cost where the ledger has none
-- source: the constant-currency practice of financial reporting
-- why: the same revenue at each row's own rate and at one set of rates, side by side
with

used as (
    select
        trunk.*,
        constant_rates.minor_rate,
        cast(trunk.amount as decimal(32, 0)) as units
    from trunk
    left join constant_rates on constant_rates.currency = trunk.currency
    where trunk.scope = 'used'
),

-- Units and their fraction are multiplied apart: together a product of 18 decimals leaves room for amounts of 10^18 only.
exact as (
    select
        *,
        units * minor_rate as coarse,
        cast(amount - units as decimal(7, 6)) * minor_rate as fine
    from used
),

-- A cast rounds halves away from zero; the rest then tells a half from any other fraction.
parted as (
    select
        *,
        cast(coarse as decimal(26, 0)) as large,
        cast(coarse - cast(coarse as decimal(26, 0)) as decimal(13, 12)) + fine as small
    from exact
),

nearest as (
    select *, large + cast(small as decimal(20, 0)) as whole, small - cast(small as decimal(20, 0)) as rest
    from parted
),

even as (
    select
        *,
        case
            when abs(rest) = cast(0.5 as decimal(2, 1)) and whole % 2 <> 0 then whole + cast(2 * rest as decimal(38, 0))
            else whole
        end as minor
    from nearest
)

select
    even.customer_id,
    even.month_index,
    even.currency,
    even.kind,
    even.contract_id,
    even.product,
    even.dimension_key,
    even.has_period,
    even.converted as amount,
    case
        when even.minor_rate is null then even.converted
        else cast(cast(even.minor as decimal(27, 0)) * params.minor_unit as decimal(38, 6))
    end as amount_constant,
    even.cost,
    even.costed,
    even.rows
from even
cross join params
