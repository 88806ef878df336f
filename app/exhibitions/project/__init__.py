"""The exhibition as a project: spaces, team, venues, budget, documents, and the passport of its material."""
