"""Sample data for the style guide: plausible, and no page of the product reads it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Form,
    MultipleFileField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired


class ListingForm(Form):
    """One field of every type the macros draw."""

    title = StringField("Titre", [InputRequired("Donnez un titre à cette annonce.")])
    category = SelectField("Catégorie", [InputRequired()], choices={"display_case": "Vitrine", "plinth": "Socle"})
    mass = DecimalField("Masse", [InputRequired("Indiquez la masse en kg, par exemple 142.")])
    kind = RadioField("Vous proposez", [InputRequired()], choices={"loan": "un prêt", "gift": "un don"})
    tested = BooleanField("Testé il y a moins de six mois")
    start = DateField("Du", [InputRequired()])
    end = DateField("Au", [InputRequired()])
    photos = MultipleFileField("Photos")
    note = TextAreaField("Contraintes d'enlèvement")


class SearchForm(Form):
    """The search of the home page."""

    q = SearchField("Que cherchez-vous ?")
    start = DateField("Du")
    end = DateField("Au")


@dataclass(frozen=True)
class Item:
    """A link of a menu, as the product passes it."""

    label: str
    href: str
    current: bool = False
    lang: str = "fr"


@dataclass(frozen=True)
class Person:
    """Somebody signed in."""

    is_authenticated: bool = True


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    date: date
    state: str
    label: str
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    label: str
    weeks: list[list[Day | None]] = field(default_factory=list)


def row(label: str, value: str, low: str | None = None, high: str | None = None, **more: str) -> dict[str, Any]:
    """A row of a chart."""
    bounds = {"low": Decimal(low), "high": Decimal(high)} if low and high else {}
    return {"label": label, "value": Decimal(value), **bounds, **more}


def state_of(day: date) -> str:
    """A plausible state for each day of spring 2027."""
    if day.weekday() == 6:
        return "closed"
    spans = [
        (date(2027, 3, 3), date(2027, 3, 12), "out"),
        (date(2027, 3, 13), date(2027, 3, 15), "late"),
        (date(2027, 3, 22), date(2027, 4, 2), "promised"),
        (date(2027, 4, 13), date(2027, 4, 24), "asked"),
    ]
    return next((state for start, end, state in spans if start <= day <= end), "free")


def month(year: int, number: int, label: str) -> Month:
    """The weeks of one month, Monday first."""
    first = date(year, number, 1)
    start = first - timedelta(days=first.weekday())
    days = [start + timedelta(days=n) for n in range(42)]
    cells = [
        Day(d, state_of(d), f"{d.day} {label}, {state_of(d)}", d == date(2027, 3, 10)) if d.month == number else None
        for d in days
    ]
    weeks = [cells[i : i + 7] for i in range(0, 42, 7)]
    return Month(label, [week for week in weeks if any(week)])


def card(category: str, title: str, specs: list[str], free: int, place: str, km: int, kind: str = "loan") -> Any:
    """A listing card without a photo."""
    institution, city = place.split(", ")
    return SimpleNamespace(
        category=category, title=title, specs=specs, free=free, quantity=4, institution=institution, city=city,
        distance=km, kind=kind, photo=None,
    )  # fmt: skip


CARDS = [
    card("display_case", "Vitrine haute à cloche", ["120 × 60 × 90 cm", "verre 44.2"], 3, "Musée des Confluences, Lyon", 2),
    card("video_projector", "Epson EB-PU1007W", ["7 000 lm", "focale 1,35–2,20"], 1, "Musée de Grenoble, Grenoble", 94),
    card("screen", "Samsung QM55C", ["55 pouces", "3 840 × 2 160"], 6, "Muséum, Lyon", 4),
    card("plinth", "Socle blanc", ["40 × 40 × 100 cm", "60 kg au plus"], 12, "MAC, Lyon", 5, "gift"),
    card("loudspeaker", "Genelec 8030C", ["5 pouces", "104 dB"], 2, "Cité de la musique, Paris", 391),
    card("led_spot", "Erco Parscan 24 W", ["3 000 K", "zoom 15–65°"], 40, "Musée Fabre, Montpellier", 250),
    card("media_player", "BrightSign XT1145", ["4K 60 i/s", "HDMI 2.0"], 0, "Musée d'art, Saint-Étienne", 51),
    card("picture_wall", "Cimaise autoportante", ["244 × 300 cm", "20 kg/m"], 8, "Musée Dauphinois, Grenoble", 95),
]  # fmt: skip

METHOD = {"method": "REEMPLOI-1.0", "source": "Base Empreinte, écran 55 pouces, 2024"}


def context(signed_in: bool = True) -> dict[str, Any]:
    """All that templates/styleguide.html reads."""
    form = ListingForm(MultiDict({"title": "", "mass": "lourd", "kind": "loan"}))
    form.validate()
    return {
        "current_user": Person(signed_in),
        "account_name": "Camille Roux",
        "nav": [
            Item("Chercher", "/chercher", True), Item("Expositions", "/expositions"), Item("Prêts", "/prets"),
            Item("Bilan", "/bilan"), Item("Mon établissement", "/etablissement"),
        ],
        "account_links": [Item("Mon compte", "/compte"), Item("Notifications", "/notifications")],
        "language_links": [Item("Français", "?l=fr", True, "fr"), Item("English", "?l=en", False, "en")],
        "sign_out_url": "/deconnexion",
        "footer_links": [
            Item("Accessibilité : non conforme (audit non réalisé)", "/accessibilite"), Item("Mentions légales", "/ml"),
            Item("Confidentialité", "/c"), Item("Méthode", "/methode"), Item("Écoconception", "/e"),
            Item("Plan du site", "/plan-du-site"), Item("Contact", "/contact"),
        ],
        "search": SearchForm(),
        "form": form,
        "kept": [{"name": "vitrine-face.jpg", "token": "t1"}],
        "cards": CARDS,
        "card_url": lambda one: f"/annonces/{one.category}",
        "page_url": lambda number: f"?page={number}",
        "states": [
            {"label": "Demandé", "phase": "done", "note": "le 12 janvier 2027"},
            {"label": "Accepté", "phase": "done", "note": "le 14 janvier, par Lyon"},
            {"label": "Remise", "phase": "current", "note": "à vous, avant le 2 mars"},
            {"label": "Exposition", "phase": "upcoming", "note": "du 3 au 12 mars"},
            {"label": "Retour", "phase": "upcoming", "note": "au plus tard le 14 mars"},
        ],
        "calendar": [month(2027, 3, "mars 2027"), month(2027, 4, "avril 2027"), month(2027, 5, "mai 2027")],
        "avoided": {
            "central": Decimal(84), "low": Decimal(60), "high": Decimal(110), "unit": "kg CO2e",
            "condition": "Si ces deux prêts remplacent l'achat de vitrines neuves, transport de 120 km compris.",
            "evidence": "devis annulé, daté", "evidence_tone": "success", **METHOD,
        },
        "emitted": {"central": Decimal(1240), "unit": "kg CO2e", "evidence": "déclaré", **METHOD},
        "doubtful": {
            "central": Decimal(6), "low": Decimal(-14), "high": Decimal(26), "unit": "kg CO2e",
            "evidence": "déclaré avant le prêt", **METHOD,
        },
        "components": [
            row("Transport des œuvres", "640", "520", "780", tone="c1"), row("Scénographie", "310", "240", "420", tone="c2"),
            row("Énergie", "120", "100", "150", tone="c3"), row("Multimédia", "90", "60", "140", tone="c4"),
            row("Édition", "50", tone="c5"), row("Restauration", "30", tone="c6"),
        ],
        "cases": [
            row("Avec réemploi", "420", "330", "520", tone="emitted", note="cette exposition"),
            row("Sans réemploi", "1310", "1020", "1600", tone="c6", note="référence"),
        ],
        "negative": [
            row("Fabrication", "18", "12", "24", tone="avoided", note="évitée"),
            row("Solde", "-26", "-34", "-15", tone="avoided", note="de ce prêt"),
        ],
        "steps_of": [
            row("Fabrication évitée", "112.4"), row("Transport aller et retour", "-21.3"),
            row("Test et nettoyage", "-4.1"), row("Usure chez le prêteur", "-3.0"),
            {**row("Solde", "84.0", "60", "110"), "total": True},
        ],
        "balances": [
            row("Vitrines, Lyon → Grenoble", "84.2", "60", "110", tone="avoided"),
            row("Écrans, Paris → Lille", "41", "27.3", "55.8", tone="avoided"),
            row("Projecteur, Nice → Brest", "-26.5", "-34", "-15", tone="avoided"),
        ],
        "todos": [
            {"text": "Le musée de Grenoble demande 2 vitrines du 3 au 12 mars 2027", "note": "à décider avant vendredi",
             "href": "/p/1", "action": "Décider"},
            {"text": "Reprendre 3 écrans au Muséum", "note": "en retard de deux jours", "href": "/p/2", "action": "Reprendre"},
        ],
        "drawings": [
            "video_projector", "screen", "media_player", "loudspeaker", "led_spot", "display_case", "plinth",
            "picture_wall", "empty-search", "empty-loans", "empty-exhibition", "not-found", "forbidden", "broken",
        ],
    }  # fmt: skip
