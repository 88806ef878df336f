"""How fast pages are, as ratios measured in one run: ``make bench``. Nothing here is asserted."""
