"""Runs the loss bench and a NumPy simulation in turn: loss_compare.py BENCH BOOK.csv RUNS. Prints a table.

The expected shortfall at 95 % must lie within the simulations' 99 % interval, all runs together, widened by 0.1 %.
Seconds are of the computation alone, without reading the book; memory is the whole process's peak. Only the ratios are
worth quoting.
"""

import json
import os
import platform
import statistics
import subprocess
import sys

bench, book, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "loss_peer.py")
NORMAL_99 = 2.5758


def run(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return json.loads(out), usage.ru_maxrss / 1024


results = {"eggbasket": [], "numpy": []}
memory = {"eggbasket": [], "numpy": []}
for seed in range(1, runs + 1):
    for name, command in (("eggbasket", [bench]), ("numpy", [sys.executable, peer, book, str(seed)])):
        result, peak = run(command)
        results[name].append(result)
        memory[name].append(peak)

print(f"cores {os.cpu_count()}, {platform.machine()}, Python {platform.python_version()}")
for name in results:
    print(f"{name:10} peak {max(memory[name]):.0f} MB")
for case in ("independent", "common"):
    ours = results["eggbasket"][0][case]
    assert all(result[case]["es95"] == ours["es95"] for result in results["eggbasket"]), case
    simulated = [result[case] for result in results["numpy"]]
    mean = statistics.mean(it["es95"] for it in simulated)
    error = sum(it["es95_error"] ** 2 for it in simulated) ** 0.5 / runs
    half = NORMAL_99 * error + 0.001 * mean
    print(f"{case}: ES95 {ours['es95']:.2f}, simulated {mean:.2f} within {half:.2f}")
    assert abs(ours["es95"] - mean) <= half, (case, ours["es95"], mean, half)
    medians = {}
    for name in results:
        seconds = [result[case]["seconds"] for result in results[name]]
        medians[name] = statistics.median(seconds)
        print(f"{name:10} median {medians[name]:.3f} s, runs {' '.join(f'{took:.3f}' for took in seconds)}")
    print(f"numpy / eggbasket = {medians['numpy'] / medians['eggbasket']:.1f}")
