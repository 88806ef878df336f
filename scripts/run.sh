#!/usr/bin/env bash
# Serves the product: migrates, loads the demo into an empty database, starts the scheduler and the web server.
set -euo pipefail
cd "$(dirname "$0")/.."
export FLASK_APP=app PORT="${PORT:-8000}"
export BASE_URL="${BASE_URL:-http://127.0.0.1:$PORT}"
bin=.venv/bin

$bin/flask migrate up
if [ "$($bin/flask demo --is-empty)" = "yes" ]; then
  echo "Chargement de la démonstration / loading the demo ..."
  $bin/flask demo --seed 1 > /dev/null
fi
$bin/flask demo --accounts

$bin/flask jobs run &
scheduler=$!
trap 'kill $scheduler 2>/dev/null || true' EXIT INT TERM
echo "Ressourcerie: http://127.0.0.1:$PORT"
$bin/gunicorn "app:create_app()"
