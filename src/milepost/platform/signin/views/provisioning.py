"""What an organisation's identity provider brings by itself (SCIM): its tokens, its groups and what they give."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from milepost.platform.ledger.clock import today
from milepost.platform.organisations.bearers import state_of
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.naming import role_name
from milepost.platform.organisations.programmes import ProgrammeLine, programmes_seen_by
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.provisioning.models import GroupRole, ScimGroup
from milepost.platform.provisioning.policies import PROVISION, SEE_PROVISIONING
from milepost.platform.provisioning.selectors import (
    SCIM_PREFIX,
    count_users,
    get_group_role,
    get_scim_group,
    get_scim_token,
    groups_with_roles,
    scim_tokens_of,
    waiting_users,
)
from milepost.platform.provisioning.services import (
    make_scim_token,
    map_group,
    revoke_scim_token,
    turn_off,
    unmap_group,
)
from milepost.platform.signin.again import asked_here
from milepost.platform.signin.forms import GroupRoleForm, ScimTokenForm, proof_in
from milepost.platform.signin.services import prove

MOST_WAITING = 50  # named on the page; the others are counted


@organisation_page(SEE_PROVISIONING)
@require_safe
def provisioning(request: MilepostRequest) -> HttpResponse:
    """Whether people are brought in, who waits, which groups there are and what they give."""
    here = request.organisation
    day = today(here.timezone)
    tokens = [(token, state_of(token, on=day)) for token in scim_tokens_of(here)]
    names = _names(programmes_seen_by(request.actor, here))
    waiting = waiting_users(here)
    total = waiting.count()
    context = {
        "address": request.build_absolute_uri(reverse("provisioning:base", kwargs={"org": here.code})).rstrip("/"),
        "prefix": SCIM_PREFIX,
        "tokens": tokens,
        "is_on": any(state == "active" for _token, state in tokens),
        "users": count_users(here),
        "groups": [(group, _given(group.roles.all(), names)) for group in groups_with_roles(here)],
        "waiting": waiting[:MOST_WAITING],
        "waiting_total": total,
        "waiting_more": max(total - MOST_WAITING, 0),
    }
    return render(request, "signin/provisioning.html", context)


@sensitive_post_parameters("password", "code")
@never_cache
@organisation_page(PROVISION)
def scim_token_new(request: MilepostRequest) -> HttpResponse:
    """A form for a token. It brings people in, so it takes a password. Its secret is in the answer alone."""
    person, here = request.actor.known_person, request.organisation
    purpose = f"scim token {here.pk}"
    asked, shows = asked_here(request, purpose), ScimTokenForm.shows(today(here.timezone))
    form = ScimTokenForm(request.POST or None, of=asked, initial=shows)
    if request.method == "POST" and form.is_valid():
        try:
            prove(person, proof_in(form, request, purpose))
            token, secret = make_scim_token(
                actor=request.actor, organisation=here, expires_on=form.cleaned_data["expires"]
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return render(request, "signin/scim_token_made.html", {"token": token, "secret": secret})
    return render(request, "signin/scim_token_new.html", {"form": form}, status=422 if form.errors else 200)


@organisation_page(PROVISION)
@require_POST
def scim_token_revoke(request: MilepostRequest, token_id: UUID) -> HttpResponse:
    """End a token now."""
    token = get_scim_token(request.organisation, token_id)
    revoke_scim_token(actor=request.actor, token=token)
    messages.success(request, _("The token %(prefix)s is revoked.") % {"prefix": token.prefix})
    return _back(request)


@organisation_page(PROVISION)
@require_POST
def scim_off(request: MilepostRequest) -> HttpResponse:
    """End every token at once."""
    turn_off(actor=request.actor, organisation=request.organisation)
    messages.success(request, _("Nobody is brought in by an identity provider any more."))
    return _back(request)


@organisation_page(PROVISION)
def scim_group(request: MilepostRequest, group_id: UUID) -> HttpResponse:
    """One group: what it gives, and giving more."""
    group = get_scim_group(request.organisation, group_id)
    lines = list(programmes_seen_by(request.actor, request.organisation))
    form = GroupRoleForm(request.POST or None, programmes=lines, initial={"role": Role.READER.value})
    if request.method == "POST" and form.is_valid() and _is_mapped(request, group, form):
        return redirect("signin:scim-group", org=request.organisation.code, group_id=group.pk)
    given = _given(group.roles.order_by("role", "programme_id"), _names(lines))
    context = {"form": form, "group": group, "given": given, "size": group.memberships.count()}
    return render(request, "signin/scim_group.html", context, status=422 if form.errors else 200)


@organisation_page(PROVISION)
@require_POST
def scim_role_remove(request: MilepostRequest, rule_id: UUID) -> HttpResponse:
    """Let a group give a role no longer."""
    rule = get_group_role(request.organisation, rule_id)
    unmap_group(actor=request.actor, rule=rule)
    messages.success(
        request,
        _("%(group)s does not give %(role)s any more.")
        % {"group": rule.group.display_name, "role": role_name(rule.role)},
    )
    return redirect("signin:scim-group", org=request.organisation.code, group_id=rule.group_id)


def _is_mapped(request: MilepostRequest, group: ScimGroup, form: GroupRoleForm) -> bool:
    given = form.cleaned_data
    try:
        map_group(actor=request.actor, group=group, role=Role(given["role"]), programme_id=given["programme"])
    except Refused as refused:
        add_refusal(form, refused)
        return False
    messages.success(
        request,
        _("%(group)s gives %(role)s from now on.") % {"group": group.display_name, "role": role_name(given["role"])},
    )
    return True


def _names(lines: Sequence[ProgrammeLine]) -> dict[UUID, str]:
    return {line.id: line.name for line in lines}


def _given(rules: Iterable[GroupRole], names: dict[UUID, str]) -> list[dict[str, object]]:
    """Roles as lines show them; a programme that the reader may not see keeps its name to itself."""
    return [
        {
            "id": rule.pk,
            "role": role_name(rule.role),
            "where": names.get(rule.programme_id, _("another programme")) if rule.programme_id else _("all programmes"),
        }
        for rule in rules
    ]


def _back(request: MilepostRequest) -> HttpResponse:
    return redirect("signin:provisioning", org=request.organisation.code)
