"""People, institutions, sites, roles, invitations, sign-in.

An *institution* lends and borrows; a *site* is a place of it, with opening days; a *membership* is one role
that one person holds in one institution. A person may hold several roles in several institutions.
"""
