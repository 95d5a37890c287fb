#!/usr/bin/env bash
# One report on a cluster and on this machine alone, compared byte by byte: benches/cluster.sh [--kill SECONDS] [LEDGER]
# Starts a scheduler and two executors on free ports of this machine and stops them at the end. --kill ends one executor
# with SIGKILL so many seconds after the report has begun. LEDGER is what `eggbasket report` takes, fixtures/demo where
# absent. Needs a build with the feature `distributed` (EGGBASKET names the binary); TASKS is how much an executor does at
# once (one piece a core where absent), RUNS how often each is timed (1).
set -euo pipefail
kill_after=""
if [ "${1:-}" = --kill ]; then
  kill_after=${2:?--kill takes seconds}
  shift 2
fi
here=$(cd "$(dirname "$0")/.." && pwd)
# Executors read the same paths as who asks, so these are whole.
ledger=$(realpath "${1:-$here/fixtures/demo}")
binary=$(realpath "${EGGBASKET:-${CARGO_TARGET_DIR:-$here/target}/release/eggbasket}")
work=$(mktemp -d)
started=()
stop() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  for process in "${started[@]}"; do
    for _ in $(seq 100); do kill -0 "$process" 2>/dev/null && sleep 0.05 || break; done
  done
  rm -rf "$work"
}
trap stop EXIT

# heard FILE PATTERN: the line of a log that a process has written once it is up.
heard() {
  for _ in $(seq 200); do
    if grep -m1 "$2" "$1" 2>/dev/null; then return; fi
    sleep 0.05
  done
  echo "not heard: $2" >&2
  cat "$1" >&2
  return 1
}

"$binary" scheduler --port 0 2>"$work/scheduler.log" &
started+=($!)
scheduler=$(heard "$work/scheduler.log" 'scheduler listening on')
scheduler=${scheduler##* }
for number in 1 2; do
  "$binary" executor --scheduler "$scheduler" --port 0 --grpc-port 0 --work-dir "$work/$number" \
    ${TASKS:+--tasks "$TASKS"} 2>"$work/executor-$number.log" &
  started+=($!)
  last=$!
  # So that the shell says nothing where one is killed.
  disown
  heard "$work/executor-$number.log" 'executor joined' >/dev/null
done
echo "scheduler at $scheduler, two executors"

# timed NAME ENGINE: a report and its summary under $work/NAME, and what they took.
timed() {
  rm -rf "${work:?}/$1"
  mkdir "$work/$1"
  local before after
  before=$(date +%s.%N)
  # The summary names the folder, so that is called the same.
  (cd "$work/$1" && "$binary" report "$ledger" --engine "$2" --out report >summary.txt)
  after=$(date +%s.%N)
  awk -v name="$1" -v a="$before" -v b="$after" 'BEGIN { printf "%-8s %8.3f s\n", name, b - a }'
}

for _ in $(seq "${RUNS:-1}"); do
  timed local local
  timed cluster "ballista://$scheduler"
done
if [ -n "$kill_after" ]; then
  (sleep "$kill_after"; kill -9 "$last") &
  timed killed "ballista://$scheduler"
fi
for name in cluster ${kill_after:+killed}; do
  diff -r "$work/local" "$work/$name"
  echo "$name: every byte as on this machine alone"
done
