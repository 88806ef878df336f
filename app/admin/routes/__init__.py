"""Pages of this package: parse, call one verb or a few questions, answer."""

from app.admin.routes import categories, factor_files, factors, mails, platform
from app.admin.routes.blueprint import blueprint

__all__ = ["blueprint", "categories", "factor_files", "factors", "mails", "platform"]
