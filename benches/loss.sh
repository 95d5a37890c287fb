#!/usr/bin/env bash
# The loss distribution of 100,000 customers beside a NumPy simulation of 10,000 trials: benches/loss.sh [RUNS]
# Needs Python 3; installs a pinned numpy into a folder of its own. The answers must agree before a ratio is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet numpy==2.4.6
# The program's own executable is built as well.
cargo bench --locked --bench loss --no-run --message-format json >"$work/build.json"
bench=$(sed -n '/"kind":\["bench"\]/s/.*"executable":"\([^"]*\)".*/\1/p' "$work/build.json")
"$bench" --book "$work/book.csv"
"$work/venv/bin/python" benches/loss_compare.py "$bench" "$work/book.csv" "$runs" | tee benches/results/loss.txt
