"""text → bundle: the rule file with everything it uses; gives no name a meaning."""

from segdsl.load.bundle import Bundle, Unit, mentioned, only_outcomes
from segdsl.load.follow import libraries, load
from segdsl.load.paths import DISK, Files
from segdsl.load.zones import zone

__all__ = ["DISK", "Bundle", "Files", "Unit", "libraries", "load", "mentioned", "only_outcomes", "zone"]
