"""The relations of the benchmark in Polars: peer_polars.py LEDGER [--full DIR]. Prints JSON.

The ledger is streamed once into a cube, and its last year once more for the regions. Money is whole cents in 64 bits,
customers are an enumeration in the order of their ids. Months count from year 0. With --full every relation is written
as Parquet, money as decimals again.
"""

import argparse
import json
import time
from datetime import date

import polars as pl

parser = argparse.ArgumentParser()
parser.add_argument("ledger")
parser.add_argument("--full", metavar="DIR")
arguments = parser.parse_args()
ledger = pl.scan_parquet(f"{arguments.ledger}/*.parquet")
seconds, started = {}, time.perf_counter()
col = pl.col


def done(stage):
    global started
    seconds[stage], started = round(time.perf_counter() - started, 4), time.perf_counter()


def months(column):
    return col(column).dt.year().cast(pl.Int32) * 12 + col(column).dt.month() - 1


def stream(query):
    return query.collect(engine="streaming")


def spread(lines):
    """Rows with a service period cut into months by their days, down to whole cents; the last month has the rest."""
    plain = lines.filter(col("service_start").is_null()).with_columns(rows=pl.lit(1, pl.Int64))
    first, days = months("service_start"), (col("service_end") - col("service_start")).dt.total_days() + 1
    begin, end = pl.max_horizontal("service_start", "start"), pl.min_horizontal("service_end", col("start").dt.month_end())
    part = col("cents") * ((end - begin).dt.total_days() + 1) // days
    steps = pl.int_ranges(0, months("service_end") - first + 1, dtype=pl.Int32)
    cut = (
        lines.filter(col("service_start").is_not_null())
        .with_row_index("line")
        .with_columns(step=steps)
        .explode("step")
        .with_columns(month_index=first + col("step"))
        .with_columns(start=pl.date(col("month_index") // 12, col("month_index") % 12 + 1, 1))
        .with_columns(part=part, is_last=col("month_index") == months("service_end"))
        .with_columns(before=pl.when(~col("is_last")).then("part").sum().over("line"))
        .with_columns(cents=pl.when("is_last").then(col("cents") - col("before")).otherwise("part"))
        .with_columns(rows=(col("step") == 0).cast(pl.Int64))
    )
    columns = ["customer_id", "kind", "region", "month_index", "cents", "rows"]
    return pl.concat([plain.select(columns), cut.select(columns)])


is_spread = "service_start" in ledger.collect_schema()
lines = ledger.with_columns(month_index=months("date"), cents=col("amount").to_physical().cast(pl.Int64))
lines = spread(lines) if is_spread else lines
rows = col("rows").sum() if is_spread else pl.len()
cube = stream(
    lines.group_by("customer_id", "month_index", "kind").agg(amount=col("cents").sum(), rows=rows.cast(pl.Int64))
)
customers = pl.Enum(cube["customer_id"].unique().sort())
cube = cube.with_columns(col("customer_id").cast(customers))
first, last = cube["month_index"].min(), cube["month_index"].max()
if is_spread:
    last = ledger.select(months("date").max()).collect().item()
done("cube")


def of_kind(kind):
    return pl.when(col("kind") == kind).then("amount")


monthly = stream(
    cube.lazy()
    .filter(col("month_index") <= last)
    .with_columns(mrr=of_kind("recurring"), credits=of_kind("credit_note"))
    .group_by("customer_id", "month_index")
    .agg(col("amount", "mrr", "credits").sum())
)
all_months = pl.DataFrame({"month_index": range(first, last + 1)}, {"month_index": pl.Int32})
done("monthly")

# Trailing twelve months at every quarter end, the window and the year before it. Each quarter is part of four years.
ends = [month for month in range(first, last + 1) if month % 3 == 2]
names = {end: f"{end // 12:04}-Q{end % 12 // 3 + 1}" for end in ends}
periods = pl.Enum([*names.values(), "window", "year_before"])
by_quarter = monthly.lazy().group_by("customer_id", last_index=col("month_index") // 3 * 3 + 2).agg(col("amount").sum())
to_years = [by_quarter.with_columns(col("last_index") + shift) for shift in (0, 3, 6, 9)]
years = pl.concat(to_years).filter(col("last_index") <= last).group_by("customer_id", "last_index").agg(col("amount").sum())


def window(period, end):
    inside = monthly.lazy().filter(col("month_index").is_between(end - 11, end))
    return inside.group_by("customer_id").agg(col("amount").sum()).with_columns(period=pl.lit(period).cast(periods))


years = stream(years)
quarters = years.lazy().with_columns(period=col("last_index").replace_strict(names, return_dtype=periods))
columns = ["period", "customer_id", "amount"]
revenue = stream(
    pl.concat([quarters.select(columns), window("window", last).select(columns), window("year_before", last - 12).select(columns)])
)
done("years")

is_positive = col("amount") > 0
totals = revenue.group_by("period").agg(total=col("amount").sum(), positive=col("amount").filter(is_positive).sum())
shares = (
    revenue.lazy()
    .sort("period", "amount", "customer_id", descending=[False, True, False])
    .with_columns(rank=pl.int_range(1, pl.len() + 1).over("period"))
    .join(totals.lazy(), on="period")
    .select(
        "period", "amount", "rank", group_id="customer_id",
        share=pl.when(col("total") > 0).then(col("amount") / col("total")),
        index_share=pl.when(is_positive).then(col("amount") / col("positive")),
    )
    .collect()
)
done("shares")

w = col("index_share")
indexes = (
    shares.lazy()
    .filter(is_positive)
    .group_by("period")
    .agg(
        n=pl.len().cast(pl.Int64), h=(w * w).sum(), ranked=(w * col("rank")).sum(),
        **{f"top_{n}": pl.when(col("rank") <= n).then("amount").sum() for n in (1, 3, 5, 10, 20)},
    )
    .join(totals.lazy(), on="period")
    .with_columns(gini=pl.max_horizontal(0.0, 1 + (1 - 2 * col("ranked")) / col("n")))
    .collect()
)
cr = indexes.select("period", **{f"cr_{n}": col(f"top_{n}") / col("positive") for n in (1, 3, 5, 10, 20)})
n, h = col("n"), col("h")
normalised = pl.when(n > 1).then(pl.max_horizontal(0.0, (h - 1 / n) / (1 - 1 / n))).otherwise(1.0)
hhi = indexes.select("period", hhi=10000 * h, hhi_normalised=normalised, effective_customers=1 / h)
gini = indexes.select("period", "gini", gini_adjusted=pl.when(n > 1).then(col("gini") * n / (n - 1)))
done("indexes")

# A credit note takes back what its customer bought in the same twelve months, counted back from the last, pro rata.
# Parts of a cent are kept: recurring revenue is in millionths. Amounts are in units before they are divided, as elsewhere, and
# by a column: by a constant Polars multiplies with its reciprocal, which does not always give the nearest double.
blocks = monthly.lazy().with_columns(block=(last - col("month_index")) // 12)
credit_notes = blocks.filter(col("credits") != 0)
fractions = (
    blocks.join(credit_notes.select("customer_id", "block"), on=["customer_id", "block"], how="semi")
    .group_by("customer_id", "block")
    .agg(recurring=col("mrr").sum(), sold=col("amount").sum() - col("credits").sum())
    .with_columns(hundred=col("sold") * 0 + 100.0)
    .select(
        "customer_id", "block",
        fraction=(col("recurring") / col("hundred") / (col("sold") / col("hundred"))).clip(0, 1).fill_nan(0),
    )
)
hundred = col("credits") * 0 + 100.0
credited = stream(
    credit_notes.join(fractions, on=["customer_id", "block"]).select(
        "customer_id", "month_index",
        recurring=(col("credits") / hundred * col("fraction") * 1e6).round(mode="half_away_from_zero").cast(pl.Int64),
    )
)
billed = monthly.group_by("month_index").agg(col("amount").sum() * 10000, col("mrr").sum() * 10000)
credited_monthly = credited.group_by("month_index").agg(credited=col("recurring").sum())
recurring_monthly = (
    all_months.join(billed, on="month_index", how="left")
    .join(credited_monthly, on="month_index", how="left")
    .fill_null(0)
    .select(
        "month_index", "mrr", recurring=col("mrr") + col("credited"), other=col("amount") - col("mrr") - col("credited")
    )
)
in_window = col("month_index") > last - 12
by_customer = (
    pl.concat([
        monthly.filter(in_window).select("customer_id", recurring=col("mrr") * 10000),
        credited.filter(in_window).select("customer_id", "recurring"),
    ])
    .group_by("customer_id")
    .agg(col("recurring").sum())["recurring"]
)
of_amount = totals.filter(col("period") == "window")["total"].item() * 10000
head = by_customer.top_k(10).clip(0).sum()
recurring = pl.DataFrame({
    "recurring": [by_customer.sum()], "of_amount": [of_amount], "share": [by_customer.sum() / of_amount],
    "head_share_of_recurring": [head / by_customer.clip(0).sum()], "head_recurring_of_total": [head / of_amount],
})
done("recurring")

# Each month of a customer beside the one before and the one after; MRR is never negative here.
q, p = col("q"), col("p")
follows = (col("customer_id") == col("customer_id").shift()).fill_null(False)
next_month = col("month_index") + 1
is_kept = (col("customer_id") == col("customer_id").shift(-1)) & (next_month == col("month_index").shift(-1))
steps = (
    monthly.lazy()
    .filter(col("mrr") > 0)
    .select("customer_id", "month_index", q="mrr")
    .sort("customer_id", "month_index")
    .with_columns(
        is_first=~follows,
        p=pl.when(follows & (col("month_index").shift() + 1 == col("month_index"))).then(q.shift()),
        is_lost=~is_kept.fill_null(False) & (col("month_index") < last),
    )
    .collect()
)
is_new, is_back = col("is_first") & (col("month_index") > first), p.is_null() & ~col("is_first")
changes = (
    steps.lazy()
    .group_by("month_index")
    .agg(
        closing=q.sum(), customers_closing=pl.len().cast(pl.Int64),
        new=pl.when(is_new).then(q).sum(), customers_new=is_new.cast(pl.Int64).sum(),
        reactivation=pl.when(is_back).then(q).sum(), customers_reactivation=is_back.cast(pl.Int64).sum(),
        expansion=(q - p).clip(0).sum(), contraction=(p - q).clip(0).sum(),
        lost=pl.when("is_lost").then(q).sum(), customers_lost=col("is_lost").cast(pl.Int64).sum(),
    )
    .collect()
)
movements = (
    all_months.join(changes, on="month_index", how="left")
    .fill_null(0)
    .sort("month_index")
    .with_columns(
        opening=col("closing").shift(), customers_opening=col("customers_closing").shift(),
        churn=col("lost").shift(fill_value=0), customers_churn=col("customers_lost").shift(fill_value=0),
    )
    .drop("lost", "customers_lost")
    .rename({"month_index": "period_index"})
)
done("movements")


def ratios(measured):
    """Retention of each period from what a customer brought a year before, p, and at its end, q."""
    kept = pl.min_horizontal("p", "q").clip(0)
    return measured.agg(
        customers=pl.len().cast(pl.Int64), base_amount=p.sum(), grr=kept.sum() / p.sum(), nrr=q.sum() / p.sum(),
        logo_churn=(q <= 0).mean(),
    )


def pairs(then, now, keys):
    joined = then.lazy().filter(p > 0).join(now.lazy(), on=keys, how="left")
    return joined.with_columns(q.fill_null(0))


def history(basis, measured, reach):
    then = measured.select("customer_id", last_index=col("last_index") + 12, p="amount").filter(col("last_index") <= last)
    now = measured.select("customer_id", "last_index", q="amount")
    return stream(ratios(pairs(then, now, ["customer_id", "last_index"]).group_by("last_index"))).with_columns(
        basis=pl.lit(basis), is_covered=(col("last_index") - reach >= first).cast(pl.Int64)
    )


def now_and_then(basis, then, now):
    return stream(ratios(pairs(then, now, ["customer_id"]).group_by(basis=pl.lit(basis))))


at_ends = monthly.filter(col("month_index").is_in(ends)).select("customer_id", last_index="month_index", amount="mrr")
retention_history = pl.concat([history("mrr", at_ends, 12), history("ttm", years, 23)]).with_columns(
    period=col("last_index").replace_strict(names)
)
at_month = lambda month, name: monthly.filter(col("month_index") == month).select("customer_id", **{name: "mrr"})
in_period = lambda period, name: revenue.filter(col("period") == period).select("customer_id", **{name: "amount"})
retention = pl.concat([
    now_and_then("mrr", at_month(last - 12, "p"), at_month(last, "q")),
    now_and_then("ttm", in_period("year_before", "p"), in_period("window", "q")),
])
done("retention")

# The window is the end of the ledger, where Parquet's statistics let the rest be skipped.
start = date((last - 11) // 12, (last - 11) % 12 + 1, 1)
recent = col("month_index").is_between(last - 11, last) if is_spread else col("date") >= start
members = lines.filter(recent).group_by("region", "customer_id").agg(amount=col("cents").sum())
positive = col("amount").filter(is_positive)
dimensions = stream(
    members.group_by(value="region").agg(
        col("amount").sum(), customers=positive.len().cast(pl.Int64),
        hhi=10000 * (positive.cast(pl.Float64) ** 2).sum() / positive.sum().cast(pl.Float64) ** 2,
    )
).with_columns(share=col("amount") * 10000 / of_amount)
done("dimensions")

# What churn exposure stands on: how long customers stayed until their MRR was gone for a month, and what is at stake.
lost = pl.when("is_lost").then("month_index").min() + 1
at_risk = (
    steps.lazy()
    .group_by("customer_id")
    .agg(seen=col("month_index").min(), exit=lost.fill_null(last), is_lost=col("is_lost").any())
    .filter((col("seen") > first) & (col("exit") > col("seen")))
    .group_by(tenure=col("exit") - col("seen"))
    .agg(leaving=pl.len().cast(pl.Int64), events=col("is_lost").cast(pl.Int64).sum())
    .sort("tenure")
    .select("tenure", "events", at_risk=col("leaving").cum_sum(reverse=True), censored=col("leaving") - col("events"))
    .collect()
)
exposed = monthly.filter((col("month_index") == last) & (col("mrr") > 0)).select(customer="customer_id", amount=col("mrr") * 12)
done("exposure")

CENTS = {
    "cube": ["amount"], "shares": ["amount"], "movements": ["opening", "new", "reactivation", "expansion", "contraction", "churn", "closing"],
    "retention": ["base_amount"], "retention_history": ["base_amount"], "dimensions": ["amount"], "exposed": ["amount"],
}
MILLIONTHS = {"recurring_monthly": ["recurring", "other", "mrr"], "recurring": ["recurring", "of_amount"]}
SMALL = {
    "cr": cr, "hhi": hhi, "gini": gini, "recurring_monthly": recurring_monthly, "recurring": recurring,
    "movements": movements, "retention": retention, "retention_history": retention_history, "dimensions": dimensions,
    "at_risk": at_risk,
}


def money(name, relation):
    """Cents and millionths as the decimals they stand for."""
    cents = [(col(column).cast(pl.Decimal(38, 2)) / 100).alias(column) for column in CENTS.get(name, [])]
    millionths = [(col(column).cast(pl.Decimal(38, 6)) / 1000000).alias(column) for column in MILLIONTHS.get(name, [])]
    return relation.with_columns(cents + millionths)


if arguments.full:
    for name, relation in {**SMALL, "cube": cube, "shares": shares, "exposed": exposed}.items():
        money(name, relation).write_parquet(f"{arguments.full}/{name}.parquet")
answer = {name: money(name, relation).sort(pl.all()).rows() for name, relation in SMALL.items()}
answer["exposed"] = money("exposed", exposed).select(pl.len(), col("amount").sum(), top=col("amount").max()).rows()
print(json.dumps({"seconds": seconds, "answer": answer}, default=str))
