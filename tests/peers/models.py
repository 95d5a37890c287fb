"""Holds fixtures/models/cdnow.csv to lifetimes, the BG/NBD model's other implementation.

    tests/peers/run.sh --script models.py   # with the pinned peers
    python3 tests/peers/models.py --write   # renews the file, where lifetimes is installed

The file is the CDNOW summary that comes with lifetimes, every distinct history once with the number of its customers, and
what lifetimes says of it under its own fit: P(alive) and the purchases expected in the next 52 weeks. `cargo test`
holds eggbasket to the same file. Exit code 1 where they differ.
"""

import math
import sys
import warnings
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "models" / "cdnow.csv"
HORIZON = 52
NAMES = ["r", "alpha", "a", "b"]


def lifetimes_says():
    """The file's lines: the fit, the column names, a line a history."""
    # lifetimes 0.11.3 is older than numpy 2 and pandas 3; it works with them, and warns.
    warnings.simplefilter("ignore")
    from lifetimes import BetaGeoFitter
    from lifetimes.datasets import load_cdnow_summary

    customers = load_cdnow_summary(index_col=[0])
    model = BetaGeoFitter().fit(customers["frequency"], customers["recency"], customers["T"])
    counts = customers.groupby(["frequency", "recency", "T"]).size().reset_index(name="customers")
    history = [counts[name] for name in ("frequency", "recency", "T")]
    alive = model.conditional_probability_alive(*history)
    expected = model.conditional_expected_number_of_purchases_up_to_time(HORIZON, *history)
    log_likelihood = -float(model._negative_log_likelihood_) * len(customers)
    # The fit's own likelihood is in scaled time, with the scale's power lost once a purchase.
    log_likelihood += float(customers["frequency"].sum()) * math.log(model._scale)
    fit = [f"{name}={float(model.params_[name])!r}" for name in NAMES] + [f"log_likelihood={log_likelihood!r}"]
    lines = ["# " + " ".join(fit), "frequency,recency,age,customers,alive,expected_52"]
    rows = zip(*history, counts["customers"], alive, expected)
    for frequency, recency, age, number, alive_here, expected_here in rows:
        lines.append(f"{int(frequency)},{recency:g},{age:g},{int(number)},{alive_here:.9f},{expected_here:.9f}")
    return lines


def numbers(line):
    return [float(part.split("=")[-1]) for part in line.lstrip("# ").replace(" ", ",").split(",")]


def differences(ours, theirs):
    if len(ours) != len(theirs) or ours[1] != theirs[1]:
        return [f"{FILE.name} has {len(ours)} lines, lifetimes gives {len(theirs)}"]
    found = []
    for at, (one, other) in enumerate(zip(ours, theirs)):
        # The fit ends where its optimiser stops, to about six digits on another machine.
        close = 1e-5 if at == 0 else 2e-6
        if at != 1 and any(abs(a - b) > close * max(1.0, abs(b)) for a, b in zip(numbers(one), numbers(other))):
            found.append(f"{FILE.name} line {at + 1}: {one}, lifetimes {other}")
    return found


def main():
    theirs = lifetimes_says()
    if "--write" in sys.argv[1:]:
        FILE.write_text("\n".join(theirs) + "\n")
        return 0
    found = differences(FILE.read_text().splitlines(), theirs)
    print("\n".join(found) or f"lifetimes: {len(theirs) - 2} histories of CDNOW agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
