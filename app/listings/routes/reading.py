"""Pages that read: home, search, a listing, its calendar."""
