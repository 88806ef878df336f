"""What is offered: categories and typed specs, listings, their units, and the calendar of holds on them.

A *listing* (annonce) is a pool of *units* (exemplaires); an *allocation* is a hold on it over ``[from, to)``.
Availability has one formula, in ``domain/availability``, for every screen, search and check-out.
"""
