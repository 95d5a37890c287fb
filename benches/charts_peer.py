"""Draws COUNT charts of a report with matplotlib, SVG and PNG of 1920 by 1080 pixels: charts_peer.py REPORT OUT COUNT PROCESSES

Each kind below is a chart that eggbasket draws as well, from the same keys of the report, with title, subtitle, labels,
limits and footnote. The count is filled by repeating the kinds evenly. The report is read once in each process. Text stays
text in the SVG, as in eggbasket's, and the font is the same.
"""

import json
import multiprocessing
import os
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import font_manager  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
for weight in ("Regular", "SemiBold"):
    font_manager.fontManager.addfont(os.path.join(ROOT, "assets", "fonts", f"IBMPlexSans-{weight}.ttf"))
matplotlib.rcParams.update(
    {
        "font.family": "IBM Plex Sans",
        "font.size": 15,
        "svg.fonttype": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "figure.facecolor": "#fcfaf6",
        "axes.facecolor": "#fcfaf6",
    }
)
INK, NEUTRAL, PALE, ACCENT = "#1f2430", "#707884", "#8b9199", "#0072b2"
WATCH, WARNING, CRITICAL = "#c28300", "#d55e00", "#9e2a00"


def percent(share):
    return f"{share * 100:.1f} %"


def millions(value):
    return f"{value / 1e6:.1f}"


def level(share):
    return CRITICAL if share >= 0.3 else WARNING if share >= 0.2 else WATCH if share >= 0.1 else NEUTRAL


def top_customers(figure, report):
    rows = [row for row in report["top_customers"] if row["share"] is not None][:20][::-1]
    axes = figure.add_axes([0.24, 0.1, 0.66, 0.74])
    amounts = [float(row["amount"]) for row in rows]
    at = range(len(rows))
    axes.barh(at, amounts, 0.5, color=[level(row["share"]) for row in rows])
    axes.barh([it - 0.36 for it in at], [float(row["amount_before"] or 0) for row in rows], 0.14, color=PALE)
    for it, row in enumerate(rows):
        bold = "semibold" if row["share"] >= 0.1 else "normal"
        axes.text(amounts[it], it, f" {percent(row['share'])}  {millions(amounts[it])}", va="center", weight=bold)
    axes.axvline(0.1 * float(report["concentration"]["total"]), color=WARNING, linestyle="--")
    axes.set_yticks(list(at), [row["name"] for row in rows])
    return "Largest customers"


def lorenz(figure, report):
    points = report["lorenz"]
    axes = figure.add_axes([0.08, 0.12, 0.84, 0.72])
    across, up = [p["customer_share"] for p in points], [p["revenue_share"] for p in points]
    axes.plot([0, 1], [0, 1], color=NEUTRAL, linestyle="--")
    axes.plot(across, up, color=INK, linewidth=3)
    axes.fill_between(across, up, across, color=ACCENT, alpha=0.12)
    for part in (0.5, 0.8, 0.9):
        axes.axhline(part, color=PALE, linewidth=1)
        axes.text(0.02, part + 0.01, f"{part:.0%} of revenue", color=NEUTRAL)
    axes.set_xlabel("share of customers, the smallest first")
    return "Pareto and Lorenz"


def dependency(figure, report):
    history = report["history"]
    limits = {"1": (0.1, 0.2, 0.3), "5": (0.25, 0.5, 0.7), "10": (0.3, 0.5, 0.7)}
    for panel, (key, (watch, warning, critical)) in enumerate(limits.items()):
        axes = figure.add_axes([0.07 + panel * 0.31, 0.14, 0.25, 0.66])
        for low, high, colour in ((watch, warning, WATCH), (warning, critical, WARNING), (critical, 1, CRITICAL)):
            axes.axhspan(low, high, color=colour, alpha=0.16)
        shares = [point["cr"].get(key) for point in history]
        axes.plot(range(len(shares)), shares, color=INK, linewidth=3, marker="o", markersize=8)
        axes.set_ylim(0, 0.8)
        axes.set_xticks(range(0, len(history), 6), [point["period"] for point in history][::6])
        axes.set_title(f"The {key} largest", loc="left", weight="semibold")
        axes.grid(axis="y", color="#e1dbcf")
        if shares and shares[-1] is not None:
            axes.annotate(percent(shares[-1]), (len(shares) - 1, shares[-1]), xytext=(10, 0), textcoords="offset points")
    return "Dependency over time"


