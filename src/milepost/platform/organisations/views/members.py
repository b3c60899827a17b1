"""The people of an organisation: who they are, what they may be, and inviting more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.platform.organisations.forms import InviteForm, RoleForm, add_refusal
from milepost.platform.organisations.models import Grant, Member
from milepost.platform.organisations.naming import role_choices, role_duties, role_name
from milepost.platform.organisations.policies import MANAGE_MEMBERS, READ_MEMBERS, allows
from milepost.platform.organisations.programmes import ProgrammeLine, programmes_seen_by
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.selectors import (
    get_grant,
    get_invitation,
    get_member,
    members_of,
    open_invitations_of,
    tokens_of,
)
from milepost.platform.organisations.services import (
    add_member,
    invite,
    remove_member,
    take_role,
    withdraw_invitation,
)
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.ui.paging import page_of

ORDERS = {"name": ("person__name",), "joined": ("joined_at",), "email": ("person__email",)}


@organisation_page(READ_MEMBERS)
def members(request: MilepostRequest) -> HttpResponse:
    """Everybody and their roles; open invitations for those who may invite."""
    listing = page_of(members_of(request.organisation), request.GET, orders=ORDERS, default="name")
    names = _programme_names(request)
    may_manage = allows(request.actor, MANAGE_MEMBERS, organisation_id=request.organisation.pk)
    invitations = open_invitations_of(request.organisation) if may_manage else []
    context = {
        "listing": listing,
        "rows": [(member, [_held(grant, names) for grant in member.grants.all()]) for member in listing.rows],
        "may_manage": may_manage,
        "invitations": [(invitation, role_name(invitation.role)) for invitation in invitations],
    }
    return render(request, "organisations/members.html", context)


@organisation_page(MANAGE_MEMBERS)
def invitation_new(request: MilepostRequest) -> HttpResponse:
    """Invite somebody. The link is in the answer to this form and nowhere else."""
    form = InviteForm(request.POST or None, programmes=_programmes(request), initial={"role": Role.READER.value})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invitation, secret = invite(
                actor=request.actor,
                organisation=request.organisation,
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                programme_id=given["programme"],
                until=given["until"],
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            shown = {"invitation": invitation, "secret": secret, "role": role_name(invitation.role)}
            return render(request, "organisations/invited.html", shown)
    duties = [(name, role_duties(code)) for code, name in role_choices()]
    return render(
        request, "organisations/invite.html", {"form": form, "duties": duties}, status=422 if form.errors else 200
    )


@organisation_page(MANAGE_MEMBERS)
@require_POST
def invitation_withdraw(request: MilepostRequest, invitation_id: UUID) -> HttpResponse:
    """Make a link useless."""
    invitation = get_invitation(request.organisation, invitation_id)
    withdraw_invitation(actor=request.actor, invitation=invitation)
    messages.success(request, _("The invitation for %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("organisations:members", org=request.organisation.code)


@organisation_page(MANAGE_MEMBERS)
def member(request: MilepostRequest, member_id: UUID) -> HttpResponse:
    """One member: the roles held, and giving another."""
    found = get_member(request.organisation, member_id)
    form = RoleForm(request.POST or None, programmes=_programmes(request), initial={"role": Role.READER.value})
    if request.method == "POST" and form.is_valid() and _role_given(request, found, form):
        return redirect("organisations:member", org=request.organisation.code, member_id=found.pk)
    names = _programme_names(request)
    context = {
        "form": form,
        "member": found,
        "held": [_held(grant, names) for grant in found.grants.all()],
        "tokens": tokens_of(request.organisation).filter(person=found.person, revoked_at=None).count(),
    }
    return render(request, "organisations/member.html", context, status=422 if form.errors else 200)


def _role_given(request: MilepostRequest, found: Member, form: RoleForm) -> bool:
    try:
        add_member(
            actor=request.actor,
            organisation=request.organisation,
            email=found.person.email,
            name=found.person.name,
            role=Role(form.cleaned_data["role"]),
            programme_id=form.cleaned_data["programme"],
            until=form.cleaned_data["until"],
        )
    except Refused as refused:
        add_refusal(form, refused)
        return False
    messages.success(
        request,
        _("%(name)s is now %(role)s.") % {"name": found.person.name, "role": role_name(form.cleaned_data["role"])},
    )
    return True


@organisation_page(MANAGE_MEMBERS)
@require_POST
def role_take(request: MilepostRequest, grant_id: UUID) -> HttpResponse:
    """Take a role away."""
    grant = get_grant(request.organisation, grant_id)
    take_role(actor=request.actor, grant=grant)
    messages.success(
        request,
        _("%(name)s is no longer %(role)s.") % {"name": grant.member.person.name, "role": role_name(grant.role)},
    )
    return redirect("organisations:member", org=request.organisation.code, member_id=grant.member_id)


@organisation_page(MANAGE_MEMBERS)
@require_POST
def member_remove(request: MilepostRequest, member_id: UUID) -> HttpResponse:
    """End a membership with its roles, sessions and tokens."""
    found = get_member(request.organisation, member_id)
    remove_member(actor=request.actor, member=found)
    messages.success(request, _("%(name)s is not a member any more.") % {"name": found.person.name})
    return redirect("organisations:members", org=request.organisation.code)


def _programmes(request: MilepostRequest) -> list[ProgrammeLine]:
    return list(programmes_seen_by(request.actor, request.organisation))


def _programme_names(request: MilepostRequest) -> dict[UUID, str]:
    return {line.id: line.name for line in programmes_seen_by(request.actor, request.organisation)}


def _held(grant: Grant, names: dict[UUID, str]) -> dict[str, object]:
    """A role as a line shows it; a programme that the reader may not see keeps its name to itself."""
    where = names.get(grant.programme_id, _("another programme")) if grant.programme_id else _("all programmes")
    return {
        "id": grant.pk,
        "role": role_name(grant.role),
        "where": where,
        "until": grant.until,
        "by_group": grant.given_by is not None,
    }
