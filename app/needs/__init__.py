"""What is looked for: an exhibition's list of needs, saved searches and wanted ads, and what meets them.

A *need* is one line of an exhibition's list ("4 projectors of at least 5,000 lm"); a *saved search* is a search
somebody wants to hear about again; a *wanted ad* is a need that other institutions can read.
"""
