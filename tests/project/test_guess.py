"""What `init` makes of a file."""

from pathlib import Path
from typing import Any

import pytest

from tui_labeler import tables
from tui_labeler.errors import DataError, UsageError
from tui_labeler.project.guess import Guess, guess

ROWS = [(f"T-{n}", "mail", f"This is the message number {n}, ok?") for n in range(8)]
HEAD = ("ticket_id", "channel", "message")


def csv(separator: str = ",") -> str:
    return "".join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) + "\n"
        for row in [HEAD, *ROWS]
    )


def look(folder: Path, content: str | bytes, name: str = "d.csv", **told: Any) -> Guess:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return guess(path, **told)


def test_columns(tmp_path: Path) -> None:
    found = look(tmp_path, csv())
    assert (found.text, found.id, found.show) == ("message", "ticket_id", ("channel",))
    assert (found.labels, found.given_labels) == ((), None)
    assert (found.separator, found.encoding) == (None, "utf-8")
    assert found.said == (
        "d.csv: 8 rows, 3 columns, utf-8.",
        'Text: column "message", 33 characters on average.',
        'Id: column "ticket_id".',
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    found = look(tmp_path, csv(separator))
    assert found.separator == (None if separator == "," else separator)
    assert found.text == "message"


def test_a_ragged_file_is_not_read_with_another_separator(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        look(tmp_path, "id,text\n1,a\n2,b,c\n")
    assert caught.value.line == 3


def test_one_column(tmp_path: Path) -> None:
    found = look(
        tmp_path, "text\nsome words, and; more|here\nother words, and; more|here\n".replace(",", "")
    )
    assert (found.text, found.id, found.separator) == ("text", None, None)
    assert "Id: a hash of the text" in found.said[2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = "id,text\n1,Müller geht\n2,Zoë bleibt\n".encode(encoding)
    found = look(tmp_path, content)
    assert found.encoding == encoding.removesuffix("-sig")
    table = tables.read_rows(tmp_path / "d.csv", encoding=found.encoding)
    assert next(table.rows)[1] == ("1", "Müller geht")


def test_what_is_no_text_is_refused_as_such(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not written in utf-8"):
        look(tmp_path, b"\x89PNG\r\n\x1a\n\x81\x8d\x8f")


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        ("number,id,text", ["1,a,some long text", "2,b,another long text"], "id"),
        ("number,tweetId,text", ["1,a,some long text", "2,b,another long text"], "tweetId"),
        ("number,text", ["1,some long text", "2,another long text"], "number"),
        ("id,text", ["1,some long text", "1,another long text"], None),
        ("id,text", ["1,some long text", ",another long text"], None),
        ("title,text", ["a b,some long text", "c d,another long text"], None),
        ("id", ["averylongtextwithoutspaces", "anotherlongtextwithoutspaces"], None),
    ],
)
def test_id_columns(tmp_path: Path, header: str, rows: list[str], expected: str | None) -> None:
    assert look(tmp_path, "\n".join([header, *rows, ""])).id == expected


def labelled(name: str, values: list[str]) -> str:
    return f"text,{name}\n" + "".join(f"text number {n},{v}\n" for n, v in enumerate(values))


def test_a_label_column(tmp_path: Path) -> None:
    found = look(tmp_path, labelled("Sentiment", ["pos", "neg", "pos", "neg", "", "pos"]))
    assert (found.given_labels, found.labels) == ("Sentiment", ("neg", "pos"))
    assert 'column "Sentiment", 2 values in 5 rows' in found.said[-1]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("split", ["a", "b"] * 4),
        ("label", ["a"] * 8),
        ("label", list("abcdefgh")),
        ("label", [str(n) for n in range(51)] * 3),
    ],
)
def test_no_label_column(tmp_path: Path, name: str, values: list[str]) -> None:
    found = look(tmp_path, labelled(name, values))
    assert (found.given_labels, found.labels) == (None, ())


def test_told_labels_keep_their_order(tmp_path: Path) -> None:
    content = labelled("label", ["a", "b"] * 4)
    found = look(tmp_path, content, labels=["z", "b", "a"])
    assert (found.labels, found.given_labels) == (("z", "b", "a"), "label")
    found = look(tmp_path, content, labels=["z", "b"])
    assert (found.labels, found.given_labels) == (("z", "b"), None)


