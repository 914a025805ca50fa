"""Words to the session: the command line."""
