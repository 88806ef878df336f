"""Module 3."""
