"""The search and home pages as a browser gets them."""

import gzip
import re
from datetime import date, datetime

import pytest
from flask import Flask

from app.listings import panels
from app.listings.panels import NetworkFigure, Task
from tests.given.accounts import a_person
from tests.given.exhibitions import an_exhibition
from tests.listings.reading.museums import a_museum, taken
from tests.pages import Browser
from tests.queries import count_queries


def words(html: str) -> str:
    """What one reads, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("du=2027-03-12&au=2027-03-01", "La date de fin est avant la date de début."),
        ("du=2027-03-12", "Indiquez aussi le dernier jour."),
        ("au=2027-03-12", "Indiquez aussi le premier jour."),
        ("du=2026-03-01&au=2026-03-12", "Ces dates sont déjà passées."),
        ("du=2027-03-01&au=2050-03-12", "Cette date est trop lointaine"),
        ("du=demain&au=2027-03-12", "Cette date n'existe pas. Écrivez-la comme ceci : 03/12/2027."),
        ("lieu=Trifouillis-les-Oies", "Nous ne connaissons pas ce lieu."),
        ("quantite=0", "Demandez au moins un exemplaire."),
        ("quantite=1,5", "Indiquez un nombre entier d'exemplaires."),
        ("quantite=beaucoup", "Ce n'est pas un nombre."),
        ("quantite=100000", "999 exemplaires au plus."),
        ("q=" + "a" * 10_000, "C'est trop long : 200 caractères au plus."),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept(browser: Browser, address: str, said: str) -> None:
    html = browser.get(f"/annonces?{address}", status=422).text
    assert said in words(html).replace("&#39;", "'")
    typed = address.partition("=")[2].partition("&")[0]
    assert f'value="{typed}"' in html


@pytest.mark.parametrize(
    "address",
    ["categorie=dragon", "region=99", "rayon=12", "etat=parfait", "tri=prix&page=-3", "page=zz", "offre=vol"],
)
def test_no_address_breaks_the_page(browser: Browser, address: str) -> None:
    assert browser.client.get(f"/annonces?{address}").status_code in (200, 422)


def test_a_mistake_leaves_the_rest_of_the_search_working(browser: Browser) -> None:
    lyon = a_museum()
    lyon.offers("screen", title="Samsung QM55"), lyon.offers("plinth", title="Socle blanc")
    html = browser.get("/annonces?q=socle&lieu=Nullepart", status=422).text
    assert "Socle blanc" in html and "Samsung QM55" not in html


def test_a_region_typed_as_a_place_is_a_region(browser: Browser) -> None:
    a_museum("Nantes").offers(title="Écran nantais"), a_museum("Lyon").offers(title="Écran lyonnais")
    html = browser.get("/annonces?lieu=pays+de+la+loire").text
    assert "Écran nantais" in html and "Écran lyonnais" not in html
    assert re.search(r'<option selected value="52">Pays de la Loire', html)


def test_cards_carry_the_asked_days_to_the_listing(browser: Browser) -> None:
    listing_id = a_museum().offers(quantity=3)
    html = browser.get("/annonces?q=écran&du=2027-03-01&au=2027-03-12&quantite=2&lieu=69001").text
    assert f'href="/annonces/{listing_id}?du=2027-03-01&amp;au=2027-03-12&amp;quantite=2"' in html
    read = words(html)
    assert "1 annonce libre du 1er au 12 mars 2027 en 2 exemplaires à moins de 50 km de Lyon" in read
    assert "55 pouces · 4K UHD" in read and "3 libres · prêt" in read and "Musée de Lyon, Lyon · 0 km" in read


def test_without_days_a_card_says_how_many_there_are(browser: Browser, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=3)
    taken(listing_id, 3, date(2027, 1, 11), date(2027, 1, 20), lille.id, now)
    assert "3 exemplaires · prêt" in words(browser.get("/annonces").text)


def test_an_empty_page_offers_what_is_nearest(browser: Browser) -> None:
    a_museum("Marseille").offers("display_case", 1, "Vitrine haute")
    html = browser.get("/annonces?q=vitrine&lieu=Lyon").text
    assert "Les mêmes, à toute distance 1 annonce" in words(html)
    assert 'href="/annonces?q=vitrine&amp;lieu=Lyon&amp;rayon=0"' in html


def test_a_page_too_far_leads_to_the_last_one(browser: Browser) -> None:
    a_museum().offers()
    assert browser.get("/annonces?q=écran&page=9", status=303).location == "/annonces?q=%C3%A9cran"


def test_what_is_typed_is_written_back_harmlessly(browser: Browser) -> None:
    typed = {"q": '"><script>alert(1)</script>', "lieu": "<b>"}
    html = browser.get("/annonces", status=422, query_string=typed).text
    assert "<script>alert" not in html and "<b>" not in html.replace("<b></b>", "")


def test_a_visitor_gets_no_cookie(browser: Browser) -> None:
    listing_id = a_museum().offers()
    for address in (
        "/",
        "/annonces?q=écran&lieu=Lyon",
        f"/annonces/{listing_id}",
        f"/annonces/{listing_id}/calendrier",
    ):
        assert "Set-Cookie" not in browser.get(address).headers


@pytest.mark.parametrize(
    "address",
    ["", "q=écran+4K&lieu=Lyon&rayon=200&du=2027-03-01&au=2027-03-12&quantite=2&region=84&etat=fair", "q=écrna&quantite=2",
     "q=écrna&lieu=Brest&rayon=10&du=2027-03-01&au=2027-03-12&quantite=2&offre=gift"],
)  # fmt: skip
def test_ten_questions_at_most_and_as_many_for_5_as_for_60_results(
    browser: Browser, now: datetime, address: str
) -> None:
    lyon, lille = a_museum("Lyon", "lyon@exemple.fr"), a_museum("Lille")

    def offer(count: int) -> None:
        for _ in range(count):
            taken(lyon.offers(quantity=4, turnaround_days=1), 1, date(2027, 3, 1), date(2027, 3, 5), lille.id, now)

    def asked() -> int:
        with count_queries() as statements:
            browser.get(f"/annonces?{address}")
        # Every two seconds a process also asks what the staff changed: not a question of this page.
        return sum(not re.search("category_edition|factor_review", statement) for statement in statements)

    browser.sign_in("lyon@exemple.fr")
    browser.get("/annonces")  # a process reads the whole catalogue once, then what changed
    offer(5)
    few = asked()
    offer(55)
    assert few == asked() <= 10


def test_the_home_page_of_a_visitor(browser: Browser) -> None:
    panels.plug_in_figures(
        "test", lambda now: [NetworkFigure("4,1", "t CO2e", "de fabrication évitée, si.", "/methode")]
    )
    lyon = a_museum("Lyon")
    lyon.offers(title="Écran lyonnais"), lyon.offers(title="Écran privé", visibility="institution")
    a_museum("Lille").offers(title="Écran lillois")
    html = browser.get("/?region=32").text
    assert "Écran lillois" in html and "Écran lyonnais" not in html and "Écran privé" not in html
    read = words(html)
    assert "2 annonces" in read and "2 établissements" in read and "2 régions" in read and "4,1 t CO2e" in read
    with count_queries() as asked:
        browser.get("/")
    assert len(asked) <= 10


def test_an_empty_platform_has_a_home_page(browser: Browser) -> None:
    assert "Aucune annonce publique pour l'instant" in words(browser.get("/").text).replace("&#39;", "'")
    assert "Aucune annonce n'est encore publiée" in words(browser.get("/annonces").text).replace("&#39;", "'")


def test_the_home_page_of_a_member(browser: Browser, now: datetime) -> None:
    lyon, lille = a_museum("Lyon", "lyon@exemple.fr"), a_museum("Lille")
    lyon.offers(title="Le nôtre"), lille.offers(title="Écran lillois", visibility="network")
    an_exhibition(lyon.people, lyon.id, now)
    panels.plug_in_tasks("b", lambda actor, now: [Task("Sans date", "/prets/2")])
    panels.plug_in_tasks(
        "a", lambda actor, now: [Task("Lille demande 2 écrans", "/prets/1", date(2027, 1, 15), "attention")]
    )
    read = words(browser.sign_in("lyon@exemple.fr").get("/").text)
    assert (
        read.index("Lille demande 2 écrans") < read.index("au plus tard le 15 janvier 2027") < read.index("Sans date")
    )
    assert "Sous la lave" in read
    assert "Nouveau dans le réseau" in read and "Écran lillois" in read and "Le nôtre" not in read


def test_what_is_near_my_site_comes_first(browser: Browser) -> None:
    a_museum("Lyon", "lyon@exemple.fr")
    a_museum("Lyon").offers(title="Écran voisin"), a_museum("Lille").offers(title="Écran lointain")
    read = words(browser.sign_in("lyon@exemple.fr").get("/").text)
    assert "Nouveau près de Lyon" in read and "Écran voisin" in read and "Écran lointain" not in read


def test_who_has_no_institution_is_told_what_to_do(browser: Browser, app: Flask) -> None:
    a_person(email="seule@exemple.fr")
    assert "pas encore d'établissement" in words(browser.sign_in("seule@exemple.fr").get("/").text).replace(
        "&#39;", "'"
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("min-diagonal=grand", "n'est pas un nombre"),
        ("min-diagonal=50+kg", "unité"),
        ("min-diagonal=50&max-diagonal=40", "Le maximum est plus petit que le minimum."),
        ("min-luminous-flux=5000", "« min-luminous-flux » n'existe pas pour « Écrans »."),
        ("spec-panel=carton", "carton"),
        ("quand=bientot", "Nous ne comprenons pas ces dates."),
    ],
)
def test_a_characteristic_that_cannot_be_is_told_and_the_rest_is_searched(
    browser: Browser, address: str, said: str
) -> None:
    lyon = a_museum()
    lyon.offers("screen", title="Samsung QM55"), lyon.offers("plinth", title="Socle blanc")
    html = browser.get(f"/annonces?categorie=screen&{address}", status=422).text
    assert said in words(html).replace("&#39;", "'")
    assert "Samsung QM55" in html and "Socle blanc" not in html


def test_characteristics_narrow_and_stay_in_every_link(browser: Browser) -> None:
    lyon = a_museum()
    lyon.offers("screen", title="Petit", specs={"diagonal": "32"})
    lyon.offers("screen", title="Grand", specs={"diagonal": "65"})
    html = browser.get("/annonces?categorie=screen&min-diagonal=140+cm&spec-resolution=UHD-4K").text
    assert "Grand" in html and "Petit" not in html
    assert "Diagonale : au moins 55,1181" in words(html).replace("\xa0", " ")
    assert "min-diagonal=55.1181&amp;spec-resolution=UHD-4K" in html
    assert "Petit" in browser.get("/annonces?categorie=screen&max-diagonal=40").text


def test_a_sentence_leads_to_its_criteria_and_can_be_taken_back_to_words(browser: Browser) -> None:
    a_museum("Lyon").offers("display_case", 1, "Vitrine haute", specs={"inner_width": "200"})
    address = browser.get("/annonces?q=vitrine+de+2+m+près+de+Lyon+en+mars", status=303).location
    assert address.startswith("/annonces?categorie=display_case&min-inner-width=180&max-inner-width=250&lieu=Lyon+69")
    html = browser.get(address).text
    assert "est compris ainsi" in html and "Vitrine haute" in html
    as_words = browser.get("/annonces?q=vitrine+de+2+m+près+de+Lyon+en+mars&mots=1").text
    assert "Rien ne répond" in as_words


def test_days_said_in_words_fill_the_day_fields(browser: Browser) -> None:
    html = browser.get("/annonces?quand=du+3+au+12+mars").text
    assert 'value="2027-03-03"' in html and "libre du 3 au 12 mars 2027" in words(html)


def test_a_member_searches_around_the_own_site(browser: Browser) -> None:
    a_museum("Lyon", "lyon@exemple.fr")
    html = browser.sign_in("lyon@exemple.fr").get("/annonces?q=socle").text.replace("\xa0", " ")
    assert "Autour de mon site :" in html and 'href="/annonces?q=socle&amp;lieu=Lyon' in html


def test_an_empty_answer_offers_an_alert_and_equivalents(browser: Browser) -> None:
    a_museum("Lyon", "lyon@exemple.fr").offers("plinth", title="Socle blanc")
    read = words(browser.sign_in("lyon@exemple.fr").get("/annonces?categorie=display_case").text)
    assert "M'alerter quand il y en aura" in read.replace("&#39;", "'") and "Publier un avis de recherche" in read
    assert "Des équivalents" in read and "1 annonce" in read


def test_the_map_keeps_the_criteria_and_every_region_is_a_link(browser: Browser) -> None:
    a_museum("Lyon").offers("plinth", title="Socle blanc")
    html = browser.get("/annonces/carte?categorie=plinth").text
    assert 'href="/annonces/carte?categorie=plinth&amp;region=84"' in html
    assert html.count("aria-label=") >= 18 and "IGN" in html
    assert (
        'href="/annonces?categorie=plinth&amp;region=84&amp;departement=69"'
        in browser.get("/annonces/carte?categorie=plinth&region=84").text
    )
    assert browser.get("/annonces/carte?du=demain", status=303).location == "/annonces?du=demain"


def test_the_outlines_of_the_regions_are_light(browser: Browser) -> None:
    a_museum("Lyon").offers()
    for address, kilobytes in (("/annonces/carte", 15), ("/annonces/carte?region=75", 15)):
        assert len(gzip.compress(browser.get(address).data)) <= kilobytes * 1000
