"""Days counted by the database, the same on both engines.

late = today > days_later(Loan.ends_on, Loan.road_home)
"""

from datetime import date
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_later(FunctionElement[date]):  # noqa: N801  # it reads as the function of SQL that it is
    """``days_later(day, count)``: so many whole days after a day."""

    name = "days_later"
    type = Date()
    inherit_cache = True


@compiles(days_later, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **said: Any) -> str:
    day, count = (compiler.process(clause, **said) for clause in element.clauses)
    return f"({day} + {count})"


@compiles(days_later, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **said: Any) -> str:
    day, count = (compiler.process(clause, **said) for clause in element.clauses)
    return f"date({day}, {count} || ' days')"
