"""What a credit refuses, by name."""

from app.core.errors import Refusal
from app.core.text import N_
from app.impact.refusals import Impossible


class WeightsDoNotSumToOne(Impossible):
    """The counterfactual's weights are shares of one decision."""

    message = N_("Les poids du scénario de référence doivent totaliser 1 : ils totalisent %(total)s.")


class SharesDoNotSumToOne(Impossible):
    """A credit is divided exactly: nothing is lost and nothing is claimed twice."""

    message = N_("Les parts du crédit doivent totaliser 1 : elles totalisent %(total)s.")


class RefurbishmentAboveNew(Impossible):
    """A refurbished equivalent that emits more than a new one: with it, a legal duty would raise the credit (P5)."""

    message = N_("Le reconditionné ne peut pas émettre plus que le neuf.")


class OverlappingUses(Refusal):
    """One physical object cannot serve two uses on one day (P14)."""

    message = N_("Cet objet servirait deux fois le même jour : « %(use)s » et « %(other)s ».")


class DuplicateUse(Impossible):
    """Two uses wear the same identifier."""

    message = N_("Deux usages portent le même identifiant : « %(use)s ».")


class UnknownMethod(Impossible):
    """A method version that this software does not compute."""

    message = N_("La méthode « %(method)s » n'est pas connue.")
