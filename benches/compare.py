"""Runs eggbasket and its peers on one ledger: compare.py --eggbasket BINARY --ledger FOLDER --out FILE.

First every relation must be the same, row by row; then whole processes are timed, one of each in turn. Every run is
written to FILE as JSON. --peers none times eggbasket alone, which leaves nothing to compare.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor

import equality
from measure import HERE, first_line, machine, ours_inside, peer_inside, run

# The cube and the shares are computed in every run and written for the comparison only.
LARGE = ["cube", "shares"]
TIMED = [name for name in equality.RELATIONS if name not in LARGE]


def has_flag(binary, flag, command):
    """Whether this build knows a flag."""
    _, out, _ = run([binary, command, "--help"])
    return flag in out


def ours(a, names, folder, *more):
    command = [a.eggbasket, "tables", a.ledger, "--out", folder, "--format", "parquet", *more]
    return command + (["--only", ",".join(names)] if a.has_only else [])


def peer(name, ledger, *more):
    return [sys.executable, os.path.join(HERE, f"peer_{name}.py"), ledger, *more]


def compare(a, work):
    """The rows of every relation, by peer; raises Unequal where one differs."""
    folder = os.path.join(work, "ours")
    run(ours(a, list(equality.RELATIONS), folder))
    rows = {}
    for name in a.peers:
        theirs = os.path.join(work, name)
        os.makedirs(theirs)
        run(peer(name, a.ledger, "--full", theirs))
        rows[name] = equality.check_all(folder, theirs)
        shutil.rmtree(theirs)
        print(f"equal to {name}: {len(rows[name])} relations, {sum(rows[name].values())} rows", flush=True)
    return rows


def contenders(a, work):
    """By name: the command to time, and how to read what it says of its inside."""
    ours_timed = ours(a, TIMED, os.path.join(work, "timed"), "--timings")
    commands = {"eggbasket": (ours_timed, ours_inside)}
    if a.memory:
        commands[f"eggbasket within {a.memory}"] = (ours_timed + ["--memory", a.memory], ours_inside)
    if a.decode:
        commands["decode"] = ([*a.decode.split(), a.ledger], lambda out, err: {})
    return commands | {name: (peer(name, a.ledger), peer_inside) for name in a.peers}


def timed(a, work):
    runs = []
    for turn in range(a.runs):
        for name, (command, inside) in contenders(a, work).items():
            measured, out, err = run(command)
            runs.append({"name": name, "run": turn + 1, **measured, "inside": inside(out, err)})
            print(f"{turn + 1} {name}: {measured['wall']:.2f} s, {measured['peak_mb']:.0f} MB", flush=True)
    return runs


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--eggbasket", required=True, help="the release binary")
    parser.add_argument("--ledger", required=True, help="a folder that generate.py wrote")
    parser.add_argument("--out", required=True, help="a JSON file")
    parser.add_argument("--peers", default="duckdb,polars", help="or none")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--memory", help="also time eggbasket within this limit, such as 2GB")
    parser.add_argument("--decode", help="a command that decodes the needed columns of a ledger and does nothing else")
    a = parser.parse_args()
    a.peers = [name for name in a.peers.split(",") if name != "none"]
    a.has_only = has_flag(a.eggbasket, "--only", "tables")
    with open(os.path.join(a.ledger, "ledger.json")) as file:
        result = {"ledger": json.load(file), "machine": machine(a.eggbasket), "only": a.has_only}
    with tempfile.TemporaryDirectory() as work:
        try:
            # In a process of its own: a started process reports at least the peak memory of the one that started it.
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
                result["equal_rows"] = apart.submit(compare, a, work).result() if a.peers else {}
        except equality.Unequal as difference:
            raise SystemExit(f"not the same: {difference}")
        result["runs"] = timed(a, work)
    with open(a.out, "w") as file:
        json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
