"""Writes a seeded ledger of zstd Parquet files: generate.py --rows 1000000 --out FOLDER (--help lists the rest).

Row i depends on i and the seed alone, so the number of files changes no row. Rows are ordered by month. Customer c is
drawn with a chance of 1/c^skew. Of every four customers one is there all the time, one comes later, one leaves and one
pauses; while a customer is away its orders go to the one that stays. Needs duckdb.
"""

import argparse
import json
import os
from concurrent.futures import ThreadPoolExecutor

import duckdb

KINDS = ["recurring", "usage", "one_off", "service"]
FIRST_MONTH = "date '2021-01-01'"

ROWS = """
    with drawn as (
        -- Fifty-three bits make a double between 0 and 1 that reaches every customer.
        select cast(i * {months} // {rows} as integer) as month, cast(hash(i, {seed}) >> 1 as bigint) as h,
            (hash(i, {seed} + 1) >> 11) / 9007199254740992.0 as u
        from range({low}, {high}) as lines(i)
    ), placed as (
        select month, h, least({customers}, cast(floor({rank}) as bigint)) as drawn_customer,
            cast(hash(drawn_customer, {seed}) >> 1 as bigint) as c,
            -- The month of a customer's turn, and the months it is away.
            cast(c % {months} as integer) as turn,
            case drawn_customer % 4
                when 1 then month < turn
                when 2 then month > {months} - turn
                when 3 then month between turn and turn + 2 + (c >> 8) % 12
                else false
            end as is_away
        from drawn
    ), settled as (
        select month, h,
            case when is_away and drawn_customer > 3 then drawn_customer - drawn_customer % 4 else drawn_customer end as customer,
            cast(case when h % 1000000 < {credits} then -1 else 1 end as integer) as sign,
            -- Half of the rows recur, as far as there are other kinds.
            case when (h >> 20) % 2 = 0 then 1 else 1 + (h >> 21) % {kinds} end as kind,
            cast({start} + to_months(month) as date) as month_start
        from placed
    )
    select 'C' || lpad(cast(customer as varchar), 7, '0') as customer_id,
        month_start + cast((h >> 32) % 28 as integer) as date,
        -- Tens of units for most, more for the largest: a price of the customer's own, give or take a half.
        cast(sign * round((500 + cast(hash(customer, {seed} + 2) % 20000 as bigint) + 200000 / (10 + customer)) * (50 + (h >> 40) % 101) / 100)
            / 100 as decimal(14, 2)) as amount,
        case when sign < 0 then 'credit_note' else {kind_names}[kind] end as kind,
        ['north', 'south', 'east', 'west', 'centre'][cast(1 + hash(customer, {seed} + 3) % 5 as bigint)] as region{service}
    from settled
"""

# Quarters and years from the month's first day, of the share of rows asked for; credit notes have none.
SERVICE = """,
        case when (h >> 48) % 1000 < {periods} and sign > 0 then month_start end as service_start,
        case when (h >> 48) % 1000 < {periods} and sign > 0
            then cast(month_start + to_months(case when h % 3 = 0 then 12 else 3 end) as date) - 1 end as service_end"""


def rank(customers, skew):
    """The customer below whom a share u of all draws lies, where c is drawn with a chance of 1/c^skew."""
    top = customers + 1
    if skew == 1:
        return f"pow({top}, u)"
    return f"pow(1 + u * {top ** (1 - skew) - 1}, {1 / (1 - skew)})"


def parts(a):
    """Bounds of the rows of each file."""
    last = -(-a.rows * (a.months - 1) // a.months) if a.last_month_apart else a.rows
    bounds = [(last * part // a.files, last * (part + 1) // a.files) for part in range(a.files)]
    return bounds + [(last, a.rows)] * a.last_month_apart


def write(a):
    os.makedirs(a.out, exist_ok=True)
    connection = duckdb.connect()
    service = SERVICE.format(periods=round(a.service_periods * 1000)) if a.service_periods else ""

    def file(part, low, high):
        query = ROWS.format(
            low=low, high=high, rows=a.rows, months=a.months, customers=a.customers, seed=a.seed, start=FIRST_MONTH,
            rank=rank(a.customers, a.skew), kinds=a.kinds, kind_names=KINDS, credits=round(a.credit_notes * 1000000),
            service=service,
        )
        path = os.path.join(a.out, f"part-{part:03}.parquet")
        connection.cursor().sql(f"copy ({query}) to '{path}' (format parquet, compression zstd, row_group_size 1000000)")

    # A range is made by one thread, so files are made side by side.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(file, part, *bounds) for part, bounds in enumerate(parts(a))]:
            done.result()
    with open(os.path.join(a.out, "ledger.json"), "w") as told:
        json.dump({name: value for name, value in vars(a).items() if name != "out"}, told)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--kinds", type=int, default=4, choices=range(1, 5))
    parser.add_argument("--files", type=int, default=16)
    parser.add_argument("--skew", type=float, default=1.0, help="Zipf exponent of the customers' rows; 0 is none")
    parser.add_argument("--service-periods", type=float, default=0.0, metavar="SHARE", help="of the rows")
    parser.add_argument("--credit-notes", type=float, default=0.0, metavar="SHARE", help="of the rows")
    parser.add_argument("--last-month-apart", action="store_true", help="the last month in a file of its own, the last one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    write(parser.parse_args())


if __name__ == "__main__":
    main()
