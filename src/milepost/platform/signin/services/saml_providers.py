"""An organisation's identity provider that speaks SAML: set from its metadata, read again when they change."""

from django.utils.translation import gettext as _

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import EDIT_ORGANISATION, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signin.models import IdentityProvider, SamlProvider
from milepost.platform.signin.saml import Described, NotMetadata, certificates_in, is_installed, read_metadata
from milepost.platform.signin.services.providers import keep_provider


def set_saml_provider(
    *,
    actor: Actor,
    organisation: Organisation,
    metadata: bytes | None,
    asks_second_factor: bool = False,
    makes_accounts: bool = False,
    seen: int | None = None,
) -> IdentityProvider:
    """Name the organisation's provider by its metadata, or change what is said of it; without metadata they stay.

    Raises `Refused`. Another entity is another place: whoever was linked at the earlier one is linked anew.
    """
    require(actor, EDIT_ORGANISATION, organisation_id=organisation.pk)
    refuse_without_saml()
    described = _read(metadata) if metadata else _known(organisation)
    given = {
        "issuer": described.issuer,
        "client_id": "",
        "secret_variable": "",
        "asks_second_factor": asks_second_factor,
        "makes_accounts": makes_accounts,
    }
    return keep_provider(actor, organisation, given, seen=seen, saml=described)


def refuse_without_saml() -> None:
    """Raise `Refused` where the packages that SAML needs are not installed."""
    if not is_installed():
        raise Refused(
            _("This installation cannot check what SAML providers answer."),
            hint=_("Whoever runs it installs milepost[saml] and starts Milepost again."),
        )


def _read(metadata: bytes) -> Described:
    try:
        return read_metadata(metadata)
    except NotMetadata as error:
        raise Refused(
            _("These metadata cannot be used: {reason}.").format(reason=error),
            field="metadata",
            hint=_("Save them anew from the provider, as one XML file."),
        ) from None


def _known(organisation: Organisation) -> Described:
    row = SamlProvider.objects.select_related("provider").filter(organisation=organisation).first()
    if row is None:
        raise Refused(_("Hand in the metadata of the provider."), field="metadata")
    return Described(row.provider.issuer, row.sign_in_at, tuple(certificates_in(row.certificates)))
