"""What the person wrote down: project.toml as a frozen Project, the data as a frozen Pool."""
