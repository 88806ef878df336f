"""Questions about a carbon calculation, answered as frozen views."""
