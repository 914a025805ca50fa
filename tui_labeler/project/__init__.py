"""What the person wrote down: project.toml as a frozen Project, the data as a frozen Pool."""

from tui_labeler.project.pool import Pool, open_pool
from tui_labeler.project.project import Project, open_project

__all__ = ["Pool", "Project", "open_pool", "open_project"]
