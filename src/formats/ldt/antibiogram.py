"""Object 0011 of LDT 3: how the germs of a result answer to drugs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from formats.ldt.codes import CODES
from formats.ldt.leaf import Sight
from formats.ldt.model import Fact, Susceptibility
from formats.ldt.tree import Obj
from formats.xdt import Line

_RESISTANCE = CODES["7290"]
_MOST_FACTS = 50
_OF_DRUG = frozenset({"7288", "7359"})


@dataclass(slots=True)
class _Drug:
    """A drug is code and name; what comes after a germ or twice begins the next drug."""

    said: dict[str, Line] = field(default_factory=dict)
    facts: list[Line] = field(default_factory=list)
    is_told: bool = False

    @property
    def takes_more(self) -> bool:
        """Whether a fact belongs to the drug: before any germ, and no more than all germs bear."""
        return bool(self.said) and not self.is_told and len(self.facts) < _MOST_FACTS

    def susceptibility(self, method: str) -> Susceptibility:
        code, name = (self.said[fk].text if fk in self.said else "" for fk in ("7287", "7370"))
        facts = tuple(Fact(line.field, line.text) for line in self.facts)
        return Susceptibility(name or code, code=code if name else "", method=method, facts=facts)

    def numbers(self) -> set[int]:
        return {line.number for line in (*self.said.values(), *self.facts)}


@dataclass(slots=True)
class _Answer:
    """What one germ answers: what was said first has its attribute, what comes after is a fact."""

    germ: str
    drug: Susceptibility
    interpretation: str = ""
    mic: str = ""
    mic_unit: str = ""
    facts: list[Fact] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """A line behind the germ."""
        if line.field in ("7367", "7290") and not self.interpretation:
            is_plain = line.field == "7367"
            self.interpretation = line.text if is_plain else _RESISTANCE.get(line.text, line.text)
        elif line.field == "7289" and not self.mic:
            self.mic = line.text
        elif line.field == "7369" and self.mic and not self.mic_unit:
            self.mic_unit = line.text
        else:
            self.facts.append(Fact(line.field, line.text))

    def whole(self) -> Susceptibility:
        """With the drug."""
        return replace(
            self.drug,
            interpretation=self.interpretation,
            mic=self.mic,
            mic_unit=self.mic_unit,
            facts=(*self.drug.facts, *self.facts) if self.facts else self.drug.facts,
        )


def answers(obj: Obj, sight: Sight, method: str) -> tuple[list[tuple[str, Susceptibility]], str]:
    """Germ by germ the answer to each drug, and the text on the whole antibiogram."""
    drug = _Drug()
    found: list[_Answer] = []
    for line in obj.lines():
        match line.field:
            case "7287" | "7370":
                drug = _Drug() if drug.is_told or line.field in drug.said else drug
                drug.said[line.field] = line
            case "7288" | "7359" if drug.takes_more:
                drug.facts.append(line)
            case "7354":
                found.append(_Answer(line.text, drug.susceptibility(method)))
                sight.used.add(line.number)
                if not drug.is_told:
                    sight.used |= drug.numbers()
                drug.is_told = True
            case "7367" | "7290" | "7289" | "7369" | "7424" if found and drug.is_told:
                found[-1].take(line)
                sight.used.add(line.number)
    texts = (sight.prose(body) for body in obj.objects("0068"))
    return [(one.germ, one.whole()) for one in found], "\n".join(filter(None, texts))


def of_drug(fact: Fact) -> bool:
    """Whether a fact stands with the drug, before the germ that answers to it."""
    return fact.field in _OF_DRUG
