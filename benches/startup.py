"""A report of a small ledger beside importing DuckDB and pandas: startup.py EGGBASKET LEDGER RUNS. Prints a table."""

import os
import platform
import sys
from importlib.metadata import version
from statistics import median

from measure import run

binary, ledger, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
commands = {
    "eggbasket report": [binary, "report", ledger, "--format", "json"],
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
print(f"eggbasket / import = {medians[0] / medians[1]:.2f}")
