"""Opens a text file in the encoding that was said or that its bytes show, and says so; splits no fields."""

from __future__ import annotations

from pathlib import Path

from segdsl.data import charset
from segdsl.data.content import head_of, open_plain, utf16_without_mark
from segdsl.data.textbytes import TextBytes, load
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

_SAMPLE = 64 * 1024


def decoded(path: Path, label: str, encoding: str | None) -> TextBytes:
    """The text in the encoding said; otherwise UTF-16 when the first bytes show it, and UTF-8, not checked yet."""
    if encoding is not None:
        codec = charset.codec_of(encoding)
        if codec is None:
            raise Refused(unknown_encoding(encoding))
        return _load(path, label, codec)
    head = head_of(path, 4096)
    codec = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else utf16_without_mark(head) or "utf-8"
    return _load(path, label, codec)


def not_utf8(text: TextBytes, label: str, encoding: str | None) -> TextBytes:
    """The text again, in the encoding that it surely is in. Raises Refused when that is not sure, or when it was said
    that the file is UTF-8."""
    with open_plain(text.path) as stream:
        line = charset.bad_line(stream, "utf-8")
    found = charset.guess(_sample(text.path))
    if found.sure and encoding is None:
        try:
            return load(text.path, found.codec)
        except UnicodeDecodeError:
            pass
    raise Refused(
        Diagnostic(
            codes.WRONG_ENCODING,
            f"`{label}` is not UTF-8 (line {line or 1}), and may be {charset.shown(found.codec)}",
            help=(
                f"if it is, say so with `--encoding {charset.option(found.codec)}`",
                "other encodings met often: `big5`, `gb18030`, `utf-16`, `windows-1252`, `windows-1250`",
            ),
            path=label,
        )
    )


def encoding_note(label: str, codec: str) -> Diagnostic:
    """Says in which encoding a file was read."""
    return Diagnostic(
        codes.ENCODING_FOUND,
        f"`{label}` is not UTF-8 and was read as {charset.shown(codec)}",
        help=("if names or texts look wrong, say the encoding with `--encoding`",),
        path=label,
    )


def unknown_encoding(name: str) -> Diagnostic:
    return Diagnostic(
        codes.UNKNOWN_ENCODING,
        f"there is no text encoding called `{name}`",
        help=("encodings met often: `utf-8`, `big5`, `gb18030`, `utf-16`, `windows-1252`, `windows-1250`",),
    )


def _load(path: Path, label: str, codec: str) -> TextBytes:
    try:
        return load(path, codec)
    except UnicodeDecodeError:
        with open_plain(path) as stream:
            line = charset.bad_line(stream, codec)
        raise Refused(
            Diagnostic(
                codes.WRONG_ENCODING,
                f"`{label}` is not {charset.shown(codec)} (line {line or 1})",
                help=("leave `--encoding` out to have the encoding found",),
                path=label,
            )
        ) from None


def _sample(path: Path) -> bytes:
    """Lines that hold more than ASCII, so that a guess has something to go by."""
    found = bytearray()
    with open_plain(path) as stream:
        for line in stream:
            if not line.isascii():
                found += line
            if len(found) >= _SAMPLE:
                break
    return bytes(found)
