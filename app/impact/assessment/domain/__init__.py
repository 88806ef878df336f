"""The questionnaire and its score.

1. ``questionnaire``  the questions, which are versioned data (``../data``), not code.
2. ``scoring``        from answers to phases, overall score and level.

The score stands beside the footprint and is never merged with it.
"""
