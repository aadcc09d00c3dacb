"""What a file holds, told from its first bytes and not from its name; the standard library only."""

from __future__ import annotations

import gzip
import re
import zlib
from enum import Enum
from pathlib import Path
from typing import BinaryIO, cast

HEAD = 256 * 1024


class Content(Enum):
    """The kinds of content that are told apart; the words are those a user reads."""

    TEXT = "text with separators"
    JSON = "JSON lines"
    PARQUET = "Parquet"
    ARROW = "Arrow"
    EXCEL = "an Excel workbook"
    HTML = "a web page"
    XML = "XML"
    PDF = "a PDF document"
    ZIP = "a zip archive"
    SQLITE = "an SQLite database"
    DUCKDB = "a DuckDB database"
    PICKLE = "a Python pickle"
    IMAGE = "a picture"
    BINARY = "binary data"
    EMPTY = "nothing"


DATABASES = frozenset({Content.SQLITE, Content.DUCKDB})
READABLE = frozenset({Content.TEXT, Content.JSON, Content.PARQUET, Content.ARROW, Content.EXCEL}) | DATABASES
SUFFIXES = {
    ".csv": Content.TEXT,
    ".tsv": Content.TEXT,
    ".txt": Content.TEXT,
    ".jsonl": Content.JSON,
    ".ndjson": Content.JSON,
    ".json": Content.JSON,
    ".parquet": Content.PARQUET,
    ".pq": Content.PARQUET,
    ".arrow": Content.ARROW,
    ".feather": Content.ARROW,
    ".ipc": Content.ARROW,
    ".arrows": Content.ARROW,
    ".xlsx": Content.EXCEL,
    ".xlsm": Content.EXCEL,
    ".xlsb": Content.EXCEL,
    ".xls": Content.EXCEL,
    ".ods": Content.EXCEL,
    ".duckdb": Content.DUCKDB,
    ".ddb": Content.DUCKDB,
    ".sqlite": Content.SQLITE,
    ".sqlite3": Content.SQLITE,
}
_MAGIC: tuple[tuple[bytes, Content], ...] = (
    (b"PAR1", Content.PARQUET),
    (b"ARROW1", Content.ARROW),
    (b"\xff\xff\xff\xff", Content.ARROW),
    (b"\xd0\xcf\x11\xe0", Content.EXCEL),
    (b"%PDF", Content.PDF),
    (b"SQLite format 3\0", Content.SQLITE),
    (b"\x89PNG", Content.IMAGE),
    (b"\xff\xd8\xff", Content.IMAGE),
    (b"GIF8", Content.IMAGE),
    (b"\x80\x04\x95", Content.PICKLE),
    (b"\x80\x05\x95", Content.PICKLE),
)
_HTML = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body|<table|<meta)", re.IGNORECASE)
_WORKBOOK_PARTS = (b"[Content_Types].xml", b"xl/", b"_rels/", b"docProps/")


def is_gzip(head: bytes) -> bool:
    return head[:2] == b"\x1f\x8b"


def open_plain(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked when they are packed with gzip, whatever the file is called."""
    with path.open("rb") as raw:
        packed = is_gzip(raw.read(2))
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def head_of(path: Path, size: int = HEAD) -> bytes:
    """The first bytes, unpacked. Raises OSError or EOFError when the file cannot be read or is cut off."""
    with open_plain(path) as stream:
        try:
            return stream.read(size)
        except zlib.error as error:
            raise OSError("the gzip data is damaged") from error


def tell(head: bytes) -> Content:
    """What a file with these first (unpacked) bytes holds."""
    if not head:
        return Content.EMPTY
    for magic, content in _MAGIC:
        if head.startswith(magic):
            return content
    if head[8:12] == b"DUCK":
        return Content.DUCKDB
    if head.startswith(b"PK\x03\x04"):
        is_book = any(part in head[:4096] for part in _WORKBOOK_PARTS) or b"opendocument.spreadsheet" in head[:200]
        return Content.EXCEL if is_book else Content.ZIP
    return _tell_text(head)


def _tell_text(head: bytes) -> Content:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or _looks_like_utf16(head):
        return Content.TEXT
    body = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(body):
        return Content.HTML
    if body.lstrip()[:5].lower() == b"<?xml":
        return Content.HTML if b"<html" in body[:2000].lower() else Content.XML
    if b"\0" in body:
        return Content.BINARY
    start = body.lstrip()[:1]
    if start in (b"{", b"[") and body.lstrip()[1:].lstrip()[:1] in (b'"', b"{", b"}", b"]"):
        return Content.JSON
    return Content.TEXT if body.strip() else Content.EMPTY


def _looks_like_utf16(head: bytes) -> bool:
    """Many zero bytes, all at even or all at odd places: UTF-16 without a mark."""
    sample = head[: min(len(head), 4096) // 2 * 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    return half > 0 and ((odd > half * 0.4 and even == 0) or (even > half * 0.4 and odd == 0))


def utf16_without_mark(head: bytes) -> str | None:
    """The name of the UTF-16 that bytes without a mark look like."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or not _looks_like_utf16(head):
        return None
    return "utf-16-le" if head[1:2] == b"\0" or head[0::2].count(0) == 0 else "utf-16-be"
