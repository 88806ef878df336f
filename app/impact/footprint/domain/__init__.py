"""The carbon calculation of an exhibition.

1. ``components``  the 18 components and the units they are asked in.
2. ``units``       a closed vocabulary of units, and whether an activity fits a factor.
3. ``lines``       one activity line and its emissions.
4. ``totals``      by component, with and without visitors, with an interval and the quality of the data.

The avoided account stands beside it (``credits``), never inside: a line that is negative is refused.
"""
