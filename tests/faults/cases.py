"""The register of what may go wrong: each case by a number that tests carry as a mark.

`pytest.mark.fault("F003")` says that a test provokes case F003; `python -m tests.faults` runs all
that do and prints this table with their results.
"""

from typing import NamedTuple


class Case(NamedTuple):
    """One thing that goes wrong, and what must follow."""

    area: str
    provoked: str
    expected: str


CASES = {
    # --- labels.sqlite -----------------------------------------------------------------------
    "F001": Case("store", "kill -9 while labelling", "every acknowledged label is there"),
    "F002": Case("store", "kill -9 inside a large transaction", "taken back when next opened"),
    "F003": Case("store", "the disk is full", "not saved, the item stays, a key tries again"),
    "F004": Case("store", "a file size limit", "as when the disk is full"),
    "F006": Case("store", "the folder becomes read-only", "not saved: no permission"),
    "F007": Case("store", "a second session", "who has it and since when; exit 5"),
    "F009": Case("store", "a session on another host", "the host is named, force is needed"),
    "F010": Case("store", "another program reads the file", "waits, then: busy; nothing lost"),
    "F011": Case("store", "another program locks the file", "the same, and keys are answered"),
    "F012": Case("store", "the file is deleted or replaced", "noticed at the next save; rescued"),
    "F013": Case("store", "an empty labels.sqlite", "never taken for a new project"),
    "F014": Case("store", "labels.sqlite is something else", "refused and left as it is"),
    "F015": Case("store", "a page overwritten", "refused; the newest good backup is named"),
    "F016": Case("store", "the file cut short", "refused; the newest good backup is named"),
    "F017": Case("store", "made by a newer version", "refused and left as it is"),
    "F019": Case("store", "a migration is cut off", "the old schema; the next start tries again"),
    "F020": Case("store", "a planted trigger, view or table", "refused by its name"),
    "F021": Case("store", "copied while it is written", "the copy opens or is refused"),
    "F023": Case("store", "the clock goes back", "order is by number; nothing breaks"),
    "F024": Case("store", "undo fifty times after a restart", "all is taken back, and again given"),
    "F025": Case("store", "an fsync fails", "not acknowledged, and nothing more is written"),
    # --- other files -------------------------------------------------------------------------
    "F026": Case("file", "the disk is full during an export", "the old file is as it was"),
    "F027": Case("file", "kill -9 during an export", "the old file; what is left is tidied up"),
    "F028": Case("file", "a target that is no file", "refused; labels untouched"),
    "F029": Case("file", "the disk is full while a model is saved", "the old model still works"),
    # --- the terminal ------------------------------------------------------------------------
    "F032": Case("term", "TERM, HUP, QUIT and INT, idle and at work", "a clean end in a second"),
    "F033": Case("term", "the terminal goes away", "the program ends; labels are there"),
    "F034": Case("term", "stopped and continued", "drawn anew; keys and terminal as before"),
    "F035": Case("term", "tmux: detached, attached at another size", "the same item, drawn anew"),
    "F036": Case("term", "every odd size, a hundred at once", "says too small; comes back"),
    "F038": Case("term", "poor terminals and locales", "works, or says what is missing"),
    "F040": Case("term", "a paste on the labelling screen", "labels nothing"),
    "F041": Case("term", "a label key held over a slow store", "one label for each item shown"),
    "F042": Case("term", "a terminal that does not read", "goes on when it reads again"),
    "F043": Case("term", "a mistake of the program itself", "one calm sentence, a private log"),
    # --- what is shown -----------------------------------------------------------------------
    "F044": Case("show", "hostile text, id, column, label, file name", "only text on the terminal"),
    "F045": Case("show", "the same in every widget", "no crash, only text"),
    "F046": Case("show", "OSC 52, OSC 0, DCS and the like", "clipboard and title unchanged"),
    "F049": Case("show", "a text of megabytes", "shown at once, in part, and says so"),
    # --- data files --------------------------------------------------------------------------
    "F053": Case("data", "rows too long or too short", "refused with the line"),
    "F054": Case("data", "a quote that stays open", "refused with the line where it began"),
    "F055": Case("data", "NA, null, 001, 1e5, True", "kept as they are, and exported so"),
    "F057": Case("data", "two columns of one name", "refused by its name"),
    "F058": Case("data", "ids twice, empty, alike", "refused; ids are strings"),
    "F059": Case("data", "equal texts with different ids", "loaded and counted"),
    "F060": Case("data", "no rows at all", "exit 3, and no project is made"),
    "F062": Case("data", "broken json lines", "refused with the line"),
    "F063": Case("data", "gzip: cut, wrong, a bomb", "refused with the reason"),
    "F066": Case("data", "the data change between sessions", "labels stay; changes are counted"),
    # --- project.toml and trust --------------------------------------------------------------
    "F069": Case("config", "every mistake in project.toml", "one sentence with the line"),
    "F070": Case("config", "a key written into project.toml", "refused, and never shown"),
    "F071": Case("config", "a label removed that answers have", "kept and said; never dropped"),
    "F072": Case("trust", "first look at a folder with code", "nothing of it runs before a yes"),
    "F074": Case("trust", "files others can change", "refused with the reason"),
    "F075": Case("trust", "a folder that names server and key", "asked, with the host shown"),
    # --- labeling functions ------------------------------------------------------------------
    "F076": Case("LF", "functions that raise or answer nonsense", "counted; others go on"),
    "F077": Case("LF", "functions that never end", "stopped and named"),
    "F080": Case("LF", "functions that change things or toss coins", "noted"),
    "F082": Case("LF", "functions that read the environment", "find no key there"),
    # --- the LLM -----------------------------------------------------------------------------
    "F083": Case("llm", "rate limits and quotas", "waited for, or the run stops"),
    "F084": Case("llm", "a server in trouble", "asked again, within limits"),
    "F085": Case("llm", "requests that can never work", "stopped at the first"),
    "F087": Case("llm", "a connection that hangs or breaks", "a limit in all; the reason"),
    "F088": Case("llm", "answers that are none", "kept, and asked again"),
    "F089": Case("llm", "labels in fences, quotes, another case", "fixed rules; never guessed"),
    "F090": Case("llm", "answers missing, twice, in another order", "by key, never by place"),
    "F091": Case("llm", "answers with escapes or of megabytes", "stored as text, and cut"),
    "F093": Case("llm", "kill -9 during a run", "what was paid is not asked again"),
    "F094": Case("llm", "no usage, no price, the cap reached", "never beyond the cap"),
    "F095": Case("llm", "a server that cannot do everything", "noticed; done without"),
    "F096": Case("llm", "a key missing, broken, echoed", "said; the key is nowhere"),
    "F098": Case("llm", "a batch that is fetched later", "known before it is sent; resumed"),
    # --- models ------------------------------------------------------------------------------
    "F099": Case("model", "too few labels or words to learn from", "a sentence; labelling goes on"),
    "F100": Case("model", "training killed, out of memory, hanging", "the old model stays in use"),
    "F102": Case("model", "nothing left to ask", "says so, and how to export"),
    "F103": Case("model", "label errors on impossible figures", "a reason, never a ranking"),
    # --- the rest ----------------------------------------------------------------------------
    "F104": Case("export", "formulas, quotes, controls in cells", "come back as they were"),
    "F108": Case("cli", "wrong words on the command line", "exit 2 and one line"),
    "F109": Case("input", "a new ranking under the person's fingers", "the item shown is answered"),
    "F110": Case("input", "undo, skip, jump in every order", "as a plain model says"),
    "F112": Case("cli", "nobody reads the output, or no disk takes it", "ends without a traceback"),
    "F113": Case("config", "a label with answers taken out by hand", "said; the answers stay"),
    "F111": Case("cli", "kill -9 of functions, LLM, pipeline", "the next run ends it; paid once"),
    # --- what a folder from somebody else may hold ------------------------------------------------
    "F114": Case("trust", "pipes, devices, links in a circle as files", "refused at once"),
    "F116": Case("trust", "code outside the folder", "not run, whatever is said"),
    "F117": Case("llm", "a journal that no run wrote", "left out; what was paid is booked"),
    "F118": Case("export", "a file of the project as the output", "refused before the work"),
    "F119": Case("model", "a model folder made by an enemy", "refused in a sentence"),
    "F120": Case("store", "rows that no session wrote", "refused, or without what cannot be"),
    "F121": Case("data", "records of other tools with anything in them", "read, or refused"),
    "F122": Case("llm", "templates and guidelines without end", "a sentence with the line"),
}
