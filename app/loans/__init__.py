"""The life of a loan, from request to return.

Words: a *loan* (prêt) is one request to one lender for one exhibition; a *line* asks for a quantity of a
listing; *hand-over* (remise) binds physical units; *return* (retour) brings them back; a *move* is a change of
state allowed by the table in ``domain/lifecycle.py``; a loan is *overdue* (en retard) by its dates, not by a
state. Days are inclusive and local to the lender's site.
"""
