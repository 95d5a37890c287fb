#!/usr/bin/env bash
# Runs run.py, or another script here (--script NAME first), in a virtual environment of its own with the pinned peers;
# arguments go on to it. Needs Python 3.11 or later; where Python or its venv module is missing and we are root on Debian or
# Ubuntu, apt-get brings them.
set -euo pipefail
cd "$(dirname "$0")"

apt() {
  echo "installing with apt-get: $*" >&2
  [ "$(id -u)" = 0 ] && sudo="" || sudo=sudo
  $sudo apt-get update -q >&2 && $sudo apt-get install -q -y --no-install-recommends "$@" >&2
}

command -v python3 >/dev/null || apt python3 python3-venv
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tests/peers needs Python 3.11 or later" >&2; exit 1; }

venv="${XDG_CACHE_HOME:-$HOME/.cache}/eggbasket/peers"
stamp="$venv/requirements.txt"
if ! cmp -s requirements.txt "$stamp" || ! "$venv/bin/python" -c '' 2>/dev/null; then
  rm -rf "$venv"
  python3 -m venv "$venv" 2>/dev/null || { apt python3-venv && rm -rf "$venv" && python3 -m venv "$venv"; }
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
  cp requirements.txt "$stamp"
fi
script=run.py
if [ "${1:-}" = --script ]; then
  script=$2
  shift 2
fi
exec "$venv/bin/python" "$script" "$@"
