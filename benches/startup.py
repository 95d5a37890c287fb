"""A report of a small ledger, counted and from a cache, beside importing DuckDB and pandas: startup.py EGGBASKET LEDGER RUNS."""

import os
import platform
import sys
import tempfile
from importlib.metadata import version
from statistics import median

from measure import run

binary, ledger, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
report = [binary, "report", ledger, "--format", "json"]
cache = tempfile.TemporaryDirectory()
commands = {
    "report": report,
    "report from its cache": [*report, "--cache", cache.name],
    "import duckdb, pandas": [sys.executable, "-c", "import duckdb, pandas"],
}
for command in commands.values():
    run(command)
seconds = {name: [] for name in commands}
for _ in range(runs):
    for name, command in commands.items():
        seconds[name].append(run(command)[0]["wall"])
print(f"warm, {runs} runs in turn, {os.cpu_count()} cores, {platform.machine()}; "
      f"Python {platform.python_version()}, duckdb {version('duckdb')}, pandas {version('pandas')}")
for name, took in seconds.items():
    print(f"{name:22} median {median(took):.3f} s, runs {' '.join(f'{one:.3f}' for one in took)}")
medians = [median(took) for took in seconds.values()]
for name, took in zip(list(commands)[:2], medians):
    print(f"{name} / import = {took / medians[2]:.2f}")
