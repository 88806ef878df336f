"""The eco-production questionnaire: 58 questions in six phases, answered with evidence, and its score."""
