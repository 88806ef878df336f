"""The avoided account: what each use of a reused object saved or cost, and to whom it is credited."""
