"""Projects on a data file, for tests of the pool."""

from pathlib import Path

from tui_labeler.project import Project, open_project

CSV = "id,text,stars,note\na,one,1,x\nb,two,-2.5,\nc,one,,007\nd,one,0,y\n"


def make(folder: Path, data: str, *keys: str, name: str = "data.csv", seed: int = 0) -> Project:
    """A project on `data`; `keys` are lines of [data]."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data.encode("utf-8", "surrogatepass"))
    lines = ["[project]", 'name = "x"', f"seed = {seed}", "[data]", f'file = "{name}"', *keys]
    lines += ["[[labels]]", 'name = "A"', "[[labels]]", 'name = "B"']
    (folder / "project.toml").write_text("\n".join(lines))
    return open_project(folder)


TEXT, ID = 'text = "text"', 'id = "id"'
