"""One line to copy for every command; it stands at the end of its help and in docs/commands.md."""

import click

EXAMPLES = {
    "init": "tui-labeler init reviews/ --data reviews.csv --labels good,bad",
    "demo": "tui-labeler demo",
    "open": "tui-labeler reviews/ --read-only",
    "status": "tui-labeler status reviews/ --json",
    "ask": "tui-labeler ask reviews/ < answers.txt",
    "import": "tui-labeler import reviews/ old.csv --as human --map positive=good",
    "export": "tui-labeler export reviews/ -o labels.csv",
    "simulate": "tui-labeler simulate reviews/ --oracle gold.csv --strategy margin --seeds 5",
    "functions": "tui-labeler functions reviews/ --oracle gold.csv",
    "weak-labels": "tui-labeler weak-labels reviews/ -o weak.csv",
    "llm": "tui-labeler llm reviews/ --limit 100 --max-cost 0.50",
    "agreement": "tui-labeler agreement reviews/",
    "spot-check": "tui-labeler spot-check reviews/ -n 50 --target 0.9",
    "errors": "tui-labeler errors reviews/ --all",
    "audit": "tui-labeler audit reviews/",
    "pipeline": "tui-labeler pipeline reviews/ --oracle gold.csv --budget 500",
    "train": "tui-labeler train reviews/ -o model",
    "predict": "tui-labeler predict model new.csv -o predictions.csv",
    "explain": "tui-labeler explain reviews/ r042",
    "costs": "tui-labeler costs reviews/",
    "report": "tui-labeler report reviews/ -o report.html",
    "advise": "tui-labeler advise reviews/",
    "strategies": "tui-labeler strategies",
    "doctor": "tui-labeler doctor",
    "keys": "tui-labeler keys --toml",
    "config": "tui-labeler config reviews/ --show-origin",
    "completion": 'eval "$(tui-labeler completion bash)"',
    "backup": "tui-labeler backup reviews/",
    "unlock": "tui-labeler unlock reviews/",
}


def with_example(command: click.Command) -> click.Command:
    """The same command with its example, unless it brings its own."""
    if command.name in EXAMPLES and not command.epilog:
        command.epilog = f"\b\nExample:\n  {EXAMPLES[command.name]}"
    return command
