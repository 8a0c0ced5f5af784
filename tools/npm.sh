#!/bin/sh
# Run npm: the machine's own, or one from a wheel that is put into the environment.
set -eu

environment=$(cd "$(dirname "$0")/.." && pwd)/.venv

if ! { command -v npm && command -v node; } >/dev/null 2>&1; then
    if [ ! -x "$environment/bin/npm" ]; then
        echo "No npm on this machine: putting one into the environment" >&2
        "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
            -r "$(dirname "$0")/../requirements/node.txt"
    fi
    PATH=$environment/bin:$PATH
    export PATH
fi
exec npm "$@"
