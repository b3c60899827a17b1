"""Forms for signing in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.forms import RoleForm, new_password_field
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.naming import role_choices
from milepost.platform.organisations.passwords import MOST
from milepost.platform.organisations.roles import Role
from milepost.platform.signin.again import Asked
from milepost.platform.signin.ceremonies import LONGEST
from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.services import Proof
from milepost.platform.ui.forms import Form

CODE_HELP = _("Six digits from your authenticator app; without your phone, one of your recovery codes.")


class PasskeyInput(forms.Widget):
    """A button that asks the device for a passkey and puts its answer into the form; nothing without script.

    `mode` is `get` to show one and `create` to make one. The page's script is brought along.
    """

    template_name = "signin/_passkey_input.html"

    def __init__(self, mode: str = "get") -> None:
        super().__init__()
        self.mode = mode

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "mode": self.mode}


class ProviderWidget(forms.Widget):
    """The way to the identity provider and back; once it has vouched again, the words that it did.

    A link and no button: the policy for pages lets no form end up at another place.
    """

    template_name = "signin/_provider_input.html"
    use_fieldset = True

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "asked": self.asked}


def passkey_field(mode: str = "get") -> forms.CharField:
    """The field that a passkey's answer comes in, where nothing else will do."""
    return forms.CharField(label=_("Passkey"), max_length=LONGEST, widget=PasskeyInput(mode))


def or_passkey_field() -> forms.CharField:
    """The field that a passkey's answer comes in, where a code does as well."""
    return forms.CharField(label=_("Or a passkey"), required=False, max_length=LONGEST, widget=PasskeyInput())


class PasskeyForm(Form):
    """Signing in by a passkey alone."""

    passkey = passkey_field()


class NewPasskeyForm(Form):
    """A name for a passkey, and what the device made."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("So that you know it again, like: office laptop, key on my ring.")
    )
    passkey = passkey_field("create")


class PasskeyNameForm(Form):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60)


class SignInForm(Form):
    """Address and password."""

    username = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        """The address as it is kept: the limit on wrong passwords must not depend on how it is typed."""
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(Form):
    """A code of the authenticator app, a recovery code, or a passkey of whoever has one."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
        help_text=CODE_HELP,
    )

    def __init__(self, *args: Any, of: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of.passkeys.exists():
            self.fields["passkey"] = or_passkey_field()


class FirstCodeForm(Form):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        help_text=_("The six digits that the app shows now."),
    )


class RulesForm(Form):
    """What an organisation asks of whoever signs in; `revision` says what it was read at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    second_factor = forms.BooleanField(
        label=_("Ask everybody for a second factor"),
        required=False,
        help_text=_("Whoever has none is led to set one up before anything else of this organisation opens."),
    )


class WhereForm(Form):
    """Through which organisation somebody signs in."""

    organisation = forms.SlugField(
        label=_("Code of the organisation"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
        help_text=_("As it stands in the addresses of its pages, like: cakrawala."),
    )


class ProviderForm(Form):
    """An organisation's identity provider; `revision` says what it was read at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    issuer = forms.CharField(
        label=_("Issuer"), max_length=300, help_text=_("As the provider writes it, like: https://login.example.org")
    )
    client_id = forms.CharField(label=_("Client"), max_length=200, help_text=_("What the provider knows Milepost by."))
    secret_variable = forms.CharField(
        label=_("Variable with the secret"),
        max_length=100,
        required=False,
        help_text=_("The name of a variable in this server's environment; the secret itself is never kept here."),
    )
    asks_second_factor = forms.BooleanField(
        label=_("It always asks for a second factor"),
        required=False,
        help_text=_("Else its token must say so (amr: mfa) where this organisation wants one."),
    )
    makes_accounts = forms.BooleanField(
        label=_("Let everybody in whom it vouches for"),
        required=False,
        help_text=_("As a reader. Else only members and people with an open invitation get in."),
    )

    @staticmethod
    def shows(provider: IdentityProvider | None) -> dict[str, Any]:
        """The form's first values."""
        if provider is None:
            return {"revision": 0}
        if not provider.client_id:  # it speaks SAML
            return {"revision": provider.revision}
        fields = ("revision", "issuer", "client_id", "secret_variable", "asks_second_factor", "makes_accounts")
        return {field: getattr(provider, field) for field in fields}


