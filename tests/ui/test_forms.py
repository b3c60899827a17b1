"""Forms: labels, descriptions and errors that belong together for every reader."""

import re
from typing import Any

from django import forms
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from milepost.platform.ui.forms import DayInput, FilterForm, Form, RadioCards, Renderer, TickCards


class Decision(Form):
    groups_of_fields = (("The meeting", ("on", "go")),)

    title = forms.CharField(help_text="As on the certificate.")
    on = forms.DateField()
    go = forms.ChoiceField(
        label="Decision",
        choices=[("go", "Go"), ("no", "No-go")],
        widget=RadioCards(descriptions={"no": "Kept as it stands"}),
    )
    clauses = forms.MultipleChoiceField(choices=[("4", "4"), ("5", "5")], widget=TickCards, required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=3)


class Filters(FilterForm):
    owner = forms.ChoiceField(choices=[("", "Everyone"), ("ada", "Ada")])
    gaps = forms.BooleanField()


def shown(data: dict[str, Any] | None = None) -> str:
    return str(Decision(data, renderer=Renderer()))


def test_each_control_has_a_label_that_names_it() -> None:
    page = shown()
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', page)) - {"id_revision"}
    assert controls == set(re.findall(r'<label[^>]*for="([^"]+)"', page))


def test_an_error_is_read_with_its_field() -> None:
    page = shown({"note": "kept"})
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page
    assert 'aria-invalid="true"' in page


def test_every_id_that_a_description_names_exists_once() -> None:
    page = shown({})
    named = {name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()}
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert named <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_summary_leads_to_the_first_control_of_each_wrong_field() -> None:
    page = shown({"note": "kept"})
    assert 'role="alert"' in page
    leads = set(re.findall(r'href="#([^"]+)"', page))
    assert leads == {"id_title", "id_on", "id_go_0"}
    assert all(f'id="{anchor}"' in page for anchor in leads)


def test_a_refused_form_keeps_what_was_typed() -> None:
    page = shown({"note": "five <b>words</b>", "go": "no"})
    assert "five &lt;b&gt;words&lt;/b&gt;" in page
    assert re.search(r'value="no"[^>]*checked', page)


def test_a_form_without_errors_has_no_summary() -> None:
    assert 'role="alert"' not in shown()


def test_choices_are_a_group_with_a_legend_and_say_what_they_mean() -> None:
    page = shown()
    assert re.search(r"<legend>Decision\s*</legend>", page)
    assert "Kept as it stands" in page


def test_fields_stand_under_their_headings_and_the_rest_after_them() -> None:
    groups = [(str(group.heading), [field.name for field in group.fields]) for group in Decision().groups]
    assert groups == [("The meeting", ["on", "go"]), ("", ["title", "clauses", "note"])]


def test_hidden_fields_are_sent_whatever_happens() -> None:
    assert 'name="revision" value="3"' in shown()


def test_optional_fields_say_so() -> None:
    page = shown()
    assert page.count("(optional)") == 2


def test_a_date_uses_the_browsers_picker_with_iso_dates() -> None:
    form = Decision({"on": "2026-11-17"})
    assert isinstance(form.fields["on"].widget, DayInput)
    assert 'type="date" name="on" value="2026-11-17"' in str(form["on"])


def test_several_ticks_are_all_read() -> None:
    form = Decision(MultiValueDict({"clauses": ["4", "5"]}))
    form.is_valid()
    assert form.cleaned_data["clauses"] == ["4", "5"]


def test_filters_ignore_what_nobody_offers() -> None:
    request = RequestFactory().get("/", {"owner": "mallory", "gaps": "on", "other": "1"})
    assert Filters(request.GET).chosen() == {"gaps": True}


def test_filters_that_are_set_are_told() -> None:
    request = RequestFactory().get("/", {"owner": "ada"})
    assert Filters(request.GET).chosen() == {"owner": "ada"}
