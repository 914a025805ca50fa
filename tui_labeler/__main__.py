"""`python -m tui_labeler` is the same program as `tui-labeler`."""

from tui_labeler.cli.main import main

if __name__ == "__main__":
    main()
