"""Verbs on a carbon calculation: its lines, its frame, its first estimate and its works list."""
