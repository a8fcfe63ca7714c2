#!/bin/sh
# Rebuilds the patient's page and compares it byte by byte with the committed bundle.
set -eu
cd "$(dirname "$0")"
[ -d node_modules/esbuild ] || npm ci --silent
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
node build.mjs "$fresh"
diff -r "$fresh" dist && echo "dist is what src says"
