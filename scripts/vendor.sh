#!/bin/sh
# Copies the staff pages' libraries from npm into the static folder and writes their hashes.
#   scripts/vendor.sh           fetch again and rewrite hashes.txt
#   scripts/vendor.sh --check   compare the files in the tree with hashes.txt (no network; CI runs this)
set -eu
cd "$(dirname "$0")/.."
target=src/praxis/desk/static/vendor

hashes() { (cd "$target" && find . -type f ! -name hashes.txt | LC_ALL=C sort | xargs sha256sum); }

if [ "${1:-}" = "--check" ]; then
    hashes | diff - "$target/hashes.txt" && echo "vendored files match hashes.txt"
    exit
fi

(cd scripts/vendor && npm ci --no-progress --loglevel=error)
from=scripts/vendor/node_modules
rm -rf "$target"
mkdir -p "$target/fonts"
cp "$from/htmx.org/dist/htmx.min.js" "$target/htmx.js"
cp "$from/htmx.org/dist/ext/hx-csp.min.js" "$target/hx-csp.js"
cp "$from/@hotwired/stimulus/dist/stimulus.js" "$target/stimulus.js"
cp "$from/uplot/dist/uPlot.iife.min.js" "$target/uplot.js"
cp "$from/uplot/dist/uPlot.min.css" "$target/uplot.css"
fonts="$from/@fontsource-variable/atkinson-hyperlegible-next"
cp "$fonts/files/atkinson-hyperlegible-next-latin-wght-normal.woff2" "$target/fonts/hyperlegible.woff2"
cp "$fonts/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2" "$target/fonts/hyperlegible-ext.woff2"
for licence in htmx.org @hotwired/stimulus uplot @fontsource-variable/atkinson-hyperlegible-next; do
    name=$(echo "$licence" | tr -d '@' | tr '/' '-')
    cat "$from/$licence"/LICENSE* > "$target/LICENCE-$name.txt"
done
# A source map is a second file nobody reviews: the pointers to them go too.
sed -i '/^\/\/# sourceMappingURL=/d' "$target"/*.js
hashes > "$target/hashes.txt"
echo "vendored $(wc -l < "$target/hashes.txt") files"
