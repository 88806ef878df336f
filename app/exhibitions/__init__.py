"""Exhibition projects: dates, place, team, what goes in and what comes out.

The exhibition is the centre: loans serve it, emissions are counted and avoided emissions credited to it.
"""
