"""The names that a learned statement gives, from its text alone; what they stand for is checked elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from segdsl.names import fold
from segdsl.syntax import ast

# What an estimate from purchases also tells: output → the words of its name.
HISTORY: Mapping[str, str] = {
    "alive": "chance alive",
    "purchases": "expected purchases",
    "spend": "expected spend",
}


def outputs(decl: ast.LearnedDecl) -> dict[str, str]:
    """Output → the name that rules say, the one by which the statement is known first."""
    name = decl.name.text
    match decl:
        case ast.ScoreDecl():
            total = name if is_score(name) else f"{name} score"
            parts = {fold(part.name.text): f"{name} {part.name.text}" for part in decl.parts}
            return {"score": total, "code": f"{name} code", **parts}
        case ast.ClusterDecl():
            return {"group": name}
        case ast.PredictDecl():
            return {"chance": name}
        case ast.EstimateDecl():
            if isinstance(decl.source, ast.Contract):
                return {"value": name}
            return {"value": name, **{output: f"{name} {words}" for output, words in HISTORY.items()}}
        case ast.RecommendDecl():
            return {"next": name, **dict(_of_products(decl))}
        case ast.DetectDecl():
            return {"unusualness": name}
    assert_never(decl)


def is_score(name: str) -> bool:
    """Whether a score is called so that the word need not be added: `credit score`."""
    return fold(name).split()[-1:] == ["score"]


def _of_products(decl: ast.RecommendDecl) -> Iterator[tuple[str, str]]:
    for product in products(decl):
        yield f"chance of {product}", chance_of(product)
        yield f"likely to {product}", likely_to(product)


def products(decl: ast.RecommendDecl) -> tuple[str, ...]:
    """The products as rules name them, each once."""
    written = (product.value if isinstance(product, ast.TextLit) else product.text for product in decl.products)
    return tuple(dict.fromkeys(written))


def chance_of(product: str) -> str:
    """`chance of buying "credit card"`: a name as any other."""
    return f'chance of buying "{product}"'


def likely_to(product: str) -> str:
    return f'likely to buy "{product}"'
