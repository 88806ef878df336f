"""The settings of the web server that a page cannot show."""

import runpy

from tests.forge import ROOT

CADDY_LETS_GO_AFTER = 120
"""Seconds: ``keepalive`` of its reverse proxy (caddyserver.com/docs/caddyfile/directives/reverse_proxy)."""


def test_an_idle_connection_is_let_go_by_the_other_side_first() -> None:
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert settings["keepalive"] > CADDY_LETS_GO_AFTER
