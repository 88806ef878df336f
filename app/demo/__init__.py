"""The demonstration: a small network with a past, a present and plans, built by the verbs themselves."""
