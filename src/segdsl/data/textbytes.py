"""The bytes of a text file as UTF-8, in memory when they fit and as a stream otherwise; looks at no field."""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from segdsl.data.content import is_gzip, open_plain

IN_MEMORY = 256 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, eq=False)
class TextBytes:
    """A text file and its codec; `in_memory` holds its UTF-8 bytes, without a byte order mark, when there are few."""

    path: Path
    codec: str
    in_memory: bytes | None

    def blocks(self) -> Iterator[bytes]:
        """UTF-8 bytes. Raises UnicodeDecodeError when the file is not in its codec (never for UTF-8: not checked)."""
        if self.in_memory is not None:
            view = memoryview(self.in_memory)
            for start in range(0, len(view), _BLOCK):
                yield bytes(view[start : start + _BLOCK])
            return
        with open_plain(self.path) as stream:
            yield from _recoded(iter(lambda: stream.read(_BLOCK), b""), self.codec)

    def lines(self) -> Iterator[str]:
        """Lines with their ends as they are, for the csv module."""
        binary = io.BytesIO(self.in_memory) if self.in_memory is not None else open_plain(self.path)
        codec = "utf-8" if self.in_memory is not None else self.codec
        with io.TextIOWrapper(binary, encoding="utf-8-sig" if codec == "utf-8" else codec, newline="") as text:
            yield from text

    def head(self, size: int = 256 * 1024) -> str:
        """The first characters."""
        return next(self.blocks(), b"")[:size].decode("utf-8", errors="ignore")

    def arrow_stream(self) -> pa.NativeFile:
        """The UTF-8 bytes as a stream that Arrow reads by itself."""
        if self.in_memory is not None:
            return pa.BufferReader(self.in_memory)
        stream: pa.NativeFile = pa.OSFile(str(self.path), "rb")
        with self.path.open("rb") as raw:
            if is_gzip(raw.read(2)):
                stream = pa.CompressedInputStream(stream, "gzip")
        if self.codec == "utf-8":
            return stream
        return pa.transcoding_input_stream(stream, self.codec, "utf-8")


class Stream(io.RawIOBase):
    """Blocks of bytes as a stream that Arrow reads."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [self._rest], size - len(self._rest)
        for block in self._blocks if wanted > 0 or size < 0 else ():
            parts.append(block)
            wanted -= len(block)
            if size >= 0 and wanted <= 0:
                break
        together = b"".join(parts)
        cut = len(together) if size < 0 else size
        self._rest = together[cut:]
        return together[:cut]


def load(path: Path, codec: str) -> TextBytes:
    """Raises OSError when the file cannot be read and UnicodeDecodeError when it is not in a codec other than UTF-8."""
    try:
        with open_plain(path) as stream:
            content = stream.read(IN_MEMORY + 1)
    except (zlib.error, EOFError) as error:
        raise OSError("the gzip data is damaged or cut off") from error
    if len(content) > IN_MEMORY:
        return TextBytes(path, codec, None)
    if codec != "utf-8":
        content = content.decode(codec).encode()
    if len(content) < _BLOCK and not content.endswith((b"\n", b"\r")):
        content += b"\n"  # Arrow takes a header without a line end for no table at all
    return TextBytes(path, codec, content.removeprefix(_MARK))


def _recoded(blocks: Iterator[bytes], codec: str) -> Iterator[bytes]:
    first = True
    decoder = None if codec == "utf-8" else codecs.getincrementaldecoder(codec)(errors="strict")
    for block in blocks:
        recoded = block if decoder is None else decoder.decode(block).encode()
        yield recoded.removeprefix(_MARK) if first else recoded
        first = False
    if decoder is not None:
        decoder.decode(b"", final=True)
