"""The small forms of the details of a listing: kit, accessories, equivalents, documents, an inspection."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core.actor import Actor
from app.core.forms import DayField, Form, OnceField, TextField, strip
from app.listings import labels
from app.listings.domain.conditions import LONGEST_NOTE
from app.listings.domain.documents import DocumentKind, DocumentMissing, DocumentReaders
from app.listings.domain.states import Condition
from app.listings.forms.listing import QuantityField, whole
from app.listings.queries.conditions import UnitPage
from app.listings.queries.depth import DetailsPage
from app.media.documents import DocumentFile, document_files, receive_document, received_document
from app.media.domain.refusals import RefusedFile


class MemberForm(Form):
    """A listing that goes out with the kit."""

    member = SelectField(_l("Annonce"))
    quantity = QuantityField(_l("Nombre par lot"), [InputRequired(_l("Indiquez un nombre."))], default=1)

    def offer(self, choices: Sequence[tuple[int, str]]) -> None:
        """The listings one may choose from."""
        self.member.choices = [SelectChoice("", gettext("Choisissez une annonce"))]
        self.member.choices += [SelectChoice(str(id), title) for id, title in choices]


class AccessoryForm(Form):
    """An accessory."""

    name = TextField(_l("Accessoire"), [InputRequired(_l("Donnez un nom à l'accessoire.")), Length(max=120)])
    quantity = QuantityField(_l("Nombre par exemplaire"), [InputRequired(_l("Indiquez un nombre."))], default=1)
    is_essential = BooleanField(_l("Indispensable : l'objet ne sert à rien sans lui"))


class EquivalentForm(Form):
    """A make and model."""

    words = TextField(
        _l("Marque et modèle"),
        [InputRequired(_l("Indiquez une marque et un modèle, par exemple « Epson EB-L630U ».")), Length(max=160)],
    )


class DocumentForm(Form):
    """A paper: its file travels as a hidden id once it is received, so that nothing is chosen twice."""

    once = OnceField()
    kind = SelectField(_l("Document"))
    title = TextField(_l("Titre"), [Length(max=160)])
    file = FileField(_l("Fichier"))
    file_kept = HiddenField()
    readers = SelectField(_l("Qui peut l'ouvrir"))
    expires_on = DayField(_l("Valable jusqu'au"), [Optional()])

    def __init__(self, formdata: object = ..., **kwargs: object) -> None:
        super().__init__(**kwargs) if formdata is ... else super().__init__(formdata=formdata, **kwargs)
        self.kind.choices = [SelectChoice(one.value, gettext(labels.DOCUMENT_KIND[one])) for one in DocumentKind]
        self.readers.choices = [
            SelectChoice(one.value, gettext(labels.DOCUMENT_READERS[one])) for one in DocumentReaders
        ]
        self.received: DocumentFile | None = None

    def receive(self, actor: Actor, institution_id: int, now: datetime) -> bool:
        """Receive the chosen file, or find the one received before; False, with a message, when there is none."""
        self.received = received_document(institution_id, whole(self.file_kept.data))
        chosen = self.file.data
        if isinstance(chosen, FileStorage) and chosen.filename:
            try:
                document_id = receive_document(actor, institution_id, chosen, now, key=self.once.data or "")
            except RefusedFile as refusal:
                refusal.field = "file"
                self.refuse(refusal)
                return False
            self.received = document_files([document_id])[document_id]  # filed already, when it is a second click
        if self.received is None:
            self.refuse(DocumentMissing())
            return False
        self.file_kept.data = str(self.received.id)
        return True


class InspectionForm(Form):
    """How a unit looks."""

    once = OnceField()
    condition = SelectField(_l("État constaté"))
    note = TextAreaField(_l("Remarques"), [Length(max=LONGEST_NOTE)], filters=[strip])

    def __init__(self, page: UnitPage) -> None:
        super().__init__(data={"condition": page.condition.value})
        self.condition.choices = [SelectChoice(one.value, gettext(labels.CONDITION[one])) for one in Condition]


def details_forms(page: DetailsPage, sent: Form | None = None) -> dict[str, Form]:
    """Every form of the page, empty but for the one that was sent and came back."""
    kinds: dict[str, type[Form]] = {
        "member": MemberForm,
        "accessory": AccessoryForm,
        "equivalent": EquivalentForm,
        "document": DocumentForm,
    }
    forms = {name: sent if isinstance(sent, kind) else kind(formdata=None) for name, kind in kinds.items()}
    for name, form in forms.items():
        for field in form:
            field.id = f"{name}-{field.name}"
            field.label.field_id = field.id
    member = forms["member"]
    assert isinstance(member, MemberForm)
    member.offer(page.choices)
    return forms
