"""`segdsl format`: rules in the one layout; writes files back, or says what it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segdsl.cli import options, rewriting
from segdsl.cli.console import Console, Exit, Format
from segdsl.diagnostics.model import Diagnostic

if TYPE_CHECKING:
    from segdsl.rulefiles import RuleFile


def format(
    files: options.Files,
    check: options.Check = False,
    diff: options.Diff = False,
    format: options.OutputFormat = Format.TEXT,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> int:
    """Write rules in the one layout. Comments stay, and the meaning does not change."""
    from segdsl import rulefiles
    from segdsl.syntax.parse import parse
    from segdsl.syntax.printer import print_file

    console = Console(format, quiet, no_color)
    read = rulefiles.read_all(files)
    said = list(read.diagnostics)
    changed = unchanged = 0
    for file in read.value or ():
        parsed = parse(file.source)
        said += [diagnostic for diagnostic in parsed.diagnostics if diagnostic.is_error]
        if parsed.value is None or not parsed.ok:
            continue
        text = print_file(parsed.value)
        failed = _put(file, text, console, check=check, diff=diff)
        said += failed
        if text == _as_read(file):
            unchanged += 1
        elif not failed:
            changed += 1
    code = console.report(said) if said or format is not Format.TEXT else Exit.FINE
    if not (diff or files == [rulefiles.STDIN]):
        console.say(_summary(changed, unchanged, check))
    return max(code, Exit.NO if changed and (check or diff) else Exit.FINE)


def _as_read(file: RuleFile) -> str:
    return file.source.text.replace("\r\n", "\n")


def _put(file: RuleFile, text: str, console: Console, *, check: bool, diff: bool) -> tuple[Diagnostic, ...]:
    """Puts the text where it belongs, or says what would be done."""
    name, old = file.source.name, _as_read(file)
    if diff:
        console.print(rewriting.shown(name, old, text))
    elif file.path is None and not check:
        console.print(text)
    elif text != old and check:
        console.say(f"would reformat {name}")
    elif text != old:
        failed = rewriting.write(file, text.replace("\n", file.newline))
        if failed:
            return failed
        console.say(f"reformatted {name}")
    return ()


def _summary(changed: int, unchanged: int, check: bool) -> str:
    verb = "would be reformatted" if check else "reformatted"
    parts = [f"{_files(changed)} {verb}"] if changed else []
    parts += [f"{_files(unchanged)} left as {'it is' if unchanged == 1 else 'they are'}"] if unchanged else []
    return ", ".join(parts) or "no file could be formatted"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
