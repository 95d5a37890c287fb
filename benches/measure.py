"""One process, measured from outside and from inside; and the machine it ran on."""

import json
import os
import platform
import re
import subprocess
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    """Runs a process to its end: wall, user and system seconds, peak memory, and what it wrote."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed ({process.returncode}): {texts[1][-2000:]}")
    # Linux counts in kilobytes, macOS in bytes.
    kilobytes = usage.ru_maxrss / (1024 if platform.system() == "Darwin" else 1)
    measured = {"wall": wall, "user": usage.ru_utime, "system": usage.ru_stime, "peak_mb": kilobytes / 1024}
    return {name: round(value, 4) for name, value in measured.items()}, *texts


def ours_inside(out, err):
    """Seconds by stage from --timings."""
    return {stage: float(took) for took, stage in re.findall(r"^\s*([\d.]+) s  (.+)$", err, re.MULTILINE)}


def peer_inside(out, err):
    return json.loads(out)["seconds"]


def first_line(command, missing="unknown"):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE).stdout.strip().split("\n")[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return missing


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return first_line(["sysctl", "-n", "machdep.cpu.brand_string"], platform.machine())


def package(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def machine(eggbasket):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    changed = first_line(["git", "status", "--porcelain", "--untracked-files=no", "--", "../src", "../queries", "../Cargo.toml"], "")
    return {
        "cores": os.cpu_count(),
        "processor": processor(),
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "eggbasket": first_line([eggbasket, "--version"]),
        # A binary that is lent from elsewhere says of which commit it is.
        "commit": os.environ.get("EGGBASKET_COMMIT")
        or first_line(["git", "rev-parse", "--short=12", "HEAD"]) + (" with changes" if changed else ""),
        "rustc": first_line(["rustc", "--version"]),
        "python": platform.python_version(),
        "duckdb": package("duckdb"),
        "polars": package("polars"),
    }
