"""The second factor: six digits from an app (TOTP), and eight recovery codes for the day the telephone is lost."""

import hashlib
import hmac
import secrets
from base64 import b64encode
from io import BytesIO

import pyotp
import segno

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db

RECOVERY_CODES = 8
STEP_SECONDS = 30
# Letters and digits nobody mixes up when reading them from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A secret to be shown to an app; it counts once a code from the app has confirmed it."""
    return pyotp.random_base32()


def address_of(secret: str, *, email: str, site_name: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site_name)


def qr_image(text: str) -> str:
    """The text as a QR code, to be put into the `src` of an image."""
    image = BytesIO()
    segno.make_qr(text, error="m").save(image, kind="svg", border=4, dark="#000", light="#fff")
    return "data:image/svg+xml;base64," + b64encode(image.getvalue()).decode()


def set_up(person: Person, secret: str, code: str) -> list[str] | None:
    """Turn the second factor on when the app shows the right digits; returns the recovery codes, shown this once."""
    step = _step_of(secret, code, after=None)
    if step is None:
        return None
    person.totp_secret, person.totp_last_step = secret, step
    return new_recovery_codes(person)


def is_second_factor(person: Person, code: str) -> bool:
    """Whether it is the app's current code or an unused recovery code. Neither works a second time."""
    # Locked and read anew, so that two browsers cannot spend the same code.
    db.session.flush()
    db.session.refresh(person, ["totp_secret", "totp_last_step", "recovery_hashes"], with_for_update=True)
    if person.totp_secret is None:
        return False
    step = _step_of(person.totp_secret, code, after=person.totp_last_step)
    if step is not None:
        person.totp_last_step = step
        return True
    return _use_recovery_code(person, code)


def new_recovery_codes(person: Person) -> list[str]:
    """Eight fresh codes for paper; the ones before stop working."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    person.recovery_hashes = [_hash(person, code) for code in codes]
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def turn_off(person: Person) -> None:
    """Go without a second factor again; secret and recovery codes are forgotten."""
    person.totp_secret, person.totp_last_step, person.recovery_hashes = None, None, []


def _use_recovery_code(person: Person, code: str) -> bool:
    given = _hash(person, "".join(letter for letter in code.lower() if letter.isalnum()))
    kept = [known for known in person.recovery_hashes if not hmac.compare_digest(known, given)]
    is_right = len(kept) < len(person.recovery_hashes)
    if is_right:
        person.recovery_hashes = kept
    return is_right


def _step_of(secret: str, code: str, *, after: int | None) -> int | None:
    digits = "".join(code.split())
    current = int(now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        is_fresh = after is None or step > after
        if is_fresh and hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            return step
    return None


def _hash(person: Person, code: str) -> str:
    return hashlib.sha256(f"{person.id}:{code}".encode()).hexdigest()
