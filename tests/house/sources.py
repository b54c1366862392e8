"""The files of the house, for the tests that read them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("cms", "networks", "events", "knowledgebank")


def files(*endings: str, below: tuple[str, ...] = APPS) -> list[Path]:
    """Return our files of these endings under the given folders, sorted; migrations and built files left out."""
    found = []
    for folder in below:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = set(path.relative_to(ROOT).parts)
            if (
                path.suffix in endings
                and path.is_file()
                and not parts & {"migrations", "node_modules", "dist", "__pycache__"}
            ):
                found.append(path)
    return found


def tracked() -> list[Path]:
    """Return every file that git tracks or would track."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def lines(path: Path) -> list[tuple[int, str]]:
    """Return (number, line) pairs, numbered from 1."""
    return list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))


def place(path: Path, number: int, line: str) -> str:
    """Return ``file:line text`` for a message."""
    return f"{path.relative_to(ROOT)}:{number} {line.strip()[:120]}"
