#!/usr/bin/env bash
# Drawing every chart of a report beside matplotlib drawing as many: benches/charts.sh [RUNS] [REPORT.json]
# Needs the release build and Python 3.11 or later; installs a pinned matplotlib into a folder of its own. Without a report
# that of the demo's book is drawn. Both must have written the same pictures before a ratio is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5} report=${2:-}
binary=$(realpath "${CARGO_TARGET_DIR:-target}/release/eggbasket")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check matplotlib==3.11.2
if [ -z "$report" ]; then
  "$binary" demo "$work/demo" >/dev/null
  "$binary" report "$work/demo" --out "$work/report" >/dev/null
  report=$work/report/report.json
fi
"$work/venv/bin/python" benches/charts_compare.py "$binary" "$report" "$runs" | tee benches/results/charts.txt
