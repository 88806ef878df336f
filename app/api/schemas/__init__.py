"""What is sent and what is answered.

Days are ISO dates, both ends included; instants are UTC; decimal numbers are text, so that nothing is rounded on
the way. What is sent and not known is refused by name.
"""
