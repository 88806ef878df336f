"""The diagnostic, pure.

1. ``stages``      the modules of EN 15804 and the four stages shown.
2. ``indicators``  what is measured, in which unit, and which figures may be added.
3. ``factors``     one multi-criteria factor: figures by module and indicator.
4. ``lines``       one activity line of the carbon calculation, assessed.
5. ``totals``      by indicator, stage and component; what is not covered stays "not available", never 0.
6. ``hotspots``, ``comparing``, ``sensitivity``: what explains the total, two variants, what would change it.
"""
