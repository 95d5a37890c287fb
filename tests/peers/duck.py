"""The files of queries/, unedited, in DuckDB, on what eggbasket exported as the relations they stand on."""

import re

import duckdb

# Text of a query that DuckDB needs otherwise: file -> [(text, replacement, why)]. Each is listed in README.md.
SHIMS = {}

# Functions that the queries call and only eggbasket's engine has, each said once more in DuckDB's own words.
MACROS = """
create macro total_at(lines, it) as
    coalesce(list_sum(list_transform(list_filter(lines, lambda line: line.period = it), lambda line: line.amount)), 0);
create macro steps(period, amount, amount_constant, is_now, is_before) as list_transform(
    list_sort(list_distinct(list_concat(
        list(period) filter (where is_now = 1), list(period + 1) filter (where is_before = 1)
    ))),
    lambda it: {
        'period_index': it,
        'p': total_at(list({'period': period + 1, 'amount': amount}) filter (where is_before = 1), it),
        'p_constant': total_at(list({'period': period + 1, 'amount': amount_constant}) filter (where is_before = 1), it),
        'q': total_at(list({'period': period, 'amount': amount}) filter (where is_now = 1), it),
        'q_constant': total_at(list({'period': period, 'amount': amount_constant}) filter (where is_now = 1), it),
        'was_active': cast(list_bool_or(list_transform(
            list_filter(list(period) filter (where is_now = 1), lambda past: past < it),
            lambda past: total_at(list({'period': period, 'amount': amount_constant}) filter (where is_now = 1), past) > 0
        )) is true as bigint)
    }
);
create macro total_between(lines, after, until) as coalesce(list_sum(list_transform(
    list_filter(lines, lambda line: line.period > after and line.period <= until), lambda line: line.amount
)), 0);
create macro trailing_years(month_index, amount, amount_constant, recurring, mrr_constant, quarter_shift) as list_transform(
    list_sort(list_distinct(flatten(list_transform(
        list(cast(floor((month_index - quarter_shift) / 3) as bigint) * 3 + quarter_shift + 2),
        lambda quarter_end: range(quarter_end, quarter_end + 24, 3)
    )))),
    lambda it: {
        'last_index': it,
        'amount': total_between(list({'period': month_index, 'amount': amount}), it - 12, it),
        'amount_constant': total_between(list({'period': month_index, 'amount': amount_constant}), it - 12, it),
        'recurring': total_between(list({'period': month_index, 'amount': recurring}), it - 12, it),
        'before_constant': total_between(list({'period': month_index, 'amount': amount_constant}), it - 24, it - 12),
        'mrr_constant': total_between(list({'period': month_index, 'amount': mrr_constant}), it - 1, it),
        'mrr_before_constant': total_between(list({'period': month_index, 'amount': mrr_constant}), it - 13, it - 12),
        'is_in': cast(len(list_filter(list(month_index), lambda past: past > it - 12 and past <= it)) > 0 as bigint)
    }
)
"""


def select(path):
    """The text of a query file, with its shims: (text, number of shims)."""
    text = path.read_text(encoding="utf-8")
    shims = SHIMS.get(path.name, [])
    for old, new, _ in shims:
        if old not in text:
            raise SystemExit(f"tests/peers/duck.py: the shim for {path.name} fits nothing any more: {old}")
        text = text.replace(old, new)
    return text, len(shims)


def connect(tables, folder):
    """A database with eggbasket's export as engine.NAME, and what no query but the trunk makes as NAME."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("create schema engine")
    connection.execute(MACROS)
    for table in tables:
        file = str(folder / table["file"]).replace("'", "''")
        connection.execute(f"create table engine.{table['name']} as select * from read_parquet('{file}')")
        if is_given(table):
            connection.execute(f"create view {table['name']} as select * from engine.{table['name']}")
    return connection


def is_given(table):
    """Whether a relation is what the queries stand on: an input, or made by the one query that reads the ledger."""
    return table["query"] is None or table["name"] == "trunk"


def make(connection, name, text):
    connection.execute(f"create table {name} as {text}")


def read(connection, name):
    """(columns, which of them are doubles, rows) of a relation."""
    result = connection.execute(f"select * from {name}")
    columns = [column[0] for column in result.description]
    floats = [bool(re.fullmatch("DOUBLE|FLOAT", str(column[1]))) for column in result.description]
    return columns, floats, result.fetchall()
