"""A loan as a record: what it was computed from, what it gave, and the ledger entry that says so for ever."""
