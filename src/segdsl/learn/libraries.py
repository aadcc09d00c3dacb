"""What is said where the libraries that learn are not installed, or cannot be loaded; it imports them to find out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from segdsl import ir
from segdsl.diagnostics.codes import learn
from segdsl.diagnostics.model import Diagnostic, Label

_LIBRARIES = ("sklearn", "scipy", "threadpoolctl", "joblib")


def missing(thing: ir.LearnedThing, error: ImportError) -> Diagnostic | None:
    """That a thing cannot be learned for want of a library; None where the import failed for another reason."""
    of_library = (error.name or "").partition(".")[0] in _LIBRARIES
    if isinstance(error, ModuleNotFoundError) and of_library:
        return _said(thing, "scikit-learn is not installed")
    if of_library or not all(map(_loads, _LIBRARIES)):
        return _said(thing, "scikit-learn cannot be loaded here: it is too old, or damaged")
    return None


def told_once(said: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same with one message for all things that want a library."""
    wanting = [diagnostic for diagnostic in said if diagnostic.code is learn.LIBRARY_MISSING]
    if len(wanting) < 2:
        return tuple(said)
    first, *others = wanting
    labels = tuple(Label(other.span, "nor can this") for other in others if other.span is not None)
    merged = replace(first, labels=labels)
    return tuple(merged if d is first else d for d in said if d is first or d.code is not learn.LIBRARY_MISSING)


def _loads(library: str) -> bool:
    try:
        import_module(library)
    except ImportError:
        return False
    return True


def _said(thing: ir.LearnedThing, why: str) -> Diagnostic:
    return Diagnostic(
        learn.LIBRARY_MISSING,
        f"`{thing.name}` cannot be learned, because {why}",
        span=thing.span,
        help=('install what learns with `pip install "segdsl[learn]"`',),
        notes=("rules are applied with a state that was fitted elsewhere without it: `segdsl apply --state DIR`",),
    )
