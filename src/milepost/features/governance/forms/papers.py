"""Forms for what stands on paper: decisions of the board, the leadership commitment and its signatures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.governance.models import Covers
from milepost.features.governance.rows import TEXT
from milepost.platform.signatures.models import Method
from milepost.platform.signin.forms import ProofForm
from milepost.platform.ui.forms import Form, RadioCards, TickCards

COVERED = (
    (Covers.PROGRAMME.value, _("The programme")),
    (Covers.RESOURCES.value, _("Its resources")),
    (Covers.TIMELINE.value, _("Its timeline")),
)


class BoardForm(Form):
    """A decision of the board that approves an amount."""

    decided_on = forms.DateField(label=_("Decided on"), widget=forms.DateInput)
    amount = forms.DecimalField(
        min_value=0, max_digits=18, decimal_places=2, label=_("Amount approved"),
        help_text=_("In the currency of the programme's budget. It stands for the sponsor's authority where it covers "
                    "the whole budget."),
    )  # fmt: skip
    title = forms.CharField(
        required=False, max_length=300, label=_("What was decided"), help_text=_("As the minutes of the board say it.")
    )
    file = forms.FileField(
        required=False, label=_("The decision as a file"), help_text=_("Any file up to 50 MiB. It is kept as it came.")
    )


class CommitmentForm(Form):
    """The words that top management signs."""

    text = forms.CharField(
        max_length=TEXT, label=_("What top management commits itself to"), widget=forms.Textarea(attrs={"rows": 12})
    )
    covers = forms.MultipleChoiceField(
        choices=COVERED,
        label=_("It is signed for"),
        widget=TickCards(
            descriptions={
                "programme": _("The way to the certificate, with its phases and gates"),
                "resources": _("People, money and time, with the budget as it stands"),
                "timeline": _("From the start to the wanted certificate date, as they stand"),
            }
        ),
    )


class SignForm(ProofForm):
    """Signing in again, to sign; `digest` is what the signer read."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class OnPaperForm(Form):
    """What was signed outside Milepost: how, when, and the file that shows it."""

    method = forms.ChoiceField(
        label=_("How it was signed"),
        choices=((Method.PAPER.value, _("On paper")), (Method.CERTIFIED.value, _("With a certified signature"))),
        widget=RadioCards(
            descriptions={
                "paper": _("By hand: hand in the scan"),
                "certified": _("Electronically, with a certificate: hand in the signed file itself"),
            }
        ),
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput)
    file = forms.FileField(label=_("Scan or signed file"), help_text=_("Up to 50 MiB. It is kept as it came."))


class PaperForm(OnPaperForm):
    """A name put outside Milepost."""

    signatory = forms.CharField(max_length=200, label=_("Who signed"))
    office = forms.CharField(max_length=200, label=_("Office"), help_text=_("Like President Director."))
    field_order = ("method", "signatory", "office")


class WithdrawForm(Form):
    """Why top management takes its commitment back, and from which day."""

    why = forms.CharField(max_length=TEXT, label=_("Why it is withdrawn"), widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(
        required=False, label=_("Withdrawn on"), widget=forms.DateInput, help_text=_("Today, where it is left empty.")
    )
