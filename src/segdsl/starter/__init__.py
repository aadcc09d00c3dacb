"""What `segdsl init` writes: a folder with rules, small data and the settings of git; overwrites nothing, ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segdsl.starter.people import data_files

_FILES = Path(__file__).parent / "files"

# Where each file goes. Those beginning with a dot are kept without it here, so that they do nothing in this place.
_PLACES = {
    "segments.seg": "segments.seg",
    "README.md": "README.md",
    "segdsl.toml": "segdsl.toml",
    "gitattributes": ".gitattributes",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
}


@dataclass(frozen=True, slots=True)
class Written:
    """Which files were made and which were there already (and left as they are), relative to the folder."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def contents() -> Mapping[str, bytes]:
    """Every file of a starting folder: path in the folder → content. Always the same bytes."""
    texts = {place: (_FILES / name).read_bytes() for name, place in _PLACES.items()}
    return texts | {f"data/{name}": content for name, content in data_files().items()}


def write(folder: Path) -> Written:
    """Make the folder and those files that it does not have. Raises OSError when that cannot be done."""
    made: list[str] = []
    kept: list[str] = []
    for place, content in contents().items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as out:  # fails when there is a file, whoever put it there and when
                out.write(content)
        except FileExistsError:
            kept.append(place)
        else:
            made.append(place)
    return Written(tuple(made), tuple(kept))
