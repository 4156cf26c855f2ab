"""The password rule that Django lacks: four kinds of characters (reading of BSSN 4/2021, domain reference 6.2)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class FourKindsValidator:
    """Asks for an upper-case letter, a lower-case letter, a digit and something that is none of them."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        kinds = (str.isupper, str.islower, str.isdigit, lambda letter: not letter.isalnum())
        if not all(any(kind(letter) for letter in password) for kind in kinds):
            raise ValidationError(self.get_help_text(), code="password_four_kinds")

    def get_help_text(self) -> str:
        return _("Kata sandi harus memuat huruf besar, huruf kecil, angka, dan tanda baca.")
