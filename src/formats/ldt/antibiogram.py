"""Object 0011 of LDT 3: how the germs of a result answer to drugs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from formats.ldt.codes import CODES
from formats.ldt.leaf import Sight
from formats.ldt.model import Fact, Susceptibility
from formats.ldt.tree import Obj
from formats.xdt import Line

_RESISTANCE = CODES["7290"]
_OF_DRUG = frozenset({"7288", "7359"})


@dataclass(slots=True)
class _Drug:
    """A drug is code and name; what comes after a germ or twice begins the next drug."""

    said: dict[str, Line] = field(default_factory=dict)
    facts: list[Line] = field(default_factory=list)
    is_told: bool = False

    def susceptibility(self, method: str) -> Susceptibility:
        code, name = (self.said[fk].text if fk in self.said else "" for fk in ("7287", "7370"))
        facts = tuple(Fact(line.field, line.text) for line in self.facts)
        return Susceptibility(name or code, code=code if name else "", method=method, facts=facts)

    def numbers(self) -> set[int]:
        return {line.number for line in (*self.said.values(), *self.facts)}


def answers(obj: Obj, sight: Sight, method: str) -> tuple[list[tuple[str, Susceptibility]], str]:
    """Germ by germ the answer to each drug, and the text on the whole antibiogram."""
    drug = _Drug()
    found: list[tuple[str, Susceptibility]] = []
    for line in obj.lines():
        match line.field:
            case "7287" | "7370":
                drug = _Drug() if drug.is_told or line.field in drug.said else drug
                drug.said[line.field] = line
            case "7288" | "7359" if drug.said and not drug.is_told:
                drug.facts.append(line)
            case "7354":
                found.append((line.text, drug.susceptibility(method)))
                sight.used |= {line.number, *drug.numbers()}
                drug.is_told = True
            case "7367" | "7290" | "7289" | "7369" | "7424" if found and drug.is_told:
                number, before = found[-1]
                found[-1] = number, _answer(before, line)
                sight.used.add(line.number)
    texts = (sight.prose(body) for body in obj.objects("0068"))
    return found, "\n".join(filter(None, texts))


def _answer(answer: Susceptibility, line: Line) -> Susceptibility:
    """What was said first has its attribute; what comes after it is a fact."""
    if line.field in ("7367", "7290") and not answer.interpretation:
        said = line.text if line.field == "7367" else _RESISTANCE.get(line.text, line.text)
        return replace(answer, interpretation=said)
    if line.field == "7289" and not answer.mic:
        return replace(answer, mic=line.text)
    if line.field == "7369" and answer.mic and not answer.mic_unit:
        return replace(answer, mic_unit=line.text)
    return replace(answer, facts=(*answer.facts, Fact(line.field, line.text)))


def of_drug(fact: Fact) -> bool:
    """Whether a fact stands with the drug, before the germ that answers to it."""
    return fact.field in _OF_DRUG
