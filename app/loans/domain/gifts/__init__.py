"""Gifts: the rules that judge them, and their life. Private bodies give freely; public ones where a case says so."""
