"""Questions about what is looked for, answered as frozen views."""
