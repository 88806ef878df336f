"""Questions about gifts."""
