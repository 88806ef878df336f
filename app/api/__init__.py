"""The public JSON interface, version 1: the same verbs and questions as the pages, for programs.

*key* = an API token (``Authorization: Bearer rsc_...``), *scope* = what it may do (read, or read and write).
A program is known by its key alone: the cookies of a browser open nothing here, so nothing here can be forged
by a page of somebody else.
"""
