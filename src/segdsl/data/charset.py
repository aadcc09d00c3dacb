"""Which encoding a text file is in: UTF-8, else a guess that says how sure it is; the standard library only."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from segdsl.data.content import utf16_without_mark

_BLOCK = 1024 * 1024

# Names that users and programs write for one and the same thing; the wider encoding reads all that the narrower does.
_WIDER = {
    "big5": "cp950",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "utf-8-sig": "utf-8",
}
SHOWN = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp950": "Big5 (cp950)",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
}

# What Western European text is made of beside ASCII. Letters that stand for others in Central European, Turkish or
# Baltic files are left out on purpose: a file with those is not surely Windows-1252.
_WESTERN = frozenset("äöüßÄÖÜéèêëàâáíóúñçîïôûåæøœÉÈÊÀÂÁÍÓÚÑÇÎÔÅÆØŒãõÃÕ¿¡‘’‚“”„«»–—…€£§°²³©®™´·•ªº\u00a0")
_LETTERS = frozenset(c for c in _WESTERN if c.isalpha())


@dataclass(frozen=True, slots=True)
class Guess:
    """A Python codec name, and whether the guess is good enough to read the file without asking."""

    codec: str
    sure: bool


def codec_of(name: str) -> str | None:
    """The Python codec that a user's name for an encoding means, None when there is no such text encoding."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return _WIDER.get(found.name, found.name) if is_text else None


def shown(codec: str) -> str:
    """The name of a codec as a user knows it."""
    return SHOWN.get(codec, codec)


def option(codec: str) -> str:
    """The name of a codec as a user would give it."""
    return {"cp950": "big5", "cp1252": "windows-1252"}.get(codec, codec)


def bad_line(stream: BinaryIO, codec: str) -> int | None:
    """The number of the first line that is not in this encoding; None when all of the stream is."""
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    lines = 1
    while True:
        block = stream.read(_BLOCK)
        try:
            lines += decoder.decode(block, final=not block).count("\n")
        except UnicodeDecodeError as error:
            return lines + error.object[: error.start].decode(codec, errors="replace").count("\n")
        if not block:
            return None


def guess(sample: bytes) -> Guess:
    """The likeliest encoding of bytes that are not UTF-8.

    Big5 and GB18030 texts use their frequent characters (the first plane of either standard) nearly always, and read
    as one another they do not; Western text has single accented letters inside words.
    """
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Guess("utf-16", sure=True)
    unmarked = utf16_without_mark(sample)
    if unmarked is not None:
        return Guess(unmarked, sure=True)
    western = _western(sample)
    ranked = sorted(
        [(_frequent(sample, "cp950"), "cp950"), (_frequent(sample, "gb18030"), "gb18030"), (western, "cp1252")],
        reverse=True,
    )
    (best, codec), (second, _), _ = ranked
    return Guess(codec, sure=best >= 0.9 and second <= best - 0.1)


def _high_pairs(sample: bytes) -> Iterator[tuple[int, int]]:
    place, end = 0, len(sample) - 1
    while place < end:
        if sample[place] < 0x80:
            place += 1
        else:
            yield sample[place], sample[place + 1]
            place += 2


def begins_as_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is UTF-8; its last character may be cut off."""
    return _decodes(head, "utf-8")


def _decodes(sample: bytes, codec: str) -> bool:
    """Whether the sample is in the encoding; its last character may be cut off."""
    try:
        codecs.getincrementaldecoder(codec)(errors="strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _frequent(sample: bytes, codec: str) -> float:
    """The share of frequent characters among the Chinese ones, 0 when the sample is not in the encoding."""
    if not _decodes(sample, codec):
        return 0.0
    frequent = total = telling = 0
    for lead, trail in _high_pairs(sample):
        if codec == "cp950":
            is_frequent, tells = 0xA4 <= lead <= 0xC6 and (0x40 <= trail <= 0x7E or trail >= 0xA1), trail <= 0x7E
        else:
            is_frequent, tells = 0xB0 <= lead <= 0xD7 and trail >= 0xA1, lead > 0xC8
        total += not 0xA1 <= lead <= 0xA3
        frequent += is_frequent
        telling += is_frequent and tells
    if total >= 20 and not telling:
        return 0.5  # Korean and Japanese fill the same places, but never those that half of all Chinese text is in
    return frequent / total if total else 0.0


def _western(sample: bytes) -> float:
    """The share of plainly Western characters among those beyond ASCII, letters only where a word goes on."""
    if not _decodes(sample, "cp1252"):
        return 0.0
    text = sample.decode("cp1252", errors="replace")
    good = total = 0
    for place, character in enumerate(text):
        if character < "\x80":
            continue
        total += 1
        beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
        in_word = any(c.isascii() and c.isalpha() for c in beside) or not beside.strip()
        good += character in _WESTERN and (in_word or character not in _LETTERS)
    return good / total if total else 0.0
