"""Two tables of rows held against each other as multisets: exact where a column is exact, to 1e-9 where it is a double."""

import math
from collections import Counter, defaultdict

TOLERANCE = 1e-9
SHOWN = 3


class Difference(Exception):
    """Two tables do not hold the same rows; the text says where."""


def difference(one, other):
    """How far two doubles are apart, absolutely or relatively, whichever is less."""
    if one is None or other is None:
        return 0.0 if one is other else math.inf
    one, other = float(one), float(other)
    if one == other or (math.isnan(one) and math.isnan(other)):
        return 0.0
    if not (math.isfinite(one) and math.isfinite(other)):
        return math.inf
    apart = abs(one - other)
    return min(apart, apart / max(abs(one), abs(other)))


def order(row):
    """A key by which rows of mixed nulls sort."""
    return tuple((value is None, 0 if value is None else value) for value in row)


def compare(expected, actual):
    """The worst difference of any double in two (columns, is_float, rows); raises Difference."""
    columns, floats, rows = expected
    other_columns, other_floats, other_rows = actual
    if columns != other_columns:
        raise Difference(f"the columns are {columns}, and in the peer {other_columns}")
    is_float = [one or other for one, other in zip(floats, other_floats)]
    exact = [at for at, flag in enumerate(is_float) if not flag]
    inexact = [at for at, flag in enumerate(is_float) if flag]
    if not inexact:
        return exactly(rows, other_rows)
    keyed, other_keyed = by_key(rows, exact, inexact), by_key(other_rows, exact, inexact)
    exactly(expanded(keyed), expanded(other_keyed))
    worst = 0.0
    for key, values in keyed.items():
        for one, other in zip(sorted(values, key=order), sorted(other_keyed[key], key=order)):
            for at, left, right in zip(inexact, one, other):
                apart = difference(left, right)
                if apart > TOLERANCE:
                    raise Difference(f"{columns[at]} is {left!r}, and in the peer {right!r}, where {named(columns, exact, key)}")
                worst = max(worst, apart)
    return worst


def exactly(rows, other_rows):
    """No difference, or Difference with the first rows that only one side has."""
    counts, other_counts = Counter(rows), Counter(other_rows)
    if counts != other_counts:
        only, other_only = counts - other_counts, other_counts - counts
        lines = [f"{sum(only.values())} rows only in eggbasket, {sum(other_only.values())} only in the peer"]
        lines += [f"    eggbasket {row}" for row in list(only)[:SHOWN]]
        lines += [f"    peer      {row}" for row in list(other_only)[:SHOWN]]
        raise Difference("\n".join(lines))
    return 0.0


def by_key(rows, exact, inexact):
    """Doubles by the exact values beside them."""
    keyed = defaultdict(list)
    for row in rows:
        keyed[tuple(row[at] for at in exact)].append(tuple(row[at] for at in inexact))
    return keyed


def expanded(keyed):
    return [key for key, values in keyed.items() for _ in values]


def named(columns, exact, key):
    return ", ".join(f"{columns[at]} = {value}" for at, value in zip(exact, key)) or "there is one row"
