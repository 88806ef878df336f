"""Questions about people and institutions, answered by frozen views."""

from app.accounts.queries.people import OpenSession, SessionLine, actor_of, person_id, session_of

__all__ = ["OpenSession", "SessionLine", "actor_of", "person_id", "session_of"]
