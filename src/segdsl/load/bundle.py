"""What loading gives: the rule files that belong together and the lists they name; reads nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from segdsl.load.walk import nodes
from segdsl.names import fold
from segdsl.record import field, record
from segdsl.source import Source
from segdsl.syntax import ast


@record
class Unit:
    """One file. `library` is what `use` calls it (None: the file itself), `base` the folder its paths start from."""

    file: ast.File
    library: str | None
    base: Path | None

    def path(self, text: str) -> str:
        """The key of a list file in `Bundle.lists`."""
        return str(Path(text) if self.base is None else self.base / text)


@record
class Bundle:
    """The file itself first, then those it uses, each once. `lists` has the lines of each list file that could be read.

    `complete` is False when a used file could not be read; `unread` has the folded words of what could not be parsed.
    `cases` are the tables of examples that could be read, by the same keys as lists.
    """

    files: tuple[Unit, ...]
    lists: Mapping[str, tuple[str, ...]]
    complete: bool = True
    unread: frozenset[str] = frozenset()
    cases: Mapping[str, Source] = field(default_factory=dict)

    @property
    def main(self) -> Unit:
        return self.files[0]

    def may_hold(self, name: str) -> bool:
        """Whether a name that nothing has may be given in what could not be read, or shares a word with what could not
        be parsed (`score RFM` gives `RFM score`)."""
        return not self.complete or not self.unread.isdisjoint(fold(name).split())


def mentioned(bundle: Bundle) -> frozenset[str] | None:
    """Every folded name that occurs in rules: more than the columns that are used, never fewer. None when any column
    may be asked for: a recommendation that does not name the column of its products finds it among all there are.

    `avg salary of districts` counts as itself and as each of the parts round an ` of `.
    """
    found: set[str] = set()
    for unit in bundle.files:
        for node in nodes(tuple(s for s in unit.file.statements if not isinstance(s, ast.PolicyDecl))):
            if isinstance(node, ast.RecommendDecl) and node.source is None:
                if any(isinstance(product, ast.TextLit) for product in node.products):
                    return None
            elif isinstance(node, ast.Name):
                folded = fold(node.text)
                found.add(folded)
                words = folded.split(" of ")
                for cut in range(1, len(words)):
                    found.update((" of ".join(words[:cut]), " of ".join(words[cut:])))
    return frozenset(found)


def only_outcomes(bundle: Bundle) -> Mapping[str, str]:
    """Folded name → name, of what nothing asks for but the outcome of a prediction: once that is learned, the customers
    need not have it."""
    outcomes: dict[str, str] = {}
    others: set[str] = set()
    for unit in bundle.files:
        for statement in unit.file.statements:
            rest: object = statement
            if isinstance(statement, ast.PredictDecl) and not isinstance(statement.outcome, ast.LaterOutcome):
                outcomes.update((fold(name.text), name.text) for name in _names(statement.outcome))
                rest = (statement.population, statement.features, statement.require)
            elif isinstance(statement, ast.TableDecl):
                rest = tuple(clause for clause in statement.clauses if not isinstance(clause, ast.ColumnClause))
            others.update(fold(name.text) for name in _names(rest))
    return {folded: name for folded, name in outcomes.items() if folded not in others}


def _names(root: object) -> Iterator[ast.Name]:
    return (node for node in nodes(root) if isinstance(node, ast.Name))
