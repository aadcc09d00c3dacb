"""Reads text files with separators: finds encoding, separator and header, refuses what is misshapen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from segdsl.data import csvscan, header, ragged, separators
from segdsl.data.decoding import decoded, encoding_note, not_utf8
from segdsl.data.ragged import Ragged
from segdsl.data.raw import Chunk, Misshapen, none_misshapen
from segdsl.data.textbytes import Stream, TextBytes
from segdsl.data.wording import listed, many
from segdsl.data.wording import places as line_places
from segdsl.diagnostics.codes import data as codes
from segdsl.diagnostics.model import Diagnostic, Refused

_BLOCK = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class CsvFile:
    """A text file that has been looked over and is well-formed. `skip` lines come before the first row."""

    label: str
    paths: tuple[Path, ...]
    headers: Sequence[str]
    text: TextBytes
    separator: str
    skip: int
    several_lines: bool
    spelled: bool = True
    ragged: Ragged | None = None

    @property
    def misshapen(self) -> Misshapen:
        return none_misshapen() if self.ragged is None else self.ragged.rows

    def chunks(self, places: Sequence[int], plain: frozenset[int] = frozenset()) -> Iterator[Chunk]:
        """The fields as texts; an empty field is null. A file of one column has no empty lines."""
        names = [f"c{place}" for place in range(len(self.headers))]
        wanted = [names[place] for place in places] or names[:1]
        first = 0
        try:
            for batch in self._batches(names, wanted):
                columns = {place: batch.column(names[place]) for place in places}
                yield Chunk(first, batch.num_rows, columns)
                first += batch.num_rows
        except pa.ArrowInvalid as error:
            raise self._fault() from error

    def _batches(self, names: list[str], wanted: list[str]) -> Iterator[pa.RecordBatch]:
        read = pacsv.ReadOptions(column_names=names, skip_rows_after_names=self.skip, block_size=_BLOCK)
        parse = pacsv.ParseOptions(delimiter=self.separator, newlines_in_values=self.several_lines)
        convert = pacsv.ConvertOptions(
            column_types={name: pa.string() for name in wanted},
            include_columns=wanted,
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
        )
        if self.text.in_memory is not None:
            source: Any = pa.BufferReader(self.text.in_memory)
            yield from pacsv.read_csv(source, read, parse, convert).to_batches()
        else:
            stream: Any = self.text.arrow_stream()
            if self.ragged is not None:
                stream = pa.PythonFile(Stream(self.ragged.emptied(self.text.blocks())), mode="r")
            with pacsv.open_csv(stream, read, parse, convert) as reader:
                yield from reader

    def _fault(self) -> Refused:
        """Why the reader stopped, in our words: its own would quote the data."""
        faults = csvscan.find_faults(self.text.lines(), self.separator, len(self.headers))
        return Refused(_fault_message(self.label, faults, len(self.headers)))


def without_ragged(file: CsvFile) -> CsvFile:
    """The same file; lines with more or fewer fields than the header are empty in it. It is read through to see whether
    there are any. Raises Refused when something else is wrong with it, or there are too many."""
    try:
        for _ in file.chunks([]):
            pass
    except Refused:
        found = ragged.find(file.text.lines(), file.separator, file.headers, file.skip)
        if found is None or not found.spans:
            raise
        text = file.text
        if text.in_memory is not None:
            text = replace(text, in_memory=b"".join(found.emptied([text.in_memory])))
        return replace(file, text=text, ragged=found)
    return file


def open_csv(
    path: Path, label: str, encoding: str | None, mentioned: frozenset[str] | None
) -> tuple[CsvFile, list[Diagnostic]]:
    """Looks the file over. Raises Refused with what is wrong with it."""
    notes: list[Diagnostic] = []
    text = decoded(path, label, encoding)
    while True:
        head = text.head()
        separator, skip = header.separator(head)
        found = csvscan.look(text.blocks(), separator)
        if found.utf8:
            break
        text = not_utf8(text, label, encoding)
    if text.codec != "utf-8" and encoding is None:
        notes.append(encoding_note(label, text.codec))
    if found.zero_bytes:
        raise Refused(Diagnostic(codes.UNREADABLE_FORMAT, f"`{label}` holds zero bytes, so it is not text", path=label))
    headers, skip = header.names(head, separator, skip, label)
    if found.suspicious:
        faults = csvscan.find_faults(text.lines(), separator, len(headers))
        if faults.unclosed or faults.stray:
            raise Refused(_fault_message(label, faults, len(headers)))
    if separators.looks_headless(separators.records(head, separator), mentioned):
        raise Refused(_headless(label))
    if separator != ",":
        said = f"the fields of `{label}` are separated by {separators.SHOWN.get(separator, 'another sign')}"
        notes.append(Diagnostic(codes.SEPARATOR_FOUND, said, path=label))
    return CsvFile(label, (path,), headers, text, separator, skip, found.several_lines), notes


def _headless(label: str) -> Diagnostic:
    return Diagnostic(
        codes.MISSING_HEADER,
        f"the first line of `{label}` looks like a row of data, not like names of columns",
        help=("write the names of the columns into the first line of the file",),
        path=label,
    )


def _fault_message(label: str, faults: csvscan.Faults, width: int) -> Diagnostic:
    if faults.unclosed:
        return Diagnostic(
            codes.UNCLOSED_QUOTE,
            f"a quote is opened in line {faults.unclosed} of `{label}` and never closed",
            help=('close it, or write a quote that belongs to the text twice: `""`',),
            path=label,
        )
    if faults.stray:
        return Diagnostic(
            codes.STRAY_QUOTE,
            f"something follows a closing quote in line {faults.stray} of `{label}`",
            help=('a quote that belongs to the text is written twice: `""`',),
            path=label,
        )
    if faults.ragged:
        widths = listed([str(number) for number in sorted(faults.widths)[:4]], "or")
        return Diagnostic(
            codes.RAGGED_ROWS,
            f"the header of `{label}` has {many(width, 'field')}, but {many(faults.ragged, 'line')} "
            f"{'has' if faults.ragged == 1 else 'have'} {widths} "
            f"({line_places(faults.lines, faults.ragged, 'line')})",
            help=("put a field that holds the separator in quotes",),
            path=label,
        )
    return Diagnostic(codes.UNREADABLE_FILE, f"`{label}` cannot be read as text with separators", path=label)
