"""Rule sets of the user's own for `stacktrail detect`, beside the packaged rules."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.extraction.site_detection import Detector
from pipeline.extraction.site_rules import SiteRule, packaged_rules
from pipeline.extraction.wappalyzer_rules import read_wappalyzer_rules
from pipeline.tables.technologies import Catalogue, Technology

_LARGEST = 50_000_000  # bytes; rule sets in circulation have about two million


def detector_with(catalogue: Catalogue, rule_files: Iterable[str]) -> tuple[Detector, list[str]]:
    """A detector of the packaged rules and those of the files, and lines on what of each file was read.

    Raises: ConfigurationError: a file is missing, too large or no rule set.
    """
    rules: list[SiteRule] = packaged_rules(catalogue)
    more: dict[str, Technology] = {}
    notes: list[str] = []
    for name in rule_files:
        read = read_wappalyzer_rules(_read_text(name), catalogue, name)
        rules.extend(read.rules)
        more |= read.more_technologies
        left_out = ", ".join(f"{count:,} {reason}" for reason, count in sorted(read.left_out.items()))
        notes.append(f"{name}: {len(read.rules):,} signs read" + (f"; left out: {left_out}" if left_out else ""))
        notes.extend(f"{name}: {message}" for message in read.rejected)
    return Detector(catalogue, rules, more), notes


def _read_text(name: str) -> str:
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigurationError(
                f"{name}: larger than {_LARGEST:,} bytes; give one rule set in the Wappalyzer format"
            )
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
        raise ConfigurationError(f"{name}: {reason}; give a JSON rule set in the Wappalyzer format") from None
