#!/usr/bin/env bash
# Speed at scale beside DuckDB and Polars, all in one: benches/run.sh [SIZES] [ALONE] [CUSTOMERS] [RUNS]
# SIZES and ALONE (eggbasket by itself, also within 2 GB of memory) are millions of rows of 200,000 customers, CUSTOMERS are counts at 10 million rows:
# the default is benches/run.sh 1,10,50 200 20000,1000000 5; a - leaves a list out.
# Needs the release build (EGGBASKET names another binary, EGGBASKET_COMMIT its commit) and Python 3.11; DECODE names a
# command that only decodes a ledger. Ledgers stand in a temporary folder (TMPDIR), the largest takes about 1.2 GB.
set -euo pipefail
cd "$(dirname "$0")/.."
sizes=${1:-1,10,50} alone=${2:-200} customers=${3:-20000,1000000} runs=${4:-5}
binary=$(realpath "${EGGBASKET:-${CARGO_TARGET_DIR:-target}/release/eggbasket}")
results=${RESULTS:-benches/results}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r benches/requirements.txt
python=$work/venv/bin/python
mkdir -p "$results"

# measure NAME ROWS CUSTOMERS PEERS [MEMORY]
measure() {
  echo "== $2 rows, $3 customers"
  "$python" benches/generate.py --rows "$2" --customers "$3" --credit-notes 0.02 --out "$work/ledger"
  "$python" benches/compare.py --eggbasket "$binary" --ledger "$work/ledger" --peers "$4" --runs "$runs" \
    ${DECODE:+--decode "$DECODE"} ${5:+--memory "$5"} --out "$results/$1.json"
  rm -rf "$work/ledger"
}

listed() { tr ',' '\n' <<<"${1#-}" | sed '/^$/d'; }

for size in $(listed "$sizes"); do measure "scale-${size}000000" "${size}000000" 200000 duckdb,polars; done
for count in $(listed "$customers"); do measure "scale-10000000-customers-$count" 10000000 "$count" duckdb,polars; done
for size in $(listed "$alone"); do measure "scale-${size}000000" "${size}000000" 200000 none 2GB; done

"$python" benches/generate.py --rows 10000000 --credit-notes 0.02 --last-month-apart --out "$work/ledger"
"$python" benches/cache.py --eggbasket "$binary" --ledger "$work/ledger" --runs "$runs" --out "$results/cache.json"
"$python" benches/table.py "$results" >"$work/scale.md"
mv "$work/scale.md" "$results/scale.md"
cat "$results/scale.md"
