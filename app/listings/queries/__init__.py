"""Questions about what is offered, answered by frozen views."""
