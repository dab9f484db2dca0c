"""From a role text and a company to the text of one posting, and the technologies it says are used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from writing.material import Company, Role, load_phrases, load_surfaces
from writing.picker import Picker

_SLOT = re.compile(r"\{(\w+)([+/]?)\}")
_JOINERS = {"en": (" and ", " or "), "de": (" und ", " oder "), "fr": (" et ", " ou ")}
_SURFACES = load_surfaces()
_PHRASES = load_phrases()


@dataclass
class Text:
    """A posting's text as parts: ("p", text), ("h", text) or ("l", lines); and what its slots said."""

    language: str
    bullet: str
    parts: list[tuple[str, list[str]]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    alternative: set[str] = field(default_factory=set)

    def plain(self) -> str:
        """Paragraphs and list items as lines, as a job board shows them."""
        blocks = []
        for kind, lines in self.parts:
            blocks.append("\n".join(f"{self.bullet} {line}" for line in lines) if kind == "l" else lines[0])
        text = "\n\n".join(blocks)
        for kind, lines in self.parts:
            if kind == "h":
                text = text.replace(f"\n\n{lines[0]}\n\n", f"\n\n{lines[0]}\n", 1)
        return text

    def html(self, dialect: int) -> str:
        """The same as HTML, in one of three habits of recruiting software."""
        heading = ("<h3>{}</h3>", "<p><strong>{}</strong></p>", "<h2><strong>{}:</strong></h2>")[dialect % 3]
        pieces = []
        for kind, lines in self.parts:
            shown = [escape(line, quote=False) for line in lines]
            if kind == "h":
                pieces.append(heading.format(shown[0]))
            elif kind == "p":
                pieces.append(f"<p>{shown[0]}</p>")
            elif dialect % 3 == 1:
                pieces.append("<ul>\n" + "\n".join(f"<li><p>{line}</p></li>" for line in shown) + "\n</ul>")
            else:
                pieces.append("<ul>" + "".join(f"<li>{line}</li>" for line in shown) + "</ul>")
        if dialect % 3 == 2:
            pieces.insert(1, "<p>&nbsp;</p>")
        return "\n".join(pieces)


def compose(company: Company, role: Role, picker: Picker, traps: list[str]) -> Text:
    """Write one posting."""
    tone = role.language if role.language in ("de", "fr") else company.style
    phrases = _PHRASES[tone]
    text = Text(role.language, phrases["bullets"][0])
    headings = [part.strip() for part in picker.one(phrases["headings"]).split("|")]
    about = company.about[role.language]
    openings = _filled(role.openings, company, role.language, picker)
    opening = picker.one(openings)
    first = [about, opening[0]] if picker.chance(75) else [opening[0], about]
    for paragraph in first:
        text.parts.append(("p", [paragraph]))
    _note(text, [opening])
    sections = (
        (headings[0], role.duties, picker.number(4, 7)),
        (headings[1], role.requirements, picker.number(4, 6)),
        (headings[2], role.extras, picker.number(0, 3)),
    )
    for heading, lines, count in sections:
        filled = _filled(lines, company, role.language, picker)
        chosen = _choose(filled, count, picker)
        if chosen:
            text.parts.append(("h", [heading]))
            text.parts.append(("l", [line for line, *_ in chosen]))
            _note(text, chosen)
    perks = picker.some(phrases["perk"], picker.number(1, 4))
    if perks:
        text.parts.append(("h", [headings[3]]))
        text.parts.append(("l", perks))
    for sentence in traps:
        text.parts.insert(2 if picker.chance(40) else len(text.parts), ("p", [sentence]))
    for sentence in picker.some(phrases["how"], picker.one((0, 1, 1, 2, 2, 3))):
        text.parts.insert(2 if picker.chance(30) else len(text.parts), ("p", [sentence]))
    text.parts.append(("p", [picker.one(phrases["close"])]))
    return text


def rounded(text: str, tone: str, picker: Picker) -> str:
    """A text written out by hand, with what its company says at the end of every posting."""
    phrases = _PHRASES[tone]
    return "\n\n".join([text, *picker.some(phrases["how"], 2), picker.one(phrases["close"])])


Filled = tuple[str, set[str], set[str]]


def _filled(lines: list[str], company: Company, language: str, picker: Picker) -> list[Filled]:
    """The lines whose slots the company fills, with what they name as used and as one of several."""
    found: list[Filled] = []
    for line in lines:
        slots = _SLOT.findall(line)
        if any(not company.stack.get(slot) for slot, _ in slots):
            continue
        used: set[str] = set()
        alternative: set[str] = set()

        def write(match: re.Match[str], used: set[str] = used, alternative: set[str] = alternative) -> str:
            names = list(company.stack[match[1]])
            if not match[2]:
                names = [picker.one(names)]
            (alternative if match[2] == "/" and len(names) > 1 else used).update(names)
            shown = [picker.one(_SURFACES.get(name, [name])) for name in names]
            both, either = _JOINERS[language]
            joiner = either if match[2] == "/" else both
            return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + joiner + shown[-1]

        found.append((_SLOT.sub(write, line), used, alternative))
    return found


def _choose(lines: list[Filled], count: int, picker: Picker) -> list[Filled]:
    """`count` lines in their own order; those that name a technology have the better chance."""
    named = [line for line in lines if line[1] or line[2]]
    kept = picker.some(named, max(1, (count * 2 + 2) // 3)) if count else []
    rest = picker.some([line for line in lines if not (line[1] or line[2])], count - len(kept))
    wanted = {line[0] for line in kept + rest}
    return [line for line in lines if line[0] in wanted]


def _note(text: Text, lines: list[Filled]) -> None:
    for _, used, alternative in lines:
        text.used |= used
        text.alternative |= alternative
