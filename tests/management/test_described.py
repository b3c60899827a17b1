"""Each register is described as its table and its row have it."""

import pytest

from milepost.features.management.described import LISTED, REGISTERS
from milepost.features.management.forms import FORMS
from milepost.features.management.registers import WORDED, Register, Shape
from milepost.platform.ui.happenings import FIELDS
from milepost.platform.ui.wording import WordingField

every_register = pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda register: register.key)


@every_register
def test_a_description_names_the_fields_of_its_row_and_its_table(register: Register) -> None:
    described = [field.name for field in register.fields()]
    assert sorted(described) == sorted(name for name in register.names if name != "code")
    columns = {column.name for column in register.model._meta.concrete_fields}
    assert set(described) <= columns
    assert columns - set(described) == {"id", "organisation", "programme", "revision"} | (
        set() if register.single else {"code"}
    )


@every_register
def test_texts_in_both_languages_are_kept_in_columns_that_can(register: Register) -> None:
    columns = {column.name: column for column in register.model._meta.concrete_fields}
    worded = {name for name, column in columns.items() if isinstance(column, WordingField)}
    assert worded == set(register.of(Shape.LINE, Shape.PROSE))


@every_register
def test_every_field_has_a_name_in_the_timeline_and_its_choices_have_words(register: Register) -> None:
    assert {field.name for field in register.fields()} <= set(FIELDS)
    for field in register.fields():
        if field.shape is Shape.CHOICE:
            column = register.model._meta.get_field(field.name)
            codes = {str(code) for code, _words in field.choices if code}
            assert codes == {str(code) for code, _label in column.choices or () if code}  # type: ignore[union-attr]


@every_register
def test_a_form_asks_every_field_and_each_text_twice(register: Register) -> None:
    asked = set(FORMS[register.key].base_fields)
    second = {f"{name}-id" for name in register.of(*WORDED)}
    assert asked == set(register.names) | second


def test_lists_show_and_filter_what_there_is_and_codes_do_not_collide() -> None:
    prefixes = [register.prefix for register in LISTED]
    assert len(prefixes) == len(set(prefixes))
    for register in LISTED:
        worked_out = {"level", "latest", "requirements"}
        assert set(register.shown) - worked_out <= set(register.names)
        assert {register.field(name).shape for name in register.filters} <= {Shape.CHOICE}
