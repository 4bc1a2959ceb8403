#!/usr/bin/env bash
# What "make run" does: sets up what is missing, then hands over to run.py, which keeps the processes.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash deploy/local/setup.sh
exec .venv/bin/python deploy/local/run.py "$@"
