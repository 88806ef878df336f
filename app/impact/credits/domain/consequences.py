"""What else happened: every credit lists its consequences, quantified or neglected with a reason (R7)."""

from dataclasses import dataclass
from decimal import Decimal

from app.core.text import N_
from app.impact.credits.domain.kinds import ConsequenceKind as Kind
from app.impact.credits.domain.results import Result

USUAL_REASONS = {
    Kind.MANUFACTURE: N_("Rien n'aurait été fabriqué, ou le plafond de l'objet est atteint."),
    Kind.TRANSPORT: N_("Aucun transport déclaré : l'objet n'a pas voyagé pour cet usage."),
    Kind.REFURBISHMENT: N_("Aucune remise en état déclarée."),
    Kind.PACKAGING: N_("Aucun emballage neuf déclaré."),
    Kind.STORAGE: N_("Aucun stockage propre à cet usage."),
    Kind.ENERGY_IN_USE: N_("L'objet ne consomme pas plus que ce qu'il remplace."),
    Kind.WEAR: N_("L'objet dormait, ou sa durée de vie ne dépend pas de son usage."),
    Kind.BACKFILL: N_("Le prêteur n'a rien acheté ni loué pour le remplacer."),
    Kind.END_OF_LIFE: N_("La fin de vie est repoussée, pas supprimée : elle pèse autant dans les deux scénarios."),
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """One consequence, in kgCO2e (positive is avoided, negative is emitted), or the reason to neglect it."""

    kind: Kind
    amount: Decimal | None = None
    reason: str | None = None

    @property
    def is_neglected(self) -> bool:
        """Whether it has a reason instead of an amount."""
        return self.amount is None


def consequences(result: Result) -> tuple[Consequence, ...]:
    """The nine consequences of a credit; the amounts of those quantified sum to its net."""
    amounts = {
        Kind.MANUFACTURE: result.gross,
        Kind.TRANSPORT: result.burdens.transport.copy_negate(),
        Kind.REFURBISHMENT: result.burdens.refurbishment.copy_negate(),
        Kind.PACKAGING: result.burdens.packaging.copy_negate(),
        Kind.STORAGE: result.burdens.storage.copy_negate(),
        Kind.ENERGY_IN_USE: result.burdens.energy.copy_negate(),
        Kind.WEAR: result.burdens.wear.copy_negate(),
        Kind.BACKFILL: result.burdens.backfill.copy_negate(),
        Kind.END_OF_LIFE: Decimal(0),
    }
    return tuple(_consequence(result, kind, amount) for kind, amount in amounts.items())


def _consequence(result: Result, kind: Kind, amount: Decimal) -> Consequence:
    if amount:
        return Consequence(kind, amount=amount)
    return Consequence(kind, reason=result.use.neglected.get(kind, USUAL_REASONS[kind]))
