"""Papers of a loan: what they say is a pure function of facts; who signs them, and when a signature still holds."""
