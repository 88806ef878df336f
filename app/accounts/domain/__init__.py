"""Rules about people and institutions: pure functions on values."""
