"""Pages of this package: parse, call one verb or a few questions, answer."""

from app.accounts.routes import account, home, institutions, invitations, passwords, register, sign_in, sites
from app.accounts.routes.blueprint import blueprint

__all__ = [
    "account",
    "blueprint",
    "home",
    "institutions",
    "invitations",
    "passwords",
    "register",
    "sign_in",
    "sites",
]
