"""Rules of what is looked for, on values alone."""
