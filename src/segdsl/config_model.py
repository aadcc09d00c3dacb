"""What a configuration may hold, as a pydantic model; `config` reads it, and nothing else needs it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The settings as they are written."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    data: str | dict[str, str] = Field(default_factory=dict)
    as_of: dt.date | None = Field(default=None, alias="as-of")
    key: str | None = None
    engine: str = Field(default="auto", min_length=1)
    on_bad_rows: Literal["fail", "quarantine"] = Field(default="fail", alias="on-bad-rows")
    lint: dict[str, Literal["off", "warning", "error"]] = Field(default_factory=dict)
