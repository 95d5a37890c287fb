"""The ledgers that are compared: the demo, every book, and the real ones where EGGBASKET_LEDGERS names their folder."""

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Ledger:
    """A ledger by the arguments that eggbasket takes, and how its rows read for the second reading of the trunk."""

    name: str
    arguments: list
    file: Path
    config: dict = field(default_factory=dict)


def project(folder, prefix):
    """A folder with an eggbasket.toml."""
    config = tomllib.loads((folder / "eggbasket.toml").read_text(encoding="utf-8"))
    file = folder / config["ledger"][0]
    return Ledger(f"{prefix}{folder.name}", [str(folder)], file, config)


def mapped(name, file, **config):
    """A file under flags of its own."""
    arguments = [str(file)]
    for role, column in config.get("map", {}).items():
        arguments += ["--map", f"{role}={column}"]
    for flag in ("currency", "fx_quote", "as_of"):
        if flag in config:
            arguments += [f"--{flag.replace('_', '-')}", config[flag]]
    return Ledger(name, arguments, file, config)


def real(folder, scratch):
    xero = folder / "xero/revenue.parquet"
    yield mapped("real northwind", folder / "northwind/revenue.parquet")
    yield mapped("real adventureworks", folder / "adventureworks/revenue.parquet")
    yield mapped("real xero", xero, currency="CAD", fx_quote="foreign-per-reporting", map={"fx_rate": "currency_rate"})
    yield mapped("real xero converted", xero, currency="CAD", map={"amount": "amount_cad", "currency": ""})
    yield from disclosed(folder / "sec_disclosures/ledger.csv", scratch)


def disclosed(file, scratch):
    """The published sets, one after another in one file: a ledger each, as of its year's end."""
    sets = {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        name, row = line.split(",", 1)
        sets.setdefault(name, []).append(row)
    for name, rows in sets.items():
        one = scratch / f"{name}.csv"
        one.write_text("customer_id,date,amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
        year = max(row.split(",")[1] for row in rows)[:4]
        yield mapped(f"real sec {name}", one, as_of=f"{year}-12-31")


def all_of(root, scratch):
    found = [project(root / "fixtures/demo", "")]
    found += [project(folder, "book ") for folder in sorted((root / "fixtures/books").iterdir()) if folder.is_dir()]
    folder = os.environ.get("EGGBASKET_LEDGERS")
    if folder:
        found += real(Path(folder), scratch)
    else:
        print("=" * 90)
        print("EGGBASKET_LEDGERS names no folder: the peers read NO REAL LEDGERS in this run.")
        print("=" * 90)
    return found
