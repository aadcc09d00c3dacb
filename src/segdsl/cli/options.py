"""The arguments and options that several verbs share; `option_types` says what they are, once typer asks for them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segdsl.cli.option_types import (
        AsOf as AsOf,
    )
    from segdsl.cli.option_types import (
        Baseline as Baseline,
    )
    from segdsl.cli.option_types import (
        Check as Check,
    )
    from segdsl.cli.option_types import (
        Data as Data,
    )
    from segdsl.cli.option_types import (
        Diff as Diff,
    )
    from segdsl.cli.option_types import (
        DryRun as DryRun,
    )
    from segdsl.cli.option_types import (
        Encoding as Encoding,
    )
    from segdsl.cli.option_types import (
        Engine as Engine,
    )
    from segdsl.cli.option_types import (
        File as File,
    )
    from segdsl.cli.option_types import (
        Files as Files,
    )
    from segdsl.cli.option_types import (
        Fix as Fix,
    )
    from segdsl.cli.option_types import (
        FixDiff as FixDiff,
    )
    from segdsl.cli.option_types import (
        Key as Key,
    )
    from segdsl.cli.option_types import (
        NoColor as NoColor,
    )
    from segdsl.cli.option_types import (
        NoProgress as NoProgress,
    )
    from segdsl.cli.option_types import (
        OnBadRows as OnBadRows,
    )
    from segdsl.cli.option_types import (
        OutputFormat as OutputFormat,
    )
    from segdsl.cli.option_types import (
        Quiet as Quiet,
    )
    from segdsl.cli.option_types import (
        State as State,
    )
    from segdsl.cli.option_types import (
        WriteBaseline as WriteBaseline,
    )
    from segdsl.cli.option_types import (
        read_date as read_date,
    )
    from segdsl.cli.option_types import (
        read_folder as read_folder,
    )


class Shown(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class BadRows(StrEnum):
    """What becomes of rows that break a declaration."""

    FAIL = "fail"
    QUARANTINE = "quarantine"


def __getattr__(name: str) -> Any:
    """A verb that is called plainly never asks, and starts without typer."""
    from segdsl.cli import option_types

    return getattr(option_types, name)
