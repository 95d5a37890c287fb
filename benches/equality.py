"""Whether two folders hold the same relations, row by row: money and counts exactly, ratios to 1e-9 of their size."""

import duckdb

PERIODS = "regexp_matches(period, '^\\d{4}-Q\\d$') or period in ('window', 'year_before')"
# By relation: what names a row, and which of our rows the peers compute.
RELATIONS = {
    "cube": ("customer_id, month_index, kind", "true"),
    "shares": ("period, group_id", PERIODS),
    "cr": ("period", PERIODS),
    "hhi": ("period", PERIODS),
    "gini": ("period", PERIODS),
    "recurring_monthly": ("month_index", "true"),
    "recurring": ("of_amount", "true"),
    "movements": ("period_index", "grain = 'month'"),
    "retention": ("basis", "part = 'all'"),
    "retention_history": ("period, basis", "true"),
    "dimensions": ("value", "dimension = 'region'"),
    "at_risk": ("tenure", "true"),
    "exposed": ("customer", "true"),
}
TOLERANCE = 1e-9


class Unequal(Exception):
    """The first difference found."""


def same(kind, ours, theirs):
    """The condition under which two values are the same, in the type of ours."""
    if kind == "DOUBLE":
        close = f"abs({ours} - {theirs}) <= {TOLERANCE} * greatest(abs({ours}), abs({theirs}))"
        return f"coalesce({close}, {ours} is null and {theirs} is null)"
    return f"{ours} is not distinct from cast({theirs} as {kind})"


def check(name, ours, theirs):
    """Compares one relation and returns its number of rows."""
    keys, where = RELATIONS[name]
    keys = keys.split(", ")
    connection = duckdb.connect()
    connection.sql(f"create view ours as select *, true as found from '{ours}/{name}.parquet' where {where}")
    connection.sql(f"create view theirs as select *, true as found from '{theirs}/{name}.parquet'")
    types = {row[0]: row[1] for row in connection.sql("describe ours").fetchall()}
    shared = [row[0] for row in connection.sql("describe theirs").fetchall() if row[0] not in (*keys, "found")]
    joined = "ours full join theirs on " + " and ".join(same(types[key], f"ours.{key}", f"theirs.{key}") for key in keys)
    listed = ", ".join(f"coalesce(cast(ours.{key} as varchar), cast(theirs.{key} as varchar))" for key in keys)
    for column in ["found", *shared]:
        mine, other = f'ours."{column}"', f'theirs."{column}"'
        rows = connection.sql(
            f"select {listed}, {mine}, {other} from {joined} where not ({same(types[column], mine, other)}) limit 1"
        ).fetchall()
        if rows:
            *key, one, two = rows[0]
            named = ", ".join(f"{name} {value}" for name, value in zip(keys, key))
            if column == "found":
                raise Unequal(f"{name}, {named}: a row that only {ours if one else theirs} has")
            raise Unequal(f"{name}, {named}: {column} is {one} in {ours} and {two} in {theirs}")
    mine, other = (connection.sql(f"select count(*) from {side}").fetchall()[0][0] for side in ("ours", "theirs"))
    if mine != other or mine == 0:
        raise Unequal(f"{name} has {mine} rows in {ours} and {other} in {theirs}")
    return mine


def check_all(ours, theirs):
    """Compares every relation; the rows of each. Raises Unequal at the first difference."""
    return {name: check(name, ours, theirs) for name in RELATIONS}
