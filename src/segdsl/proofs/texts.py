"""Texts as numbers: one for each text that rules speak of, and more for any other; knows no rules."""

from __future__ import annotations

from segdsl.record import field, mutable


@mutable
class Texts:
    """The numbers of texts, for one prover. A number that no text has yet stands for any other text."""

    codes: dict[str, int] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)

    def code(self, text: str) -> int:
        found = self.codes.get(text)
        if found is None:
            found = self.codes[text] = len(self._texts)
            self._texts.append(text)
        return found

    def text(self, code: int) -> str:
        """The text of a number; one that no rule speaks of for other numbers, the same each time."""
        if code < len(self._texts):
            return self._texts[code]
        made = "other" if code == len(self._texts) else f"other {code - len(self._texts) + 1}"
        while made in self.codes:
            made += "'"
        return made
