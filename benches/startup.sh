#!/usr/bin/env bash
# A warm report of 10,000 rows, without charts, counted and from its cache, beside importing DuckDB and pandas in Python: benches/startup.sh [RUNS]
# Needs the release build (EGGBASKET names another binary) and Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-15}
binary=$(realpath "${EGGBASKET:-${CARGO_TARGET_DIR:-target}/release/eggbasket}")
results=${RESULTS:-benches/results}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r benches/startup-requirements.txt
"$work/venv/bin/python" benches/generate.py --rows 10000 --customers 500 --files 1 --out "$work/ledger"
"$work/venv/bin/python" benches/startup.py "$binary" "$work/ledger" "$runs" | tee "$results/startup.txt"
