"""Readers of environmental product declarations: ILCD+EPD XML, ÖKOBAUDAT's CSV, and a plain table."""
