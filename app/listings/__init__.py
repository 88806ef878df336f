"""What institutions offer, and the calendar of holds on it, because a calendar belongs to the object.

Words: a *listing* (annonce) is a pool of *units* (exemplaires), each one physical object; a *hold* takes a
quantity of the pool, or one named unit, over ``[start, end)``; the *stock* is how many units are in service,
with dates; *turnaround* is the lender's work between two loans, in the lender's open days. Days are inclusive
for people and half-open in storage: "du 3 au 12" is ``[3, 13)``.
"""
