"""What the platform's staff ask, beyond the questions of the packages below."""
