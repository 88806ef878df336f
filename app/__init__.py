"""The application. ``create_app()`` is the only place that knows every package."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import wiring
from app.core import (
    access,
    assets,
    clock,
    compression,
    context,
    db,
    error_pages,
    events,
    i18n,
    jobs,
    log,
    navigation,
    security,
)

csrf = CSRFProtect()
login_manager = LoginManager()


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """A ready application; *environment* replaces the process's own (tests)."""
    settings = config.load(environment)
    app = Flask(
        __name__,
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
    )
    app.config.from_mapping(config.flask_config(settings))
    _make_folders(settings)
    if settings["TRUSTED_PROXIES"]:
        hops = settings["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _plug_in(app)
    return app


def _make_folders(settings: Mapping[str, Any]) -> None:
    Path(settings["UPLOAD_DIR"]).mkdir(parents=True, exist_ok=True)
    if settings["DATABASE_URL"].startswith("sqlite:///"):
        Path(settings["DATABASE_URL"].removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _plug_in(app: Flask) -> None:
    log.init_app(app)
    db.init_app(app)
    app.extensions["migrate"] = _Migrations(app)
    i18n.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    access.init_app(app)
    error_pages.init_app(app)
    security.init_app(app)
    compression.init_app(app)
    assets.init_app(app)
    navigation.init_app(app)
    app.jinja_env.globals["now"] = clock.now
    app.jinja_env.globals["request_id"] = context.request_id
    app.context_processor(lambda: {"actor": context.current_actor()})
    for blueprint in wiring.blueprints():
        app.register_blueprint(blueprint)
    for event_type, handlers in wiring.handlers().items():
        for handler in handlers:
            events.listen(event_type, handler)
    jobs.register(app, wiring.jobs, wiring.prepare)
    wiring.plug_in()
    from app import cli

    cli.init_app(app)


class _Migrations:
    """Flask-Migrate, read when somebody migrates: a web worker never does, and saves its weight."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate().init_app(self._app, db.db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
        return getattr(self._app.extensions["migrate"], name)
