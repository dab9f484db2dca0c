"""The Great Expectations types that DuckDB answers, and the keyword arguments of each.

A suite that holds another type, or an argument that is not listed (such as `row_condition`), is refused when it is
loaded: leaving an argument out would give another verdict than Great Expectations gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How an expectation is answered."""

    ROWS = "rows"  # each row meets it or not: two counts in the table's aggregate query
    GROUPS = "groups"  # rows are compared with each other: one grouping query
    VALUE = "value"  # one number or time of the whole table: one column of the aggregate query
    QUERY = "query"  # SQL that selects the unexpected rows
    COLUMNS = "columns"  # the table's column names alone


@dataclass(frozen=True, slots=True)
class ExpectationType:
    """A supported type.

    Attributes:
        kind: how it is answered.
        required: arguments that must be given.
        optional: arguments that may be given.
    """

    kind: Kind
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


_MOSTLY = frozenset({"mostly"})
_BOUNDS = frozenset({"min_value", "max_value"})
_STRICT_BOUNDS = _BOUNDS | {"strict_min", "strict_max"}
_COLUMN = frozenset({"column"})
_PAIR = frozenset({"column_A", "column_B"})


def _rows(*required: str, optional: frozenset[str] = frozenset()) -> ExpectationType:
    return ExpectationType(Kind.ROWS, frozenset(required), optional | _MOSTLY)


SUPPORTED_TYPES: dict[str, ExpectationType] = {
    "expect_column_values_to_not_be_null": _rows("column"),
    "expect_column_values_to_be_null": _rows("column"),
    "expect_column_values_to_be_in_set": _rows("column", "value_set"),
    "expect_column_values_to_not_be_in_set": _rows("column", "value_set"),
    "expect_column_values_to_be_between": _rows("column", optional=_STRICT_BOUNDS),
    "expect_column_value_lengths_to_be_between": _rows("column", optional=_STRICT_BOUNDS),
    "expect_column_values_to_match_regex": _rows("column", "regex"),
    "expect_column_values_to_not_match_regex": _rows("column", "regex"),
    "expect_column_values_to_be_json_parseable": _rows("column"),
    "expect_column_pair_values_to_be_equal": _rows(*_PAIR, optional=frozenset({"ignore_row_if"})),
    "expect_column_pair_values_a_to_be_greater_than_b": _rows(
        *_PAIR, optional=frozenset({"ignore_row_if", "or_equal"})
    ),
    "expect_column_values_to_be_unique": ExpectationType(Kind.GROUPS, _COLUMN, _MOSTLY),
    "expect_compound_columns_to_be_unique": ExpectationType(
        Kind.GROUPS, frozenset({"column_list"}), _MOSTLY | {"ignore_row_if"}
    ),
    "expect_table_row_count_to_be_between": ExpectationType(Kind.VALUE, optional=_STRICT_BOUNDS),
    "expect_column_min_to_be_between": ExpectationType(Kind.VALUE, _COLUMN, _STRICT_BOUNDS),
    "expect_column_max_to_be_between": ExpectationType(Kind.VALUE, _COLUMN, _STRICT_BOUNDS),
    "expect_column_mean_to_be_between": ExpectationType(Kind.VALUE, _COLUMN, _STRICT_BOUNDS),
    "expect_column_sum_to_be_between": ExpectationType(Kind.VALUE, _COLUMN, _STRICT_BOUNDS),
    "expect_column_unique_value_count_to_be_between": ExpectationType(Kind.VALUE, _COLUMN, _STRICT_BOUNDS),
    "expect_column_proportion_of_non_null_values_to_be_between": ExpectationType(Kind.VALUE, _COLUMN, _STRICT_BOUNDS),
    "expect_column_to_exist": ExpectationType(Kind.COLUMNS, _COLUMN),
    "expect_table_columns_to_match_set": ExpectationType(
        Kind.COLUMNS, frozenset({"column_set"}), frozenset({"exact_match"})
    ),
    "unexpected_rows_expectation": ExpectationType(Kind.QUERY, frozenset({"unexpected_rows_query"})),
}

BOUNDED_TYPES = frozenset(name for name, kind in SUPPORTED_TYPES.items() if (kind.required | kind.optional) >= _BOUNDS)
"""Types that need at least one of `min_value` and `max_value`."""

IGNORE_ROW_IF: dict[str, frozenset[str]] = {
    "expect_column_pair_values_to_be_equal": frozenset(
        {"both_values_are_missing", "either_value_is_missing", "neither"}
    ),
    "expect_column_pair_values_a_to_be_greater_than_b": frozenset(
        {"both_values_are_missing", "either_value_is_missing", "neither"}
    ),
    "expect_compound_columns_to_be_unique": frozenset({"all_values_are_missing", "any_value_is_missing", "never"}),
}
