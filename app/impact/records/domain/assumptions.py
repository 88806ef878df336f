"""What the platform supposes when nobody said: never the optimistic choice (R10), each with its basis."""

from collections.abc import Mapping
from decimal import Decimal

from app.core.text import N_
from app.impact.credits.domain.method import Default

DETOUR = Default(
    "détour",
    Decimal("1.42"),
    N_("Boscoe, Henry et Zdeb 2012 (The Professional Geographer 64-2) : route / vol d'oiseau, 1,417 en moyenne"),
)
"""Road kilometres for one kilometre as the crow flies."""

SHORTEST_LEG_KM = Default(
    "trajet minimal", Decimal(5), N_("jugement : deux lieux placés au même point ne sont pas à zéro kilomètre")
)
VAN_LOAD_KG = Default("charge utile", Decimal(1000), N_("jugement : au-delà, il faut un second utilitaire de 3,5 t"))

RENTAL_LIFE_YEARS = Default(
    "L_pool", Decimal(10), N_("jugement : la vie la plus longue d'un parc de location, donc la part la plus petite")
)
RENTAL_UTILISATION = Default("utilisation_pool", Decimal(1), N_("prudent : le parc du loueur sort tous les jours"))

SAME_GENERATION = Default(
    "P_k",
    Decimal(1),
    N_(
        "jugement : dans la durée de vie de référence de l'objet, son équivalent consomme autant que lui ; "
        "au-delà, ou si son âge est inconnu, l'équivalent est compté à 0 W et toute l'électricité est une charge"
    ),
)
"""The power of what would have been used instead, as a share of the object's own."""

WATTS: Mapping[str, Default] = {
    "video_projector": Default("P", Decimal(400), N_("jugement : projecteur de salle de 5 000 à 7 000 lm")),
    "screen": Default("P", Decimal(200), N_("jugement : écran professionnel de 55 pouces, lumineux")),
    "media_player": Default("P", Decimal(25), N_("jugement : mini-ordinateur de diffusion")),
    "loudspeaker": Default("P", Decimal(60), N_("jugement : enceinte active à niveau moyen")),
    "led_spot": Default("P", Decimal(35), N_("jugement : projecteur LED de musée, haut de la gamme")),
}
"""The power of an object whose own is unknown: on the high side, because it is a burden."""


def watts_of(category_id: str, like: str = "") -> Decimal:
    """The power in W that stands for one of this category whose own is unknown: its own default, that of the category
    it is *like*, or a bright screen's.

    >>> watts_of("media_player"), watts_of("of_the_staff", "loudspeaker"), watts_of("of_the_staff")
    (Decimal('25'), Decimal('60'), Decimal('200'))
    """
    return next(WATTS[id] for id in (category_id, like, "screen") if id in WATTS).value


FACTOR_VAN = "van_dedicated_km"
FACTOR_FREIGHT = "truck_rigid_12_20t_bc"
FACTOR_ELECTRICITY = "electricity_fr_2025_ademe"
