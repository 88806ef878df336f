"""The questionnaire and its score.

1. ``questionnaire``  the questions, which are versioned data (``../data``), not code.
2. ``scoring``        from answers to phases, overall score and level.
3. ``answering``      what is said, and two people who say it at once.
4. ``prefill``        answers proposed from the platform's own facts.
5. ``comparing``      beside the show before and anonymous others.
6. ``tasks``          what is to be done about a low answer.

The score stands beside the footprint and is never merged with it.
"""
