"""The sentences that were written by hand: text files of sections, one sentence frame per line."""

from pathlib import Path
from random import Random


class Fragments:
    """All frames by file and section; a draw prefers the frames that were used least."""

    def __init__(self, folder: Path) -> None:
        self._sections: dict[tuple[str, str], list[str]] = {}
        self._uses: dict[str, int] = {}
        for path in sorted(folder.rglob("*.txt")):
            name = path.relative_to(folder).with_suffix("").as_posix()
            self._read(name, path.read_text(encoding="utf-8"))

    def _read(self, name: str, text: str) -> None:
        section = ""
        for line in text.splitlines():
            if line.startswith("[") and line.endswith("]"):
                section = line[1:-1]
                self._sections[name, section] = []
            elif line:
                self._sections[name, section].append(line)

    def has(self, name: str, section: str) -> bool:
        return (name, section) in self._sections

    def sections(self, name: str) -> list[str]:
        return [section for file, section in self._sections if file == name]

    def section(self, name: str, section: str) -> list[str]:
        return self._sections[name, section]

    def draw(self, name: str, section: str, rng: Random, taken: set[str]) -> str:
        """One of the least used third of the frames that this review has not taken yet."""
        frames = [frame for frame in self._sections[name, section] if frame not in taken]
        frames.sort(key=lambda frame: (self._uses.get(frame, 0), rng.random()))
        frame = rng.choice(frames[: max(1, len(frames) // 3)])
        taken.add(frame)
        return frame

    def count_uses(self, frames: set[str]) -> None:
        for frame in frames:
            self._uses[frame] = self._uses.get(frame, 0) + 1
