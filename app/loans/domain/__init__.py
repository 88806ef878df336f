"""Rules about loans: pure functions on values, no web, no database, no clock."""
