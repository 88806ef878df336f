"""Pages of this package: parse, call one verb or a few questions, answer. Each module hangs its pages on the
blueprint when it is imported here."""

from app.needs.routes import alerts, gathering, needs, wanted
from app.needs.routes.blueprint import blueprint

__all__ = ["alerts", "blueprint", "gathering", "needs", "wanted"]
