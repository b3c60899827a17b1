"""Mapping files: how the columns and values of a tool become neutral records.

`parse_mapping(text)` reads one, `as_yaml(mapping)` writes one, `guess_mapping(connection, rows, system=…)` proposes one
for an unknown file, `check_mapping(mapping, columns)` says what of it fits a file's columns.
"""

from milepost.engines.bulk.mapping.checking import Fit, check_mapping
from milepost.engines.bulk.mapping.guessing import guess_mapping
from milepost.engines.bulk.mapping.model import FieldRule, Fold, Mapping, Personal, PracticeRule, SourceTerms
from milepost.engines.bulk.mapping.parsing import parse_mapping
from milepost.engines.bulk.mapping.writing import as_yaml

__all__ = [
    "FieldRule",
    "Fit",
    "Fold",
    "Mapping",
    "Personal",
    "PracticeRule",
    "SourceTerms",
    "as_yaml",
    "check_mapping",
    "guess_mapping",
    "parse_mapping",
]
