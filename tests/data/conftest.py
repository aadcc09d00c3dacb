"""Shared, slow machines: a test here fails for what it finds, not for how long it took."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
