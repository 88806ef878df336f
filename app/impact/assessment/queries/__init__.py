"""Questions about self-assessments, answered as frozen views."""
