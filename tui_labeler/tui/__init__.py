"""Keys to session: the only room that imports textual."""
