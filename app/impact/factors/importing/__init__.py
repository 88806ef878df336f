"""Official files of factors, read row by row into proposals: Base Carbone (ADEME) and Boavizta's table."""
