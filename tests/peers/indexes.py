"""The indexes a third way: concentrationMetrics over the positive revenue of every window. README.md has the formulas."""

import math

import numpy
from concentrationMetrics import Index

from compare import TOLERANCE, difference

INDEX = Index()


def theirs(amounts):
    """Relation, column and value of every index that concentrationMetrics defines as eggbasket does."""
    n = amounts.size
    yield "hhi", "hhi", 10_000 * INDEX.hhi(amounts, normalized=False)
    yield "hhi", "effective_customers", 1 / INDEX.hhi(amounts, normalized=False)
    if n > 1:
        # One customer: 0/0 there, 1 here.
        yield "hhi", "hhi_normalised", INDEX.hhi(amounts, normalized=True)
    yield "gini", "gini", INDEX.gini(amounts)
    yield "entropy", "entropy", INDEX.shannon(amounts)
    # Their Theil is of the weights, and is its own formula: the generalised entropy index at 1.
    yield "entropy", "theil", INDEX.theil(amounts)
    yield "hall_tideman", "hall_tideman", INDEX.hti(amounts)
    yield "hoover", "hoover", INDEX.hoover(amounts)
    yield "atkinson", "atkinson_half", INDEX.atkinson(amounts, 0.5)
    yield "atkinson", "atkinson_one", INDEX.atkinson(amounts, 1)
    for top in (1, 3, 5, 10, 20):
        # More than there are customers is an error there, 1 here.
        yield "cr", f"cr_{top}", INDEX.cr(amounts, min(top, n))


def check(connection, name, failures):
    """Indexes compared, and the worst difference with where it is."""
    compared, worst = 0, (0.0, "")
    for (period,) in connection.execute("select period from windows order by period").fetchall():
        amounts = numpy.array(
            [float(amount) for (amount,) in connection.execute(
                "select amount from engine.shares where period = ? and amount > 0 order by amount desc, group_id", [period]
            ).fetchall()]
        )  # fmt: skip
        if amounts.size == 0:
            continue
        for relation, column, value in theirs(amounts):
            [(ours,)] = connection.execute(f"select {column} from engine.{relation} where period = ?", [period]).fetchall()
            apart = difference(ours, value)
            compared += 1
            worst = max(worst, (apart if math.isfinite(apart) else math.inf, f"{name}: {column} of {period}"))
            if apart > TOLERANCE:
                failures.append(f"{name}: {column} of {period} is {ours!r}, and in concentrationMetrics {float(value)!r}")
    return compared, worst
