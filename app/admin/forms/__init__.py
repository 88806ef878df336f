"""What the platform's staff send."""
