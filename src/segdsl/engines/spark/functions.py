"""Functions over Arrow arrays that Spark's Python workers run where SQL has none; what they compute is in `formulas`.

The workers need segdsl installed for them. Each is a plain function of arrays, sent there with its constants.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from segdsl.engines.sql.sorts import Sort, sort_of
from segdsl.lower import nodes
from segdsl.lower.nodes import Fitted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Arrow: TypeAlias = Any
"""An Arrow array."""

TYPES = {
    Sort.NUMBER: "double",
    Sort.TEXT: "string",
    Sort.FLAG: "boolean",
    Sort.DATE: "date",
    Sort.TIME: "timestamp_ntz",
}


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """`key` tells it from others, `returns` is the type of what it gives, in words of Spark."""

    key: Hashable
    returns: str
    compute: Callable[..., Arrow]


@dataclass(slots=True, eq=False)
class Functions:
    """What one query calls, each once. `prefix` keeps the names apart from those of others in the same session."""

    prefix: str = "segdsl"
    _found: dict[Hashable, tuple[str, Function]] = field(default_factory=dict)

    def name(self, function: Function) -> str:
        made = f"{self.prefix}_{len(self._found)}"
        return self._found.setdefault(function.key, (made, function))[0]

    def register(self, spark: SparkSession) -> None:
        """Makes them known to a session."""
        if not self._found:
            return
        from pyspark.sql.pandas.functions import ArrowUDFType, arrow_udf

        for name, function in self._found.values():
            spark.udf.register(name, arrow_udf(function.compute, function.returns, ArrowUDFType.SCALAR))


def of_node(node: Fitted) -> Function:
    """What was learned, of arrays of its parts."""
    key = ("node", node.number)
    match node:
        case nodes.Mapped():
            return Function(key, TYPES[sort_of(node.type)], _mapped(node))
        case nodes.Trees(_, grown, constant):
            from segdsl.formulas.trees import Trees

            return Function(key, "double", _of_numbers(Trees(grown, constant).values))
        case nodes.Linear(constant, weights):
            return Function(key, "double", _linear(constant, weights))
        case nodes.Band(_, cuts, lower_is_better):
            return Function(key, "double", _band(cuts, lower_is_better))
        case nodes.Interpolate(_, points):
            return Function(key, "double", _interpolated(points))
        case nodes.History(_, model):
            return Function(key, "double", _purchases(model))
        case nodes.Apply() | nodes.Best():
            raise TypeError(f"{type(node).__name__} is written in SQL")
        case _:
            assert_never(node)


def of_pattern(re2: str) -> Function:
    """Whether a text holds a pattern, found in linear time."""

    def found(texts: Arrow) -> Arrow:
        import pyarrow.compute as pc

        return pc.match_substring_regex(texts, re2)

    return Function(("pattern", re2), "boolean", found)


def key_of_number() -> Function:
    """Numbers as keys, spelled as Python does."""

    def spelled(numbers: Arrow) -> Arrow:
        import pyarrow as pa

        from segdsl.interpret import as_key

        return pa.array([as_key(number) for number in numbers.to_pylist()], pa.string())

    return Function("key of number", "string", spelled)


def _numbers(array: Arrow) -> Any:
    return array.to_numpy(zero_copy_only=False)


def _of_numbers(formula: Callable[[Sequence[Any], int], Any]) -> Callable[..., Arrow]:
    def compute(*columns: Arrow) -> Arrow:
        import pyarrow as pa

        return pa.array(
            formula([_numbers(column) for column in columns], len(columns[0])), pa.float64(), from_pandas=True
        )

    return compute


def _linear(constant: float, weights: tuple[float, ...]) -> Callable[..., Arrow]:
    from segdsl.formulas.bands import linear

    return _of_numbers(lambda columns, rows: linear(columns, weights, constant, rows))


def _band(cuts: tuple[float, ...], lower_is_better: bool) -> Callable[..., Arrow]:
    from segdsl.formulas.bands import bands

    return _of_numbers(lambda columns, rows: bands(columns[0], cuts, lower_is_better))


def _interpolated(points: tuple[tuple[float, float], ...]) -> Callable[..., Arrow]:
    from segdsl.formulas.bands import interpolated

    return _of_numbers(lambda columns, rows: interpolated(columns[0], points))


def _purchases(model: tuple[float, float, float, float, float]) -> Callable[..., Arrow]:
    from segdsl.formulas.purchases import Model

    *shape, horizon = model
    made = Model(*shape)
    return _of_numbers(lambda columns, rows: made.purchases(columns[0], columns[1], columns[2], horizon))


def _mapped(node: nodes.Mapped) -> Callable[..., Arrow]:
    import datetime as dt

    def plain(value: Any) -> Any:
        return value / dt.timedelta(days=1) if isinstance(value, dt.timedelta) else value

    answers = {text: plain(value) for text, value in node.pairs}
    otherwise, missing = plain(node.otherwise), plain(node.missing)
    sort = sort_of(node.type)

    def compute(texts: Arrow) -> Arrow:
        import pyarrow as pa

        kinds: dict[Sort, Arrow] = {
            Sort.NUMBER: pa.float64(),
            Sort.TEXT: pa.string(),
            Sort.FLAG: pa.bool_(),
            Sort.DATE: pa.date32(),
            Sort.TIME: pa.timestamp("us"),
        }
        coded = texts.dictionary_encode()
        found = [answers.get(text, otherwise) for text in coded.dictionary.to_pylist()]
        indices = coded.indices.fill_null(len(found))
        return pa.array([*found, missing], kinds[sort]).take(indices)

    return compute
