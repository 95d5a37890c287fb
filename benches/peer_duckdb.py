"""The relations of the benchmark in DuckDB: peer_duckdb.py LEDGER [--full DIR]. Prints JSON.

The ledger is read once into a cube, and its last year once more for the regions. Sums fit decimal(18, 2), which DuckDB
sorts and adds as 64-bit integers. Months count from year 0. With --full every relation is written as Parquet.
"""

import argparse
import json
import time

import duckdb

parser = argparse.ArgumentParser()
parser.add_argument("ledger")
parser.add_argument("--full", metavar="DIR")
arguments = parser.parse_args()
connection = duckdb.connect()
connection.execute("set preserve_insertion_order = false")
files = f"read_parquet('{arguments.ledger}/*.parquet')"
seconds = {}

# A row with a service period is cut into months by their days, down to whole cents; the last month has the rest.
SPREAD = f"""
    select customer_id, kind, region, year(date) * 12 + month(date) - 1 as month, amount, 1 as rows
    from {files} where service_start is null
    union all
    select customer_id, kind, region, year(service_start) * 12 + month(service_start) - 1 + unnest(steps) as month,
        cast(unnest(list_append(parts[:-2], cents - coalesce(list_sum(parts[:-2]), 0))) / 100 as decimal(14, 2)) as amount,
        cast(unnest(steps) = 0 as bigint) as rows
    from (
        select *, cast(amount * 100 as bigint) as cents,
            range(datediff('month', service_start, service_end) + 1) as steps,
            list_transform(steps, lambda step: cents * (
                least(service_end, last_day(service_start + to_months(cast(step as integer))))
                - greatest(service_start, cast(date_trunc('month', service_start + to_months(cast(step as integer))) as date))
                + 1) // (service_end - service_start + 1)) as parts
        from {files} where service_start is not null
    )
"""


def run(sql):
    return connection.execute(sql).fetchall()


def table(name, query, stage):
    before = time.perf_counter()
    run(f"create table {name} as {query}")
    seconds[stage] = round(seconds.get(stage, 0) + time.perf_counter() - before, 4)


spread = any(column == "service_start" for column, *_ in run(f"describe select * from {files}"))
lines = SPREAD if spread else f"select *, year(date) * 12 + month(date) - 1 as month, 1 as rows from {files}"
table(
    "cube",
    f"""
    select customer_id, cast(month as integer) as month_index, kind, cast(sum(amount) as decimal(18, 2)) as amount,
        sum(rows) as rows
    from ({lines}) group by all
    """,
    "cube",
)
first, last = run("select min(month_index), max(month_index) from cube")[0]
if spread:
    last = run(f"select year(max(date)) * 12 + month(max(date)) - 1 from {files}")[0][0]
table(
    "monthly",
    f"""
    select customer_id, month_index, cast(sum(amount) as decimal(18, 2)) as amount,
        cast(sum(amount) filter (kind = 'recurring') as decimal(18, 2)) as mrr,
        cast(sum(amount) filter (kind = 'credit_note') as decimal(18, 2)) as credits
    from cube where month_index <= {last} group by all
    """,
    "monthly",
)
table("months", f"select range as month_index from range({first}, {last} + 1)", "monthly")

# One row a customer, a column for each quarter; four of them, side by side, are a year at its end.
quarters = [(f"{month // 12:04}-Q{month % 12 // 3 + 1}", month) for month in range(first, last + 1) if month % 3 == 2]
windows = [("window", last), ("year_before", last - 12)]
by_quarter = [f'sum(amount) filter (month_index // 3 = {end // 3}) as q{end // 3}' for _, end in quarters]
by_window = [f'sum(amount) filter (month_index between {end - 11} and {end}) as "{name}"' for name, end in windows]


def trailing(name, end):
    four = [f"q{quarter // 3}" for _, quarter in quarters if end - 12 < quarter <= end]
    added = " + ".join(f"coalesce({quarter}, 0)" for quarter in four)
    return f'case when coalesce({", ".join(four)}) is not null then {added} end as "{name}"'


