"""How often one key may knock: the counter is the one of every open door."""

from app.core.limits import MINUTE, Limiter

__all__ = ["MINUTE", "Limiter"]
