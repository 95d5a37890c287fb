"""The trunk a second way: the ledger's own rows, read by Python and added up as decimals. Nothing of it is eggbasket's.

Rows are scoped, converted by their own rate, and spread over their service days as docs/DECISIONS.md says.
"""

import calendar
import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 60
MICRO = Decimal("0.000001")
# Keys of eggbasket.toml under which this reading knows what a row means; under any other it adds up amounts alone.
KNOWN = {
    "ledger", "company", "as_of", "currency", "fx_quote", "map", "kinds", "spread", "customers", "contracts", "links",
    "grouping", "history", "dimensions", "thresholds", "window_months", "mrr", "fiscal_year_start", "known_at", "close_days",
    "billing_interval", "billing_intervals",
}  # fmt: skip
NOT_REVENUE = {"tax", "intercompany"}
INTERVALS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def check(connection, ledger, failures):
    """Rows of the ledger that add up to the engine's trunk; what does not is a failure."""
    rows = list(records(connection, ledger.file))
    plain = set(ledger.config) <= KNOWN and "fx" not in ledger.config
    reading = Reading(connection, ledger.config, rows)
    if plain:
        whole = "customer_id, month, currency, kind, scope, sum(amount), sum(converted), sum(rows)"
        keys, expected = 5, reading.lines(rows)
    else:
        whole, keys, expected = "customer_id, currency, sum(amount), sum(rows)", 2, reading.totals(rows)
    engine = connection.execute(f"select {whole} from trunk group by all").fetchall()
    actual = {row[:keys]: row[keys:] for row in engine}
    for key in sorted(expected.keys() | actual.keys(), key=repr):
        if tuple(expected.get(key, ())) != tuple(actual.get(key, ())):
            failures.append(
                f"{ledger.name}: trunk: {key} is {shown(actual.get(key))}, and read by Python {shown(expected.get(key))}"
            )
            break
    return len(rows)


def shown(values):
    return "absent" if values is None else ", ".join(str(value) for value in values)


def records(connection, file):
    """A file's rows as {column: value}; texts trimmed, empty ones None."""
    if file.suffix == ".csv":
        with open(file, encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                yield {name: (value or "").strip() or None for name, value in row.items()}
        return
    path = str(file).replace("'", "''")
    result = connection.execute(f"select * from read_parquet('{path}')")
    names = [column[0] for column in result.description]
    while batch := result.fetchmany(10_000):
        for row in batch:
            yield dict(zip(names, row))


def money(value):
    """A value as a decimal; a float as the shortest decimal that prints it, at six places."""
    if value is None:
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(MICRO, ROUND_HALF_EVEN) if -exact.as_tuple().exponent > 6 else exact


def day(value):
    if value is None or (isinstance(value, date) and type(value) is date):
        return value
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value.date()


class Reading:
    """How the columns of a ledger read."""

    def __init__(self, connection, config, rows):
        self.config = config
        given = config.get("map", {})
        columns = list(rows[0]) if rows else []
        same = {column.strip().lower(): column for column in columns}
        self.column = lambda role: given[role] or None if role in given else same.get(role)
        self.kinds = {value.lower(): kind for value, kind in config.get("kinds", {}).items()}
        asked = "select as_of, currency, known_at from params"
        self.as_of, self.currency, self.known_at = connection.execute(asked).fetchall()[0]
        self.unit = Decimal(1) if self.currency in ("JPY", "KRW") else Decimal("0.01")

    def of(self, row, role):
        column = self.column(role)
        return row.get(column) if column else None

    def kind(self, row):
        value = self.of(row, "kind")
        return None if value is None else self.kinds.get(value.lower(), value.lower())

    def code(self, row):
        value = self.of(row, "currency")
        return None if value is None else value.strip().upper()

    def scope(self, when, amount, kind):
        if when is None or amount is None:
            return "set_aside"
        return "left_out" if kind in NOT_REVENUE or when > self.as_of else "used"

    def is_later(self, row, when):
        """Whether a row was booked after the last known day; one that does not say counts on its own date."""
        booked = (day(self.of(row, "booked_at")) or when) if self.known_at else None
        return booked is not None and booked > self.known_at

    def converted(self, row, amount):
        """The amount in the reporting currency, at its minor unit where it is converted."""
        own, rate = self.code(row), self.of(row, "fx_rate")
        if own is None or self.currency is None or own == self.currency:
            return amount, False
        rate = Decimal(repr(rate)) if isinstance(rate, float) else Decimal(rate)
        exact = amount / rate if self.config.get("fx_quote") == "foreign-per-reporting" else amount * rate
        return exact.quantize(self.unit, ROUND_HALF_EVEN), True

    def lines(self, rows):
        """(customer, month, currency, kind, scope) -> [amount, converted, rows], service periods spread."""
        sums = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
        for row in rows:
            when, amount, kind = day(self.of(row, "date")), money(self.of(row, "amount")), self.kind(row)
            scope = self.scope(when, amount, kind)
            converted, is_foreign = self.converted(row, amount or Decimal(0))
            start, end = day(self.of(row, "service_start")), day(self.of(row, "service_end"))
            if scope == "used" and not start and not end:
                start, end = self.billed(row, kind, when)
            is_spread = scope == "used" and start and end and self.config.get("spread", True)
            months = covered(start, end) if is_spread else [(when and when.replace(day=1), 1)]
            scope = "left_out" if self.is_later(row, when) else scope
            places = max(self.unit, Decimal(1).scaleb((amount or Decimal(0)).normalize().as_tuple().exponent), key=lambda it: -it)
            parts = spread(amount or Decimal(0), months, places)
            converted = spread(converted, months, self.unit) if is_foreign else parts
            for at, (month, _) in enumerate(months):
                line = sums[(self.of(row, "customer_id"), month, self.code(row), kind, scope)]
                line[0] += parts[at]
                line[1] += converted[at]
                line[2] += at == 0
        return sums

    def billed(self, row, kind, when):
        """First and last day of what a row without service dates bills, where an interval is configured for it."""
        own = self.config.get("billing_intervals", {}).get(self.of(row, "customer_id"))
        interval = own or self.config.get("billing_interval")
        if not interval or kind not in (None, "recurring", "credit_note", "refund"):
            return None, None
        month = when.year * 12 + when.month - 1 + INTERVALS[interval]
        length = calendar.monthrange(month // 12, month % 12 + 1)[1]
        return when, date(month // 12, month % 12 + 1, min(when.day, length)) - timedelta(days=1)

    def totals(self, rows):
        """(customer, currency) -> [amount, rows], whatever the scope and month."""
        sums = defaultdict(lambda: [Decimal(0), 0])
        for row in rows:
            line = sums[(self.of(row, "customer_id"), self.code(row))]
            line[0] += money(self.of(row, "amount")) or Decimal(0)
            line[1] += 1
        return sums


def covered(start, end):
    """The months that the days from start to end touch, each with its days."""
    months, first = [], start.replace(day=1)
    while first <= end:
        length = calendar.monthrange(first.year, first.month)[1]
        last = first.replace(day=length)
        months.append((first, (min(last, end) - max(first, start)).days + 1))
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return months


def spread(amount, months, unit):
    """The amount by days, truncated toward zero at the unit, the remainder in the last month."""
    if len(months) == 1:
        return [amount]
    days = sum(share for _, share in months)
    parts = [(amount * share / days).quantize(unit, ROUND_DOWN) for _, share in months]
    parts[-1] += amount - sum(parts)
    return parts
