"""What the ledger rests on, without a database.

1. ``assumptions`` what the platform supposes when nobody said, each with its basis.
2. ``canonical``   values as text, the same bytes for the same values, both ways.
3. ``inputs``      all that one record was computed from, and the use of REEMPLOI-1.0 that follows from it.
4. ``settling``    a result in whole grams: what is drawn never exceeds what is left of an object's cap.
5. ``chain``       entries whose legs sum to zero, each sealed with the seal of the one before.
6. ``plausible``   what is too strange to be shown to everybody before somebody looks.
"""