table(
    "years",
    f"""
    select customer_id, {", ".join(trailing(*quarter) for quarter in quarters)}, "window", "year_before"
    from (select customer_id, {", ".join(by_quarter + by_window)} from monthly group by customer_id)
    """,
    "years",
)
table(
    "revenue",
    """
    select period, customer_id as group_id, cast(amount as decimal(18, 2)) as amount
    from years unpivot (amount for period in (columns(* exclude customer_id)))
    """,
    "years",
)
table(
    "totals",
    """
    select period, sum(amount) as total, cast(total as double) as of_all,
        cast(sum(amount) filter (amount > 0) as double) as of_positive
    from revenue group by period
    """,
    "shares",
)
table(
    "shares",
    """
    -- Ranked before the join, which keeps the rows that are sorted narrow.
    select period, group_id, amount, rank,
        case when of_all > 0 then cast(amount as double) / of_all end as share,
        case when amount > 0 then cast(amount as double) / of_positive end as index_share
    from (select *, row_number() over (partition by period order by amount desc, group_id) as rank from revenue)
        join totals using (period)
    """,
    "shares",
)
table(
    "indexes",
    """
    with sums as (
        select period, count(*) as n, sum(index_share * index_share) as h, sum(rank * index_share) as ranked,
            sum(amount) filter (rank <= 1) as top_1, sum(amount) filter (rank <= 3) as top_3,
            sum(amount) filter (rank <= 5) as top_5, sum(amount) filter (rank <= 10) as top_10,
            sum(amount) filter (rank <= 20) as top_20
        from shares where amount > 0 group by period
    )
    select *, greatest(0, 1 + (1 - 2 * ranked) / n) as gini from sums join totals using (period)
    """,
    "indexes",
)
table("cr", f"select period, {', '.join(f'top_{n} / of_positive as cr_{n}' for n in (1, 3, 5, 10, 20))} from indexes", "indexes")
table(
    "hhi",
    """
    select period, 10000 * h as hhi, case when n > 1 then greatest(0, (h - 1 / n) / (1 - 1 / n)) else 1 end as hhi_normalised,
        1 / h as effective_customers
    from indexes
    """,
    "indexes",
)
table("gini", "select period, gini, case when n > 1 then gini * n / (n - 1) end as gini_adjusted from indexes", "indexes")

# A credit note takes back what its customer bought in the same twelve months, counted back from the last, pro rata.
table(
    "credited",
    f"""
    with fractions as (
        select customer_id, ({last} - month_index) // 12 as block,
            least(1, greatest(0, cast(sum(mrr) as double) / nullif(cast(sum(amount) - coalesce(sum(credits), 0) as double), 0)))
                as fraction
        from monthly group by all having sum(credits) is not null
    )
    select customer_id, month_index,
        cast(cast(credits as double) * coalesce(fraction, 0) as decimal(18, 6)) as recurring
    from monthly join fractions using (customer_id)
    where credits is not null and block = ({last} - month_index) // 12
    """,
    "recurring",
)
table(
    "recurring_monthly",
    """
    with billed as (select month_index, sum(amount) as amount, sum(mrr) as mrr from monthly group by month_index),
    credited_monthly as (select month_index, sum(recurring) as credited from credited group by month_index)
    select month_index, coalesce(mrr, 0) + coalesce(credited, 0) as recurring,
        coalesce(amount, 0) - coalesce(mrr, 0) - coalesce(credited, 0) as other, coalesce(mrr, 0) as mrr
    from months left join billed using (month_index) left join credited_monthly using (month_index)
    """,
    "recurring",
)
table(
    "recurring",
    f"""
    with parts as (
        select customer_id, mrr as recurring from monthly where month_index > {last} - 12 and mrr is not null
        union all
        select customer_id, recurring from credited where month_index > {last} - 12
    ), ranked as (select sum(recurring) as recurring from parts group by customer_id order by recurring desc),
    sums as (select sum(recurring) as recurring, sum(recurring) filter (recurring > 0) as positive from ranked),
    head as (select sum(recurring) as head from (from ranked where recurring > 0 order by recurring desc limit 10))
    select recurring, total as of_amount, cast(recurring as double) / cast(total as double) as share,
        cast(head as double) / cast(positive as double) as head_share_of_recurring,
        cast(head as double) / cast(total as double) as head_recurring_of_total
    from sums, head, totals where period = 'window'
    """,
    "recurring",
)

# Each month of a customer beside the one before and the one after; MRR is never negative here.
table(
    "steps",
    f"""
    select customer_id, month_index, mrr as q, min(month_index) over line as seen,
        case when lag(month_index) over line = month_index - 1 then lag(mrr) over line end as p,
        coalesce(lead(month_index) over line <> month_index + 1, month_index < {last}) as is_lost
    from monthly where mrr > 0
    window line as (partition by customer_id order by month_index)
    """,
    "movements",
)
table(
    "movements",
    f"""
    with changes as (
        select month_index, sum(q) as closing, count(*) as customers_closing,
            sum(q) filter (month_index = seen) as new, count(*) filter (month_index = seen) as customers_new,
            sum(q) filter (p is null and month_index > seen) as reactivation,
            count(*) filter (p is null and month_index > seen) as customers_reactivation,
            sum(q - p) filter (q > p) as expansion, sum(p - q) filter (q < p) as contraction,
            sum(q) filter (is_lost) as lost, count(*) filter (is_lost) as customers_lost
        from steps group by month_index
    ), bridge as (
        select months.month_index as period_index, month_index > {first} as moves, changes.* exclude month_index,
            lag(coalesce(closing, 0)) over line as opening, lag(coalesce(customers_closing, 0)) over line as customers_opening,
            lag(lost) over line as churn, lag(customers_lost) over line as customers_churn
        from months left join changes using (month_index) window line as (order by months.month_index)
    )
    select period_index, opening, if(moves, coalesce(new, 0), 0) as new, coalesce(reactivation, 0) as reactivation,
        coalesce(expansion, 0) as expansion, coalesce(contraction, 0) as contraction, coalesce(churn, 0) as churn,
        coalesce(closing, 0) as closing, customers_opening, if(moves, coalesce(customers_new, 0), 0) as customers_new,
        coalesce(customers_reactivation, 0) as customers_reactivation, coalesce(customers_churn, 0) as customers_churn,
        coalesce(customers_closing, 0) as customers_closing
    from bridge
    """,
    "movements",
)

