"""Runs eggbasket and a DuckDB script on the same ledger in turn: compare.py EGGBASKET FOLDER RUNS. Prints a table.

First the answers must agree, then whole processes are timed, interleaved; medians and peak memory are printed with every
single run. Only the ratio is worth quoting.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time

eggbasket, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = os.path.dirname(os.path.abspath(__file__))
commands = {
    "eggbasket": [eggbasket, "report", folder, "--format", "json"],
    "duckdb": [sys.executable, os.path.join(here, "peer_duckdb.py"), folder],
}


def run(command):
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - started, usage.ru_maxrss / 1024, json.loads(out)


ours, peer = run(commands["eggbasket"])[2], run(commands["duckdb"])[2]
last = ours["movements"][-1]
pairs = [
    (float(ours["concentration"]["total"]), float(peer["total"])),
    (ours["concentration"]["cr"]["1"], peer["cr1"]),
    (ours["concentration"]["cr"]["10"], peer["cr10"]),
    (ours["concentration"]["hhi"], peer["hhi"]),
    (float(last["churn"]), float(peer["churn"])),
    (float(last["closing"]), float(peer["closing"])),
    (ours["retention"]["mrr"]["grr"], peer["grr"]),
    (ours["retention"]["mrr"]["nrr"], peer["nrr"]),
]
for one, other in pairs:
    assert abs(one - other) <= 1e-9 * max(abs(one), abs(other)), (one, other)
print(f"answers agree: {len(pairs)} values; rows {ours['control']['rows_read']}, cores {os.cpu_count()}, {platform.machine()}")
seconds = {name: [] for name in commands}
memory = {name: [] for name in commands}
for _ in range(runs):
    for name, command in commands.items():
        took, peak, _ = run(command)
        seconds[name].append(took)
        memory[name].append(peak)
for name in commands:
    listed = " ".join(f"{took:.2f}" for took in seconds[name])
    print(f"{name:10} median {statistics.median(seconds[name]):.2f} s, peak {max(memory[name]):.0f} MB, runs {listed}")
ratio = statistics.median(seconds["eggbasket"]) / statistics.median(seconds["duckdb"])
print(f"eggbasket / duckdb = {ratio:.2f}")
