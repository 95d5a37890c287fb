"""Proves eggbasket's figures a second way: the same SQL files in DuckDB, relation by relation and row by row, the trunk
from the ledger's own rows, and the indexes by concentrationMetrics. See README.md; `run.sh` installs what it needs.

    python3 tests/peers/run.py [--program PATH] [--only NAME]...
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import compare
import duck
import indexes
import ledgers
import trunk

# Seconds from which a single relation is named with its time.
SLOW = 10
ROOT = Path(__file__).resolve().parents[2]


def program(named):
    """The program: as named, else the newest that cargo has built."""
    if named:
        return Path(named)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [path for path in (target / "release/eggbasket", target / "debug/eggbasket") if path.is_file()]
    if not built:
        raise SystemExit(f"no program under {target}: run `cargo build` first, or name one with --program")
    return max(built, key=lambda path: path.stat().st_mtime)


def export(binary, ledger, folder):
    """Every relation of a ledger, with exact types; the list of them."""
    command = [str(binary), "tables", *ledger.arguments, "--out", str(folder), "--format", "parquet"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EGGBASKET_")}
    done = subprocess.run(command, capture_output=True, text=True, env=clean, timeout=600)
    if done.returncode:
        raise SystemExit(f"{ledger.name}: {' '.join(command)}\n{done.stderr}")
    return json.loads((folder / "tables.json").read_text(encoding="utf-8"))


class Outcome:
    """What one ledger's comparison found."""

    def __init__(self, name):
        self.name = name
        self.relations = self.rows = self.shims = self.lines = self.indexes = 0
        self.worst = (0.0, "")
        self.worst_index = (0.0, "")
        self.failures = []


def relations(tables, folder, outcome):
    """Runs every query in DuckDB on the peer's own relations and compares each; the connection, for further questions."""
    connection = duck.connect(tables, folder)
    for table in tables:
        if duck.is_given(table):
            continue
        name = table["name"]
        text, shims = duck.select(ROOT / "queries" / table["query"])
        outcome.shims += shims
        started = time.monotonic()
        try:
            duck.make(connection, name, text)
            worst = compare.compare(duck.read(connection, f"engine.{name}"), duck.read(connection, name))
        except (compare.Difference, duck.duckdb.Error) as error:
            outcome.failures.append(f"{outcome.name}: {name}: {error}")
            # What reads it next stands on the engine's rows, so that one difference is told once.
            connection.execute(f"drop table if exists {name}")
            connection.execute(f"create table {name} as select * from engine.{name}")
            continue
        if time.monotonic() - started > SLOW:
            print(f"peers: {time.monotonic() - started:6.1f} s  {outcome.name}: {name}", file=sys.stderr, flush=True)
        outcome.relations += 1
        outcome.rows += table["rows"]
        outcome.worst = max(outcome.worst, (worst, f"{outcome.name}: {name}"))
    return connection


def prove(binary, ledger):
    outcome, started = Outcome(ledger.name), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eggbasket-peers-") as folder:
        folder = Path(folder)
        tables = export(binary, ledger, folder)
        connection = relations(tables, folder, outcome)
        outcome.lines = trunk.check(connection, ledger, outcome.failures)
        outcome.indexes, outcome.worst_index = indexes.check(connection, ledger.name, outcome.failures)
        connection.close()
    print(f"peers: {time.monotonic() - started:6.1f} s  {ledger.name}: {outcome.relations} relations", file=sys.stderr, flush=True)
    return outcome


def sharp():
    """Sees to it that the comparison itself tells a cent, a billionth and a missing row."""
    table = (["customer", "amount", "share"], [False, False, True], [("A", Decimal("10.00"), 0.1), ("B", None, None)])
    compare.compare(table, (*table[:2], [("B", None, None), ("A", Decimal("10.000"), 0.1 + 1e-12)]))
    wrong = [
        [("A", Decimal("10.01"), 0.1), ("B", None, None)],
        [("A", Decimal("10.00"), 0.1 + 1e-8), ("B", None, None)],
        [("A", Decimal("10.00"), 0.1), ("B", None, 0.0)],
        [("A", Decimal("10.00"), 0.1)],
        [("A", Decimal("10.00"), 0.1), ("B", None, None), ("B", None, None)],
    ]
    for rows in wrong:
        try:
            compare.compare(table, (*table[:2], rows))
        except compare.Difference:
            continue
        raise SystemExit(f"tests/peers/compare.py does not see the difference in {rows}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", help="the eggbasket to hold to account; the newest built one by default")
    arguments.add_argument("--only", action="append", help="a ledger's name, or a part of it")
    options = arguments.parse_args()
    sharp()
    binary, started = program(options.program), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eggbasket-peers-") as scratch:
        chosen = ledgers.all_of(ROOT, Path(scratch))
        if options.only:
            chosen = [ledger for ledger in chosen if any(part in ledger.name for part in options.only)]
        with ThreadPoolExecutor(max_workers=2) as pool:
            outcomes = list(pool.map(lambda ledger: prove(binary, ledger), chosen))
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    for failure in failures:
        print(f"DIFFERS  {failure}")
    summary(outcomes, time.monotonic() - started)
    sys.exit(1 if failures or not outcomes else 0)


def summary(outcomes, seconds):
    compared = sum(outcome.relations for outcome in outcomes)
    worst, worst_index = max(it.worst for it in outcomes), max(it.worst_index for it in outcomes)
    print(
        f"peers: {len(outcomes)} ledgers, {compared} relations of {sum(it.rows for it in outcomes)} rows agree with DuckDB "
        f"{duck.duckdb.__version__}, {sum(it.shims for it in outcomes)} shims; worst ratio difference {worst[0]:.2g} ({worst[1]})"
    )
    print(
        f"peers: the trunks of {sum(it.lines > 0 for it in outcomes)} ledgers agree with {sum(it.lines for it in outcomes)} "
        f"ledger rows read by Python; {sum(it.indexes for it in outcomes)} indexes agree with concentrationMetrics, "
        f"worst difference {worst_index[0]:.2g} ({worst_index[1]}); {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