# Whoever brought revenue a year ago, then and now.
RATIOS = """count(*) as customers, sum(p) as base_amount,
    cast(sum(greatest(0, least(q, p))) as double) / cast(sum(p) as double) as grr,
    cast(sum(q) as double) / cast(sum(p) as double) as nrr,
    cast(count(*) filter (q <= 0) as double) / cast(count(*) as double) as logo_churn"""


def year(basis, now, before):
    return f"""select {RATIOS} from (select "{before}" as p, coalesce("{now}", 0) as q from {basis}) where p > 0"""


month_ends = ", ".join(f'sum(mrr) filter (month_index = {end}) as "{name}"' for name, end in quarters + windows)
listed = ", ".join(str(end) for _, end in quarters + windows)
table("month_ends", f"select customer_id, {month_ends} from monthly where month_index in ({listed}) group by customer_id", "retention")
pairs = [(*later, *before) for later, before in zip(quarters[4:], quarters)]
bases = [("mrr", "month_ends", 12), ("ttm", "years", 23)]
table(
    "retention_history",
    " union all ".join(
        f"select '{now}' as period, '{basis}' as basis, {end} as last_index, {int(end - reach >= first)} as is_covered, *"
        f" from ({year(source, now, before)}) where customers > 0"
        for now, end, before, _ in pairs for basis, source, reach in bases
    ),
    "retention",
)
table(
    "retention",
    " union all ".join(
        f"select '{basis}' as basis, * from ({year(source, 'window', 'year_before')})" for basis, source, _ in bases
    ),
    "retention",
)

# The window is the end of the ledger, where Parquet's statistics let the rest be skipped.
day = f"date '{(last - 11) // 12}-{(last - 11) % 12 + 1:02}-01'"
recent = f"month between {last} - 11 and {last}" if spread else f"date >= {day}"
table(
    "dimensions",
    f"""
    with members as (select region, customer_id, sum(amount) as amount from ({lines}) where {recent} group by all),
    sums as (
        select region, sum(amount) as amount, count(*) filter (amount > 0) as customers,
            sum(pow(cast(amount as double), 2)) filter (amount > 0)
                / pow(cast(sum(amount) filter (amount > 0) as double), 2) as h
        from members group by region
    )
    select region as value, amount, cast(amount as double) / cast(total as double) as share, sums.customers, 10000 * h as hhi
    from sums, totals where period = 'window'
    """,
    "dimensions",
)

# What churn exposure stands on: how long customers stayed until their MRR was gone for a month, and what is at stake.
table(
    "at_risk",
    f"""
    with lives as (
        select coalesce(min(month_index) filter (is_lost) + 1, {last}) - min(seen) as tenure, bool_or(is_lost) as is_lost
        from steps where seen > {first} group by customer_id
    ), leaving as (
        select tenure, count(*) as leaving, count(*) filter (is_lost) as events from lives where tenure > 0 group by tenure
    )
    select tenure, sum(leaving) over (order by tenure desc) as at_risk, events, leaving - events as censored from leaving
    """,
    "exposure",
)
table(
    "exposed",
    f"select customer_id as customer, mrr * 12 as amount from monthly where month_index = {last} and mrr > 0",
    "exposure",
)

SMALL = [
    "cr", "hhi", "gini", "recurring_monthly", "recurring", "movements", "retention", "retention_history", "dimensions",
    "at_risk",
]
if arguments.full:
    for name in [*SMALL, "cube", "shares", "exposed"]:
        run(f"copy {name} to '{arguments.full}/{name}.parquet' (format parquet)")
answer = {name: connection.execute(f"from {name} order by all").fetchall() for name in SMALL}
answer["exposed"] = run("select count(*), sum(amount), max(amount) from exposed")
print(json.dumps({"seconds": seconds, "answer": answer}, default=str))
