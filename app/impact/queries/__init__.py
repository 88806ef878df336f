"""Questions about impact, answered as frozen views: two accounts side by side, never one minus the other."""
