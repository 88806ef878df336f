"""What a browser may send to this package."""