class SamlForm(Form):
    """An organisation's identity provider that speaks SAML; `revision` says what it was read at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    metadata = forms.FileField(
        label=_("Its metadata"),
        required=False,
        help_text=_("The XML file in which the provider describes itself. Once set, only where it changed."),
    )
    asks_second_factor = forms.BooleanField(
        label=_("It always asks for a second factor"),
        required=False,
        help_text=_("Else its answer must say so where this organisation wants one."),
    )
    makes_accounts = forms.BooleanField(
        label=_("Let everybody in whom it vouches for"),
        required=False,
        help_text=_("As a reader. Else only members and people with an open invitation get in."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="saml_%s", **kwargs)  # it stands beside the other provider's form

    @staticmethod
    def shows(provider: IdentityProvider | None) -> dict[str, Any]:
        """The form's first values."""
        if provider is None:
            return {"revision": 0}
        return {field: getattr(provider, field) for field in ("revision", "asks_second_factor", "makes_accounts")}


class ProofForm(Form):
    """Signing in again, as `of` asks for it; forms that also ask for other things inherit from it.

    `waits_for_provider` while there is nothing to send yet: the provider has to vouch first.
    """

    waits_for_provider = False

    def __init__(self, *args: Any, of: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waits_for_provider = add_proof(self, of) == ("provider",) and of.confirmation is None


class NewPasswordForm(ProofForm):
    """Another password, for whoever shows once more who they are."""

    new = new_password_field(_("New password"))


class TokenForm(ProofForm):
    """A key for the API."""

    scope = forms.ChoiceField(label=_("May"), choices=[("read", _("only read")), ("write", _("read and write"))])
    expires = forms.DateField(label=_("Ends on"))

    @staticmethod
    def shows(day: date) -> dict[str, Any]:
        """The form's first values: a token for three months that only reads."""
        return {"scope": "read", "expires": day + timedelta(days=90)}


class ScimTokenForm(ProofForm):
    """A token for the identity provider."""

    expires = forms.DateField(label=_("Ends on"), help_text=_("Make another one in time and put it into the provider."))

    @staticmethod
    def shows(day: date) -> dict[str, Any]:
        """The form's first values: a token for a year."""
        return {"expires": day + timedelta(days=365)}


class GroupRoleForm(RoleForm):
    """A role that a group of the identity provider gives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["until"]
        # An external auditor's role ends on a day, which a group does not know.
        choices = [choice for choice in role_choices() if choice[0] != Role.EXTERNAL_AUDITOR]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


def add_proof(form: forms.BaseForm, asked: Asked) -> tuple[str, ...]:
    """Ask in a form for the password, and for a code of whoever has a second factor. Returns the fields' names.

    Whoever has no password is asked for what they have: a provider that vouches for them again, or a passkey.
    """
    person = asked.person
    if asked.identity is not None:
        return _add_provider(form, asked)
    if not person.has_usable_password() and person.passkeys.exists():
        form.fields["passkey"] = passkey_field()
        return ("passkey",)
    form.fields["password"] = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    return ("password", *_add_factor(form, person))


def _add_provider(form: forms.BaseForm, asked: Asked) -> tuple[str, ...]:
    field = forms.CharField(label=_("Sign in again at your organisation"), widget=ProviderWidget(asked))
    form.fields["provider"] = field
    confirmation = asked.confirmation
    if confirmation is not None:
        return ("provider",) if confirmation.two_factors else ("provider", *_add_factor(form, asked.person))
    if not asked.person.passkeys.exists():
        return ("provider",)
    field.required = False
    form.fields["passkey"] = or_passkey_field()
    return ("provider", "passkey")


def _add_factor(form: forms.BaseForm, person: Person) -> tuple[str, ...]:
    """Ask whoever has a second factor for it."""
    if person.second_factor_since is None:
        return ()
    form.fields["code"] = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        help_text=CODE_HELP,
    )
    if not person.passkeys.exists():
        return ("code",)
    form.fields["passkey"] = or_passkey_field()
    return ("code", "passkey")


def proof_in(form: forms.BaseForm, request: HttpRequest | None, purpose: str = "") -> Proof:
    """What a valid form says about who sent it, and for what."""
    given = form.cleaned_data
    return Proof(
        password=given.get("password", ""),
        code=given.get("code", ""),
        passkey=given.get("passkey", ""),
        request=request,
        purpose=purpose,
        by_provider="provider" in form.fields,
    )
