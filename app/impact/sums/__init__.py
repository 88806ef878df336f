"""What dashboards add up: sums of the records that stand, kept beside them so that a page reads a few rows.

A sum says nothing that the records do not say: ``flask verify`` adds everything again and compares, and
:func:`app.impact.sums.keeping.sum_again` writes them anew. Records stay the only source (ADR 0026).
"""
