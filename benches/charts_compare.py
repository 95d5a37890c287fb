"""Draws all charts of one report with eggbasket and as many with matplotlib: charts_compare.py EGGBASKET REPORT RUNS

First both must have written as many SVG files and as many PNG files of 1920 by 1080 pixels; that run also fills
matplotlib's font cache. Then whole processes are timed, interleaved; medians and peak memory are printed with every single
run. eggbasket draws on every core and also writes each chart's data as CSV, so matplotlib is told with one process and with
one a core, and eggbasket with one thread as well. Only the ratios are worth quoting.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

eggbasket, report, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "charts_peer.py")
names = subprocess.run([eggbasket, "chart", "--list"], check=True, capture_output=True, text=True).stdout.splitlines()
count = len(names)
cores = os.cpu_count() or 1
work = tempfile.mkdtemp()
environment = {**os.environ, "MPLCONFIGDIR": os.path.join(work, "matplotlib")}
ours = [eggbasket, "chart", "all", report, "--out"]


def theirs(processes):
    return lambda out: [sys.executable, peer, report, out, str(count), str(processes)]


commands = {
    "eggbasket": (lambda out: [*ours, out], {}),
    "eggbasket, 1 thread": (lambda out: [*ours, out], {"RAYON_NUM_THREADS": "1"}),
    "matplotlib": (theirs(1), {}),
    f"matplotlib, {cores} processes": (theirs(cores), {}),
}


def run(name):
    """Seconds and peak MB of the largest process; the pictures are left in the folder that is returned."""
    command, more = commands[name]
    out = os.path.join(work, "out")
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    process = subprocess.Popen(command(out), stdout=subprocess.DEVNULL, env={**environment, **more})
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command(out)
    return time.perf_counter() - started, usage.ru_maxrss / 1024, out


def size(path):
    with open(path, "rb") as file:
        head = file.read(24)
    assert head[:4] == b"\x89PNG", path
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def written(out):
    """How many SVG files there are, and how many PNG files of the right size."""
    files = [os.path.join(folder, name) for folder, _, found in os.walk(out) for name in found]
    pictures = [path for path in files if path.endswith(".png")]
    assert all(size(path) == (1920, 1080) for path in pictures), [size(path) for path in pictures]
    return sum(path.endswith(".svg") for path in files), len(pictures)


try:
    for name in commands:
        found = written(run(name)[2])
        assert found == (count, count), (name, found, count)
    version = subprocess.run(
        [sys.executable, "-c", "import matplotlib; print(matplotlib.__version__)"], check=True, capture_output=True, text=True
    ).stdout.strip()
    print(f"charts {count}, each as SVG and as PNG of 1920 x 1080; every one of both was written")
    print(f"cores {cores}, {platform.machine()}, Python {platform.python_version()}, matplotlib {version}, runs {runs}")
    seconds, memory = {name: [] for name in commands}, {name: [] for name in commands}
    for _ in range(runs):
        for name in commands:
            took, peak, _ = run(name)
            seconds[name].append(took)
            memory[name].append(peak)
    for name in commands:
        listed = " ".join(f"{took:.2f}" for took in seconds[name])
        print(f"{name:26} median {statistics.median(seconds[name]):.2f} s, peak {max(memory[name]):.0f} MB, runs {listed}")
    first = statistics.median(seconds["eggbasket"])
    for name in list(commands)[1:]:
        print(f"{name} / eggbasket = {statistics.median(seconds[name]) / first:.1f}")
    one = statistics.median(seconds["matplotlib"]) / statistics.median(seconds["eggbasket, 1 thread"])
    print(f"matplotlib / eggbasket, 1 thread = {one:.1f}")
finally:
    shutil.rmtree(work, ignore_errors=True)
