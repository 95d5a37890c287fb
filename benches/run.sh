#!/usr/bin/env bash
# Whole-process comparison with DuckDB on a generated ledger: benches/run.sh [ROWS] [CUSTOMERS] [MONTHS] [RUNS]
# Needs the release build and Python 3; installs a pinned duckdb into a folder of its own. eggbasket computes its whole
# report (without drawing), the DuckDB script the part of it named in peer_duckdb.py.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-1000000} customers=${2:-20000} months=${3:-60} runs=${4:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet duckdb==2.0.1
mkdir "$work/ledger"
"$work/venv/bin/python" benches/generate.py "$rows" "$customers" "$months" "$work/ledger"
binary=${CARGO_TARGET_DIR:-target}/release/eggbasket
{
  echo "rows $rows, customers $customers, months $months"
  "$work/venv/bin/python" benches/compare.py "$binary" "$work/ledger" "$runs"
} | tee "benches/results/duckdb-$rows.txt"
