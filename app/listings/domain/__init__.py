"""Rules about what is offered: pure functions on values, no web, no database, no clock."""
