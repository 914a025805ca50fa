"""How a ticket comes in: each channel is a function from a writer to subject and text."""

from collections.abc import Callable

from concerns import Concern
from voices import in_the_hand_of
from writer import Writer

VAGUE = ("Help", "Question", "Problem", "URGENT", "Your service", "Hello", "(no subject)", "Bike")
TALKATIVE = {"elderly": 0.8, "polite": 0.35, "plain": 0.12, "repeat": 0.15, "foreign": 0.2}
SAID = ("In their words", "Quote", "Verbatim", "Said", "Caller")
OFTEN_TWO = ("BILLING", "DELIVERY", "REPAIR", "HOW_TO", "ACCOUNT")
BRIEF = ("terse", "teen")


def _body(writer: Writer) -> list[str]:
    """The sentences of the matter itself, the second concern among them."""
    concern = writer.concern
    body = [writer.issue("problem")]
    brief = writer.voice in BRIEF
    if writer.chance(0.12 if brief else 0.45):
        body.append(writer.issue("detail"))
    if writer.chance(0.08 if brief else 0.22):
        body.append(writer.consequence())
    if concern.how == "demand":
        body.append(writer.about(_wanted(concern), "demand"))
    elif writer.chance(0.35 if brief else 0.72):
        body.append(writer.issue("ask"))
    if concern.how == "aside" and concern.also:
        remark = writer.about(concern.also, "aside")
        if writer.chance(0.5):
            body.insert(writer.rng.choice((0, len(body))), remark)
        else:
            body += [writer.phrase("people", "beside"), remark]
    if concern.how == "sarcasm":
        body.insert(0 if writer.chance(0.7) else 1, writer.about("PRAISE", "sarcasm"))
    if concern.label in OFTEN_TWO and writer.chance(0.03 if brief else 0.11):
        body += [writer.say("people", "second"), writer.second_problem()]
    if writer.chance(TALKATIVE.get(writer.voice, 0.03)):
        for _ in range(writer.rng.randint(1, 3)):
            at = writer.rng.choice((0, 0, len(body)))
            body.insert(at, writer.say("people", "smalltalk"))
    return [said for said in body if said]


def _hand(writer: Writer, text: str) -> str:
    return in_the_hand_of(writer.voice, text, writer.concern.label == "PRAISE", writer.rng)


def _opened(writer: Writer, likely: float) -> list[str]:
    if writer.concern.label == "PRAISE":  # who is happy asks for nothing
        return _body(writer)
    opening = writer.person("opening") if writer.chance(likely) else ""
    closing = writer.person("closing") if writer.chance(likely * 0.6) else ""
    return [_ended(opening), *_body(writer), _ended(closing)]


def _ended(said: str) -> str:
    if not said:
        return ""
    return said[0].upper() + said[1:] + ("" if said[-1] in ".!?…:," else ".")


def _subject(writer: Writer, empty: float) -> str:
    if writer.chance(empty):
        return ""
    if writer.chance(0.12):
        return writer.rng.choice(VAGUE)
    subject = writer.issue("subject")
    if writer.chance(0.06):
        subject = "Re: " + subject
    return subject.upper() if writer.voice == "angry" and writer.chance(0.25) else subject


def _quotation(writer: Writer) -> str:
    """An earlier mail under this one: the company's answer, or the customer's own words."""
    concern = writer.concern
    if concern.how == "quoted" and concern.also:
        lines = [writer.other_problem(concern.also)]
        lines.append(writer.say("people", "agent"))
        head = writer.rng.choice(("My last mail was:", "Earlier:", "-----Original message-----"))
    elif writer.chance(0.07):
        lines = [writer.say("people", "agent")]
        head = writer.rng.choice(
            ("You wrote:", "Pennyfold Support wrote:", "On Tuesday you wrote:")
        )
    else:
        return ""
    return "\n\n" + head + "\n" + "\n".join(f"> {line}" for line in lines)


def mail(writer: Writer) -> tuple[str, str]:
    body = " ".join(said for said in _opened(writer, 0.5) if said)
    text = _hand(writer, body)
    greeted, signed = writer.chance(0.75), writer.chance(0.7)
    gap = "\n\n" if writer.chance(0.5) else "\n"
    if greeted:
        text = writer.person("greeting") + gap + text
    if signed:
        text += gap + writer.person("signoff")
    if writer.chance(0.03):
        text += "\n" + writer.phrase("people", "awkward")
    return _subject(writer, 0.05), text.strip() + _quotation(writer)


def web(writer: Writer) -> tuple[str, str]:
    text = _hand(writer, " ".join(said for said in _opened(writer, 0.25) if said))
    if writer.chance(0.03):
        text += " " + writer.phrase("people", "awkward")
    return _subject(writer, 0.15), text + _quotation(writer)


def chat(writer: Writer) -> tuple[str, str]:
    if writer.voice == "terse" and writer.chance(0.4) and writer.concern.how == "plain":
        return "", _hand(writer, writer.issue("subject"))
    body = _body(writer)
    if writer.chance(0.18) and len(body) > 1:
        lines = [f"Customer: {_hand(writer, body[0])}", f"Agent: {writer.say('people', 'agent')}"]
        return "", "\n".join([*lines, f"Customer: {_hand(writer, ' '.join(body[1:]))}"])
    text = _hand(writer, " ".join(body))
    if writer.chance(0.3):
        text = text.lower()
    if writer.chance(0.3):
        text = f"{writer.phrase('people', 'chat hello')} {text}"
    return "", text


def phone(writer: Writer) -> tuple[str, str]:
    """What the colleague who answered wrote down."""
    notes = [writer.say("people", "phone start") if writer.chance(0.5) else ""]
    remark = _remark(writer)
    if remark or writer.chance(0.65):
        notes.append(writer.issue("note"))
    else:
        notes.append(_quoted(writer, writer.issue("problem")))
    if remark:
        notes.append(_quoted(writer, remark))
    if writer.chance(0.35):
        notes.append(writer.say("people", "phone end"))
    return _subject(writer, 0.4), " ".join(note for note in notes if note)


def _quoted(writer: Writer, said: str) -> str:
    return f'{writer.rng.choice(SAID)}: "{said}"'


def _remark(writer: Writer) -> str:
    """What the caller said that was not the plain matter."""
    concern = writer.concern
    if concern.how == "demand":
        return writer.about(_wanted(concern), "demand")
    if concern.how == "sarcasm":
        return writer.about("PRAISE", "sarcasm")
    if concern.how == "aside" and concern.also:
        return writer.about(concern.also, "aside")
    return ""


def _wanted(concern: Concern) -> str:
    """Of a demand: what is asked for. Who was in danger may ask for money: it stays SAFETY."""
    return concern.also if concern.label == "SAFETY" and concern.also else concern.label


CHANNELS: dict[Callable[[Writer], tuple[str, str]], float] = {
    mail: 0.40,
    web: 0.26,
    chat: 0.22,
    phone: 0.12,
}
