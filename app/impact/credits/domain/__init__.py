"""REEMPLOI-1.0, read in this order.

1. ``kinds``        the words: evidence, alternatives, consequences.
2. ``method``       the version and every default, each with its basis.
3. ``counterfactual`` what would have happened otherwise, as weights.
4. ``values``       a use of an object; ``results``: what evaluating it gives.
5. ``equations``    the equations, one function each.
6. ``evaluation``   the equations put together for one use, given what the object already drew.
7. ``ledger``       many uses of one object: order, cap, overlap.
8. ``uncertainty``  how sure: the analytic 90 % interval, and sums of many uses.
9. ``claims``       who may say it: an exact split between exhibitions.
10. ``consequences`` what else happened: each consequence quantified, or neglected with a reason.

Negative results are ordinary results. Nothing here knows a footprint minus an avoided quantity.
"""
