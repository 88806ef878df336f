"""Pages of this package: parse, call one verb or a few questions, answer."""

from app.accounts.routes import account, register, sign_in
from app.accounts.routes.blueprint import blueprint

__all__ = ["account", "blueprint", "register", "sign_in"]
