"""The platform's own staff: what waits for them, and the journal. No verbs of its own."""