def recurring(figure, report):
    months = report["recurring"]["monthly"][-36:]
    axes = figure.add_axes([0.08, 0.12, 0.84, 0.72])
    bottom = [float(month["recurring"]) for month in months]
    at = range(len(months))
    axes.bar(at, bottom, 0.7, color=INK, label="recurring")
    axes.bar(at, [float(month["other"]) for month in months], 0.7, bottom=bottom, color=PALE, label="other")
    axes.set_xticks(list(at)[::6], [month["period"] for month in months][::6])
    axes.grid(axis="y", color="#e1dbcf")
    axes.legend(frameon=False, loc="upper left")
    return "Recurring revenue over time"


def bridge(figure, report):
    months = [month for month in report["movements"] if month["opening"] is not None][-12:]
    axes = figure.add_axes([0.08, 0.12, 0.84, 0.72])
    parts = [("New", "new", 1), ("Reactivation", "reactivation", 1), ("Expansion", "expansion", 1)]
    parts += [("Contraction", "contraction", -1), ("Churn", "churn", -1)]
    level_now = float(months[0]["opening"]) if months else 0.0
    axes.bar(0, level_now, 0.6, color=PALE)
    for at, (name, key, sign) in enumerate(parts, 1):
        step = sign * sum(float(month[key]) for month in months)
        axes.bar(at, step, 0.6, bottom=level_now, color="#007858" if step >= 0 else WARNING)
        axes.plot([at - 0.7, at + 0.3], [level_now, level_now], color=NEUTRAL, linewidth=1)
        level_now += step
        axes.text(at, level_now, millions(step), ha="center", va="bottom")
    axes.bar(len(parts) + 1, level_now, 0.6, color=INK)
    axes.set_xticks(range(len(parts) + 2), ["Opening"] + [part[0] for part in parts] + ["Closing"])
    return "Bridge of MRR"


def bubbles(figure, report):
    rows = [row for row in report["churn_exposure"]["by_customer"] if float(row["exposure"]) > 0][:60]
    axes = figure.add_axes([0.08, 0.12, 0.84, 0.72])
    most = max((float(row["exposure"]) for row in rows), default=1.0)
    sizes = [8000 * float(row["exposure"]) / most for row in rows]
    chances, exposed = [row["probability"] for row in rows], [float(row["arr"]) for row in rows]
    axes.scatter(chances, exposed, s=sizes, color=ACCENT, alpha=0.6)
    for row, at in list(zip(rows, zip(chances, exposed)))[:12]:
        axes.annotate(row["name"], at, xytext=(12, 6), textcoords="offset points")
    axes.set_xlabel("chance to leave")
    return "Churn exposure"


def heat_map(figure, report):
    rows = report["cohorts"]["monthly"][-24:]
    width = max((len(row["amounts"]) for row in rows), default=1)
    grid = [[float(value or 0) / (float(row["base_amount"]) or 1) for value in row["amounts"]] for row in rows]
    cells = [row + [float("nan")] * (width - len(row)) for row in grid]
    axes = figure.add_axes([0.1, 0.12, 0.8, 0.72])
    image = axes.imshow(cells, aspect="auto", cmap="YlGnBu", vmin=0, vmax=2)
    axes.set_yticks(range(len(rows)), [row["cohort"] for row in rows])
    figure.colorbar(image, ax=axes)
    for down, row in enumerate(grid):
        for across in range(0, len(row), 6):
            axes.text(across, down, f"{row[across]:.0%}", ha="center", va="center", fontsize=11)
    return "Cohorts"


