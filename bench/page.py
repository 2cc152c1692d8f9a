"""The page of the benchmarks, docs/BENCHMARKS.md: a main part and sections, each written by a program of its own."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CONVERSION", "PAGE", "SANDBOX", "SCALE", "write_main", "write_section"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "BENCHMARKS.md"
CONVERSION, SANDBOX, SCALE = "## Conversion", "## The sandbox", "## Scale on one machine"
MAIN = ""
ORDER = (MAIN, CONVERSION, SANDBOX, SCALE)


def write_main(text: str) -> None:
    """Replace what stands before the sections."""
    _write(MAIN, text)


def write_section(heading: str, text: str) -> None:
    """Replace a section, or add it at its place."""
    _write(heading, f"{heading}\n\n{text.strip()}")


def _write(heading: str, text: str) -> None:
    parts = _parts(PAGE.read_text()) if PAGE.exists() else {}
    parts[heading] = text.strip()
    PAGE.write_text("\n\n".join(parts[name] for name in ORDER if name in parts) + "\n")


def _parts(page: str) -> dict[str, str]:
    """Return the parts of the page by their headings."""
    main, *sections = page.split("\n## ")
    parts = {MAIN: main.strip()}
    for section in sections:
        heading = "## " + section.partition("\n")[0]
        if heading not in ORDER:
            message = f"{PAGE.name} has a section that nobody writes: {heading!r}"
            raise ValueError(message)
        parts[heading] = f"## {section}".strip()
    return parts
