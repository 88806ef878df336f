"""Questions about the papers of a loan."""
