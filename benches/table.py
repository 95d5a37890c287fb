"""Makes a Markdown table of the JSON files of compare.py and cache.py, and of nothing else: table.py FOLDER."""

import glob
import json
import math
import os
import sys
from statistics import median

MILLION = 1_000_000


def by_name(runs):
    """Runs by who ran, in the order they first ran."""
    grouped = {}
    for run in runs:
        grouped.setdefault(run["name"], []).append(run)
    return grouped


def middle(runs, measure):
    return median(run[measure] for run in runs)


def size(count):
    return f"{count / MILLION:g} M" if count >= MILLION else f"{count:,}"


def inside(runs):
    """The median of what the stages add up to; a dash where a process says nothing."""
    sums = [sum(run["inside"].values()) for run in runs if run.get("inside")]
    return f"{median(sums):.2f}" if sums else "–"


def row(ledger, name, runs, ours):
    walls = [run["wall"] for run in runs]
    cpu = median(run["user"] + run["system"] for run in runs)
    cells = [
        size(ledger["rows"]), size(ledger["customers"]), name, f"{median(walls):.2f}", f"{min(walls):.2f}–{max(walls):.2f}",
        inside(runs), f"{cpu:.2f}", f"{max(run['peak_mb'] for run in runs):,.0f}", f"{ours / median(walls):.2f}", str(len(runs)),
    ]
    return "| " + " | ".join(cells) + " |"


def head(*cells):
    return ["| " + " | ".join(cells) + " |", "|" + "---|" * len(cells)]


def times(results):
    lines = head(
        "rows", "customers", "who", "median s", "least–most s", "inside s", "CPU s", "peak MB", "eggbasket ÷ it", "runs"
    )
    for result in results:
        grouped = by_name(result["runs"])
        ours = middle(grouped["eggbasket"], "wall")
        lines += [row(result["ledger"], name, runs, ours) for name, runs in grouped.items()]
    return lines


def stages(results):
    """Where the time goes in the largest ledger that all ran on: each one's eight longest stages."""
    shared = max((result for result in results if result["equal_rows"]), key=lambda result: result["ledger"]["rows"], default=None)
    if shared is None:
        return []
    lines = ["", f"Inside, at {size(shared['ledger']['rows'])} rows (median seconds of the longest stages):", ""]
    for name, runs in by_name(shared["runs"]).items():
        names = runs[0]["inside"]
        took = sorted(((median(run["inside"].get(stage, 0) for run in runs), stage) for stage in names), reverse=True)[:8]
        if took:
            lines.append(f"- {name}: " + ", ".join(f"{stage} {seconds:.2f}" for seconds, stage in took))
    return lines


def slope(points):
    """The exponent b of y = a·x^b by least squares on logarithms; 1 is proportional."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    x0, y0 = (sum(values) / len(logs) for values in zip(*logs))
    return sum((x - x0) * (y - y0) for x, y in logs) / sum((x - x0) ** 2 for x, _ in logs)


def scaling(results, along, fixed):
    """Growth of time and memory along one size while the other stays."""
    kept = [result for result in results if result["ledger"][fixed[0]] == fixed[1]]
    points = {}
    for result in kept:
        for name, runs in by_name(result["runs"]).items():
            at = result["ledger"][along]
            points.setdefault(name, []).append((at, middle(runs, "wall"), middle(runs, "peak_mb")))
    lines = []
    for name, measured in points.items():
        if len({at for at, _, _ in measured}) > 1:
            reach = f"{size(min(measured)[0])} to {size(max(measured)[0])}"
            seconds, memory = (slope([(point[0], point[of]) for point in measured]) for of in (1, 2))
            lines.append(f"| {along} | {reach} | {size(fixed[1])} {fixed[0]} | {name} | {seconds:.2f} | {memory:.2f} |")
    return lines


def slopes(results):
    lines = scaling(results, "rows", ("customers", 200_000)) + scaling(results, "customers", ("rows", 10 * MILLION))
    told = "Growth: the slope of the logarithm of the median over that of the size; 1 is proportional."
    return ["", told, "", *head("along", "from", "fixed", "who", "time", "memory"), *lines] if lines else []


def cache(path):
    if not os.path.exists(path):
        return []
    with open(path) as file:
        result = json.load(file)
    lines = ["", f"With a cache, at {size(result['ledger']['rows'])} rows:", "", *head("probe", "median s", "peak MB", "runs")]
    for name, runs in by_name(result["runs"]).items():
        lines.append(f"| {name} | {middle(runs, 'wall'):.2f} | {max(run['peak_mb'] for run in runs):,.0f} | {len(runs)} |")
    return lines


def made_on(results):
    """The machines and versions, each once, and where there are several, of which ledgers."""
    seen = {}
    for result in results:
        told = ", ".join(f"{name} {value}" for name, value in result["machine"].items() if value)
        ledger = f"{size(result['ledger']['rows'])} rows of {size(result['ledger']['customers'])} customers"
        seen.setdefault(told, []).append(ledger)
    if len(seen) == 1:
        return [f"Made on: {told}." for told in seen]
    return [f"- {'; '.join(ledgers)}: made on {told}." for told, ledgers in seen.items()]


def main():
    folder = sys.argv[1]
    results = []
    for path in glob.glob(os.path.join(folder, "scale-*.json")):
        with open(path) as file:
            results.append(json.load(file))
    results.sort(key=lambda result: (result["ledger"]["rows"], result["ledger"]["customers"]))
    if not results:
        raise SystemExit(f"no scale-*.json in {folder}")
    equal = "Where peers ran, every relation was the same row by row before anything was timed: money exactly, ratios to 1e-9."
    lines = ["# The benchmark's relations at scale", "", *made_on(results), "", equal, ""]
    if not all(result["only"] for result in results):
        lines += ["This eggbasket has no --only: some of its times are of all its relations, not of the peers' alone.", ""]
    lines += times(results)
    lines += stages(results) + slopes(results) + cache(os.path.join(folder, "cache.json"))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
