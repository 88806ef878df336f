"""The search as an address holds it: read into `Criteria`, and written back so that every link keeps its state.

| what | in the address |
|---|---|
| words, or a whole sentence | ``q=vitrine`` (``mots=1``: look for them as they stand) |
| category, family | ``categorie=screen``, ``famille=screens`` |
| a number of the category | ``min-luminous-flux=5000``, ``max-luminous-flux=9000``; a unit may follow: ``2 m`` |
| its other characteristics | ``spec-resolution=UHD-4K``, once for each; of a yes-or-no ``spec-touch=yes`` |
| where | ``lieu=Lyon&rayon=100`` (0: any distance), ``region=84``, ``departement=69`` |
| when, how many | ``du=2027-03-03&au=2027-03-12`` or ``quand=mars``; ``quantite=4`` |
| state, offer, transport | ``etat=good``, ``offre=gift``, ``transport=facile`` |
| order, page | ``tri=distance``, ``page=2`` |

A spec's key is written with hyphens. What can't be read is told at its field with what was typed, and the rest is
still searched.
"""

from app.listings.forms.search.address import EVERYWHERE, arguments
from app.listings.forms.search.form import SearchForm
from app.listings.forms.search.understood import with_sentence

__all__ = ["EVERYWHERE", "SearchForm", "arguments", "with_sentence"]
