"""What a cache saves: cache.py --eggbasket BINARY --ledger FOLDER --out FILE.

The ledger was written with --last-month-apart. A report of all but the last file fills the cache, a second one finds it,
a third sees one month more. Beside each stands the same report without a cache.
"""

import argparse
import glob
import json
import os
import tempfile

from compare import has_flag
from measure import machine, run


def report(binary, folder, *more):
    return [binary, "report", folder, "--format", "json", *more]


def probe(binary, ledger, work):
    """One round: every probe's measures by name."""
    *files, last = sorted(glob.glob(os.path.join(ledger, "*.parquet")))
    folder, cache = os.path.join(work, "ledger"), os.path.join(work, "cache")
    os.makedirs(folder)
    link = lambda file: os.symlink(os.path.abspath(file), os.path.join(folder, os.path.basename(file)))
    for file in files:
        link(file)
    cached = report(binary, folder, "--cache", cache)
    measures = {"no cache": run(report(binary, folder)), "first": run(cached), "second": run(cached)}
    link(last)
    measures |= {"one month more, no cache": run(report(binary, folder)), "one month more": run(cached)}
    for kept, plain in (("second", "no cache"), ("one month more", "one month more, no cache")):
        if measures[kept][1] != measures[plain][1]:
            raise SystemExit(f"the cache changes the report: {kept}")
    return {name: measured for name, (measured, _, _) in measures.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--eggbasket", required=True)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--runs", type=int, default=5)
    a = parser.parse_args()
    if not has_flag(a.eggbasket, "--cache", "report"):
        return print("this build has no --cache; nothing measured")
    runs = []
    for turn in range(a.runs):
        with tempfile.TemporaryDirectory() as work:
            runs += [{"name": name, "run": turn + 1, **measured} for name, measured in probe(a.eggbasket, a.ledger, work).items()]
    with open(os.path.join(a.ledger, "ledger.json")) as file:
        result = {"ledger": json.load(file), "machine": machine(a.eggbasket), "runs": runs}
    with open(a.out, "w") as file:
        json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
