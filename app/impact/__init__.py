"""What a reuse is worth, and what an exhibition costs: two accounts that are never subtracted.

- ``credits``: the avoided account. REEMPLOI-1.0 says what one use of one object avoided, with its burdens.
- ``footprint``: the inventory. Activity lines times factors, by component.
- ``assessment``: the eco-production questionnaire and its score.
- ``conformance``: JSON in, JSON out, so that anyone can check the three from outside.

Quantities are exact decimals (``exact.py``), results carry their uncertainty (``estimates.py``), and what
cannot be is refused by name (``refusals.py``).
"""
