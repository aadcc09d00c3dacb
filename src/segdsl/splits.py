"""Which part of a split a key falls in: a hash of the key with the salt, so that adding customers moves nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal

DIGITS = 15
"""How many hex digits of the hash are looked at."""

WHOLE = 16**DIGITS


def bounds(shares: Sequence[tuple[str, float]]) -> tuple[tuple[str, int], ...]:
    """For each part the first hash number above it; the parts before it end where it begins.

    The shares are added as decimals, so that 10% and 20% end exactly where 30% does.
    """
    ends: list[tuple[str, int]] = []
    total = Decimal(0)
    for part, share in shares:
        total += Decimal(str(share))
        ends.append((part, min(WHOLE, int((total * WHOLE).to_integral_value()))))
    return (*ends[:-1], (ends[-1][0], WHOLE))


def number(salt: str, text: str) -> int:
    """The first 15 hex digits of the MD5 of `salt|text`, as a number."""
    return numbers(salt, (text,))[0]


def numbers(salt: str, texts: Iterable[str]) -> list[int]:
    """The number of each text. MD5 spreads the keys evenly; nothing here is a secret."""
    found = []
    prefix = f"{salt}|".encode()
    for text in texts:
        digest = hashlib.md5(prefix + text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
        found.append(int.from_bytes(digest[:8], "big") >> 4)
    return found


def part(salt: str, shares: Sequence[tuple[str, float]], text: str) -> str:
    """The part that the text falls in."""
    found = number(salt, text)
    return next(name for name, end in bounds(shares) if found < end)
