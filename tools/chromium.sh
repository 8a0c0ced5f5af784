#!/bin/sh
# Print the path of a Chromium that can be started, installing one with apt where that is possible.
set -eu

find_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        command -v "$CHROMIUM" && return 0
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return 0
    done
    return 1
}

find_chromium && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium with apt-get" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-liberation; } >&2 || true
    find_chromium && exit 0
fi

echo "The browser tests need Chromium: install the package 'chromium', or set CHROMIUM to the path of a Chrome." >&2
exit 1
