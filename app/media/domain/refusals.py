"""Why a file is not taken.

Invalid
└── RefusedFile
    ├── NotAPicture           neither JPEG, PNG nor WebP, whatever its name says
    │   ├── OtherKind         and we know what it is: PDF, SVG, GIF ...
    │   └── HeicPicture       an iPhone's format: how to send a JPEG instead
    ├── EmptyFile             nothing in it
    ├── TooHeavy              more bytes than we read
    ├── TooManyPixels         more pixels than we decode (decompression bombs)
    ├── BrokenPicture         truncated or garbled
    ├── TooManyPhotos         more photos than one object may have
    ├── NotAPaper             neither PDF nor picture, where a document is asked for
    ├── BrokenPdf             a PDF cut short
    ├── LockedPdf             a PDF behind a password
    └── ActivePdf             a PDF that would do something by itself
"""

from app.core.errors import Invalid
from app.core.text import N_


class RefusedFile(Invalid):
    """A file that is not taken."""

    message = N_("Ce fichier n'a pas pu être reçu.")
    field = "photos"


class NotAPicture(RefusedFile):
    """Its first bytes are those of no picture we read."""

    message = N_("Ce fichier n'est pas une photo, quel que soit son nom. Choisissez un JPEG, un PNG ou un WebP.")


class OtherKind(NotAPicture):
    """It is something else, and we can say what."""

    message = N_("Ce fichier est en réalité de type %(kind)s. Envoyez une photo JPEG, PNG ou WebP.")


class HeicPicture(NotAPicture):
    """The format of iPhones, which many browsers do not show."""

    message = N_(
        "Cette photo est au format HEIC, que beaucoup d'ordinateurs ne lisent pas. Sur l'iPhone : Réglages, "
        "Appareil photo, Formats, « Le plus compatible », puis reprenez la photo ; ou exportez-la en JPEG."
    )


class EmptyFile(RefusedFile):
    """Zero bytes: an upload that was cut, or an empty file."""

    message = N_("Ce fichier est vide. Choisissez-le à nouveau.")


class TooHeavy(RefusedFile):
    """More than :data:`app.media.pictures.MAX_BYTES`."""

    message = N_("Ce fichier est trop lourd : %(most)s Mo au plus. Envoyez une version réduite.")


class TooManyPixels(RefusedFile):
    """More pixels than :data:`app.media.decoder.MAX_PIXELS`: refused before decoding."""

    message = N_("Cette image a trop de pixels : %(most)s millions au plus. Envoyez une version réduite.")


class BrokenPicture(RefusedFile):
    """It begins like a picture and can't be read to the end."""

    message = N_("Cette photo est abîmée ou incomplète et ne peut pas être lue. Envoyez-la à nouveau.")


class TooManyPhotos(RefusedFile):
    """More than one object may have."""

    message = N_("%(most)s photos au plus : celle-ci n'a pas été gardée.")


class ReceivedElsewhere(RefusedFile):
    """The person changed institution after the photo came: a photo belongs to one."""

    message = N_("cette photo avait été reçue pour un autre établissement. Choisissez-la à nouveau.")


class NotAPaper(RefusedFile):
    """Documents are PDFs or pictures."""

    message = N_("Ce fichier n'est ni un PDF ni une image, quel que soit son nom. Envoyez un PDF, un JPEG ou un PNG.")
    field = "file"


class BrokenPdf(RefusedFile):
    """It begins like a PDF and has no end."""

    message = N_("Ce PDF est incomplet. Ouvrez-le, enregistrez-le à nouveau, puis renvoyez-le.")
    field = "file"


class LockedPdf(RefusedFile):
    """Nobody could read it."""

    message = N_("Ce PDF est protégé par un mot de passe. Envoyez une version sans protection.")
    field = "file"


class ActivePdf(RefusedFile):
    """It holds scripts, programs to start or other files."""

    message = N_(
        "Ce PDF contient des scripts ou des fichiers joints, que nous n'acceptons pas. Imprimez-le en PDF, puis "
        "envoyez cette version."
    )
    field = "file"
