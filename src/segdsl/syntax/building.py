"""What the builders of the AST share: the source, where to complain, the depth; it builds names and literals alone."""

from __future__ import annotations

from segdsl.diagnostics.codes import syntax as codes
from segdsl.diagnostics.model import Collector, Diagnostic
from segdsl.source import Source, Span
from segdsl.syntax import ast, literals
from segdsl.syntax.lalr import Node, Token, Tree

NAME_LENGTH = 128
DEPTH = 100


class TooDeep(Exception):
    """The statement nests deeper than the limit; `span` is where it goes too far."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


class Builder:
    """One statement being built.

    `open_wheres` are those that nothing closes yet: the place of the `where` and of an operator it may have swallowed.
    `odd_names` are names of mixed scripts already warned of in this file.
    """

    __slots__ = ("depth", "odd_names", "open_wheres", "say", "source")

    def __init__(self, source: Source, say: Collector, odd_names: set[str]) -> None:
        self.source = source
        self.say = say
        self.odd_names = odd_names
        self.depth = 0
        self.open_wheres: list[tuple[Span, Span]] = []

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    def enter(self, node: Node) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise TooDeep(self.span(node))

    def leave(self) -> None:
        self.depth -= 1

    def close_wheres(self, inside: Node) -> None:
        """Parentheses (or the end of a `define`) say how far the `where`s inside reach."""
        self.open_wheres = [w for w in self.open_wheres if not inside.start <= w[0].start < inside.end]

    def name(self, node: Node) -> ast.Name:
        """A `name` rule or its token."""
        token = node.children[0] if isinstance(node, Tree) else node
        assert isinstance(token, Token)
        text = " ".join(token.text.strip("`").split())
        span = self.span(token)
        if len(text) > NAME_LENGTH:
            message = f"a name has at most {NAME_LENGTH} characters, and this one has {len(text)}"
            self.say.add(Diagnostic(codes.NAME_LENGTH, message, span))
            text = text[:NAME_LENGTH]
        if not text:
            message = "expected a name between the backticks, found nothing"
            self.say.add(Diagnostic(codes.UNEXPECTED, message, span))
        if not text.isascii() and text not in self.odd_names:
            from segdsl.syntax import scripts

            mixed = scripts.mixed(text)
            if mixed is not None:
                self.odd_names.add(text)
                self.say.add(_mixed_script(span, *mixed))
        return ast.Name(text, span=span)

    def text(self, token: Node) -> ast.TextLit:
        assert isinstance(token, Token)
        return literals.text(token.text, self.span(token), self.say)

    def number(self, token: Node) -> ast.NumberLit:
        assert isinstance(token, Token)
        return literals.number(token.text, self.span(token), self.say)

    def date(self, token: Node) -> ast.DateLit:
        assert isinstance(token, Token)
        return literals.date(token.text, self.span(token), self.say)

    def duration(self, token: Node) -> ast.DurationLit:
        assert isinstance(token, Token)
        return literals.duration(token.text, self.span(token), self.say)

    def literal(self, token: Node) -> ast.Literal_:
        assert isinstance(token, Token)
        match token.type:
            case "NUMBER" | "PERCENT":
                return self.number(token)
            case "STRING":
                return self.text(token)
            case "DATE":
                return self.date(token)
            case "DURATION":
                return self.duration(token)
            case _:
                return ast.YesNoLit(token.type == "YES", span=self.span(token))


def _mixed_script(span: Span, word: str, found: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        codes.MIXED_SCRIPT,
        f"the word `{word}` mixes {' and '.join(found)} letters, some of which look alike",
        span,
        help=("a name is safest in the letters of one script",),
    )


def is_token(node: Node, *types: str) -> bool:
    return isinstance(node, Token) and node.type in types


def tokens(tree: Tree, *types: str) -> list[Token]:
    """The tree's own tokens of these types."""
    return [c for c in tree.children if isinstance(c, Token) and c.type in types]


def trees(tree: Tree, *names: str) -> list[Tree]:
    """The tree's own subtrees of these names."""
    return [c for c in tree.children if isinstance(c, Tree) and c.name in names]