def test_what_is_told_is_taken(tmp_path: Path) -> None:
    found = look(tmp_path, csv(), text="ticket_id", id="message")
    assert (found.text, found.id) == ("ticket_id", "message")
    with pytest.raises(UsageError, match=r'"mesage" not found\. Did you mean "message"'):
        look(tmp_path, csv(), text="mesage")
    with pytest.raises(UsageError, match="no column is left"):
        look(tmp_path, "text\nx\n", id="text")


def test_what_is_odd_is_said(tmp_path: Path) -> None:
    found = look(tmp_path, "id,text\n1,some text\n2,some text\n3,\n4,some text\n")
    assert found.said[-2:] == (
        "Odd: 1 empty text.",
        "Odd: 2 exact copies of earlier texts.",
    )


@pytest.mark.parametrize("name", ["agnews", "banking77", "youtube_spam", "nsmc_ko"])
def test_real_data(shared_data: Path, name: str) -> None:
    found = guess(shared_data / name / "data.csv")
    assert (found.text, found.id, found.given_labels) == ("text", "id", None)


@pytest.mark.parametrize("rows", ["1,a\n1,b\n", ",a\n1,b\n"])
def test_an_id_column_that_cannot_be_one_is_said(tmp_path: Path, rows: str) -> None:
    data = tmp_path / "texts.csv"
    data.write_text("id,text\n" + rows)
    guessed = guess(data, labels=["x", "y"])
    assert (guessed.text, guessed.id) == ("text", None)
    assert any('"id" is empty in some rows' in sentence for sentence in guessed.said)


def test_a_column_called_text_is_the_text(tmp_path: Path) -> None:
    data = tmp_path / "texts.csv"
    data.write_text("Text,url\nshort,http://example.org/very/long/address\n")
    assert guess(data, labels=["x", "y"]).text == "Text"


def test_a_column_without_a_name_is_no_id(tmp_path: Path) -> None:
    found = look(tmp_path, ",text\n0,some text\n1,other text\n")
    assert (found.text, found.id) == ("text", None)


@pytest.mark.parametrize(
    "content",
    ["0,some long text\n1,another long text\n", "some long text,ham\nother,ham\nmore,spam\n"],
)
def test_a_first_line_that_is_a_row_is_said(tmp_path: Path, content: str) -> None:
    assert any("first line looks like a row" in one for one in look(tmp_path, content).said)


@pytest.mark.parametrize("name", ["text", "my comment"])
def test_a_year_may_be_the_name_of_a_column(tmp_path: Path, name: str) -> None:
    rows = "".join(f"{n},a comment of many words and the number {n},{n}\n" for n in range(5))
    found = look(tmp_path, f"id,{name},2021\n" + rows)
    assert (found.text, found.id) == (name, "id")
    assert not any("looks like a row" in one for one in found.said)


def test_labels_in_the_data_that_were_not_told_are_said(tmp_path: Path) -> None:
    content = labelled("label", ["0", "1"] * 4)
    said = 'Odd: column "label" looks like labels, and has others than those told: 0, 1.'
    assert said in look(tmp_path, content, labels=["spam", "ham"]).said
    assert said not in look(tmp_path, content, labels=["0", "1"]).said
    assert said not in look(tmp_path, content, labels=["spam", "ham"], given_labels="").said


def test_a_misspelt_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "tweets.csv").write_text(csv())
    with pytest.raises(DataError, match=r'no such file\. Did you mean "tweets\.csv"'):
        guess(tmp_path / "twets.csv")
    with pytest.raises(DataError, match=r"no such file\.$"):
        guess(tmp_path / "no folder" / "tweets.csv")


def test_an_address_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="only local files are read"):
        guess(Path("https://example.org/tweets.csv"))


def test_the_line_for_excel_is_no_header(tmp_path: Path) -> None:
    found = look(tmp_path, "sep=;\nid;text\n1;good, mostly\n2;bad\n")
    assert (found.text, found.id, found.separator) == ("text", "id", ";")
    assert found.said[0] == 'd.csv: 2 rows, 2 columns, utf-8, separated by ";".'


@pytest.mark.parametrize(("name", "says"), [("d.xlsx", "save as CSV"), ("d.json", "jq -c")])
def test_a_file_of_another_kind_is_told_how_to_become_one(
    tmp_path: Path, name: str, says: str
) -> None:
    with pytest.raises(DataError) as caught:
        look(tmp_path, "[]", name=name)
    assert says in caught.value.hint
