"""What people type in the one search field, read as what they mean.

    >>> from datetime import date
    >>> said = read_sentence("4 projecteurs 5000 lumens du 3 au 12 mars", date(2026, 11, 21))
    >>> said.category, said.quantity, said.bounds[0].key, str(said.bounds[0].low)
    ('video_projector', 4, 'luminous_flux', '5000')
    >>> said.first_day, said.last_day
    (datetime.date(2027, 3, 3), datetime.date(2027, 3, 12))

French and English. Nothing is guessed in silence: what was read is shown as criteria one can remove, and what was
not understood stays as words to look for.
"""

from app.listings.domain.asking.days import read_days
from app.listings.domain.asking.sentence import Sentence, read_sentence

__all__ = ["Sentence", "read_days", "read_sentence"]
