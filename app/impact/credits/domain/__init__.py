"""REEMPLOI-1.0, read in this order.

1. ``kinds``        the words: evidence, alternatives, consequences.
2. ``method``       the version and every default, each with its basis.
3. ``values``       a use of an object, and the result of evaluating it.
4. ``equations``    the fifteen equations, one function each.
5. ``evaluation``   the equations put together for one use, given what the object already drew.
6. ``ledger``       many uses of one object: order, cap, overlap.
7. ``uncertainty``  how sure: the analytic 90 % interval, and sums of many uses.
8. ``claims``       who may say it: an exact split between exhibitions.
9. ``consequences`` what else happened: each consequence quantified, or neglected with a reason.

Negative results are ordinary results. Nothing here knows a footprint minus an avoided quantity.
"""
