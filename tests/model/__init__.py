"""The whole life of loans, walked at random and recounted by hand."""