def loss_curve(figure, report):
    bands = report["revenue_at_risk"]["distribution"]
    axes = figure.add_axes([0.08, 0.12, 0.84, 0.72])
    for key, colour in (("probability", INK), ("equal_probability", PALE)):
        left, across, up = 1.0, [0.0], [1.0]
        for band in bands:
            left -= band[key]
            across.append(band["to"])
            up.append(max(left, 1e-4))
        axes.semilogy(across, up, color=colour, linewidth=3)
    for chance in (0.05, 0.01):
        axes.axhline(chance, color=WARNING, linestyle="--")
    axes.set_xlabel("share lost")
    axes.set_ylim(1e-3, 1)
    return "Loss distribution"


def calibration(figure, report):
    bins = [it for it in report["backtest"]["calibration"] if it["mean"] is not None and it["rate"] is not None]
    left, right = figure.add_axes([0.07, 0.14, 0.38, 0.68]), figure.add_axes([0.55, 0.14, 0.38, 0.68])
    left.plot([0, 1], [0, 1], color=NEUTRAL, linestyle="--")
    for it in bins:
        left.plot([it["mean"]] * 2, [it["low"], it["high"]], color=ACCENT, linewidth=3)
        left.plot(it["mean"], it["rate"], "o", color=ACCENT, markersize=14)
        left.annotate(f"n = {it['forecasts']}", (it["mean"], it["rate"]), xytext=(12, -4), textcoords="offset points")
    dates = [date for date in report["backtest"]["dates"] if date.get("pit") is not None]
    right.axhspan(0.95, 1, color=WARNING, alpha=0.2)
    right.plot(range(len(dates)), [date["pit"] for date in dates], "o", color=ACCENT, markersize=12)
    right.set_xticks(range(0, len(dates), 4), [date["as_of"] for date in dates][::4])
    right.set_ylim(0, 1)
    return "Calibration"


def wall(figure, report):
    quarters = report["renewal_wall"][:12]
    axes = figure.add_axes([0.08, 0.14, 0.84, 0.7])
    at = range(len(quarters))
    head, rest = ([float(it[key]) for it in quarters] for key in ("head_ending", "rest_ending"))
    axes.bar(at, head, 0.72, color=INK, label="ends: the ten largest")
    axes.bar(at, rest, 0.72, bottom=head, color=PALE, label="ends: all others")
    notice = [-float(it["head_notice"]) - float(it["rest_notice"]) for it in quarters]
    axes.bar(at, notice, 0.6, facecolor="none", edgecolor=INK, linewidth=2, label="last day of notice")
    for it, total in enumerate(one + other for one, other in zip(head, rest)):
        axes.text(it, total, millions(total), ha="center", va="bottom", weight="semibold")
    axes.axhline(0, color=INK)
    axes.set_xticks(list(at), [it["quarter"] for it in quarters])
    axes.legend(frameon=False)
    return "Renewal wall"


KINDS = [top_customers, lorenz, dependency, recurring, bridge, bubbles, heat_map, loss_curve, calibration, wall]


def draw(report, out, at):
    figure = Figure(figsize=(19.2, 10.8), dpi=100)
    kind = KINDS[at % len(KINDS)]
    title = kind(figure, report)
    figure.text(0.042, 0.93, title, fontsize=32, weight="semibold", color=INK)
    window = f"{report['window']['from']} to {report['window']['to']}"
    figure.text(0.042, 0.885, f"{report['currency']}, {window}", fontsize=18)
    figure.text(0.042, 0.03, f"As of {report['as_of']} · input {report['input_hash']}", fontsize=13, color=NEUTRAL)
    for ending in ("svg", "png"):
        figure.savefig(os.path.join(out, f"{at:02}_{kind.__name__}.{ending}"))


def part(path, out, places):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    for at in places:
        draw(report, out, at)


def main():
    path, out, count, processes = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    os.makedirs(out, exist_ok=True)
    parts = [range(first, count, processes) for first in range(processes)]
    # The first part is drawn here, so that one process starts no other.
    others = [multiprocessing.Process(target=part, args=(path, out, places)) for places in parts[1:]]
    for other in others:
        other.start()
    part(path, out, parts[0])
    for other in others:
        other.join()
        assert other.exitcode == 0, other


if __name__ == "__main__":
    main()
