#!/usr/bin/env bash
# Compiles requirements*.in into requirements*.txt with hashes, for every platform, from the public index.
#
#   bash deploy/local/lock.sh               keeps the versions that still fit
#   bash deploy/local/lock.sh --upgrade     takes the newest
#
# Addresses and local folders are kept out of the result: it is the same wherever it is compiled.
set -euo pipefail
cd "$(dirname "$0")/../.."
uv=$(command -v uv || echo .venv/bin/uv)
unset UV_FIND_LINKS UV_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_EXTRA_INDEX_URL

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@" >/dev/null
}
compile requirements.in -o requirements.txt "$@"
compile requirements-dev.in -c requirements.txt -o requirements-dev.txt "$@"
compile deploy/local/uv.in -o deploy/local/uv.txt "$@"
