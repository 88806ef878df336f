"""Emission factors: figures that a reviewer can read as text, and how a new equivalent is valued from them."""
