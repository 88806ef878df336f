"""Photos and documents: received, checked, stripped, resized, licensed.

A *photo* is known by an id; what it shows (a listing, a condition report) is said by the package above.
The original is never kept: only re-encoded pictures without metadata.
"""
