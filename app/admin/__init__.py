"""The platform's own staff: what waits for them, the journal, the kinds of gear. No verbs of its own."""
