"""Invented people, the same on every machine: German, Turkish, Polish, Arabic and other names.

Nobody in here exists: family names are put together from syllables beside the best-known ones,
and every draw comes from a counter-based generator (SplitMix64), not from a library's mood.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final
from uuid import UUID

from praxis.patients.search.records import Birth, IdentityRecord

MAIN_SITE: Final = UUID("018f0000-0000-7000-8000-00000000a001")
BRANCH_SITE: Final = UUID("018f0000-0000-7000-8000-00000000a002")
ADA: Final = UUID("018f0000-0000-7000-8000-00000000b001")
CEM: Final = UUID("018f0000-0000-7000-8000-00000000b003")


def _list(text: str) -> list[str]:
    return text.split()


_FREQUENT: Final = _list(
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch "
    "Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann "
    "Lange Schmitt Werner Schmitz Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König "
    "Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel "
    "Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht "
    "Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto "
    "Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel "
    "Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Yılmaz Kaya Demir Şahin Çelik "
    "Yıldız Öztürk Aydın Arslan Doğan Kılıç Kowalski Nowak Wiśniewski Wójcik Kowalczyk Kamiński "
    "Lewandowski Zieliński Woźniak Łukaszewicz Al-Hassan Hussein Haddad Khalil Mansour El-Sayed "
    "Ivanović Petrović Popescu Nguyễn García O’Brien D'Angelo Rossi Schlüter Größl Straßer"
)
_HEADS: Final = _list(
    "Acker Adl Alt Am Ap Bär Berg Birn Blau Bock Brand Breit Brück Buch Burg Dach Deich Dorn Dür "
    "Eber Eich Eis Ells Erl Esch Falk Feld Fink Först Frei Fürst Gän Gers Gold Grab Grün Gut Haber "
    "Hain Hart Hasel Heid Hell Hirsch Hoch Holz Hüb Im Kalt Käs Kirch Klug Knob Kohl Korn Kreuz "
    "Küh Kupf Lauf Lein Lind Löff Lohr Löw Lütt Mann Märk Mess Mitt Möh Mühl Neu Nied Nord Nuss "
    "Ober Öls Ost Pfaff Pfeif Quell Rab Reich Rein Ring Röm Rosen Rüb Sand Schäd Scharf Schell "
    "Schill Schlag Schön Schür Schwan See Sieb Silb Sonn Spät Speck Stahl Stein Stör Süd Tann Teuf "
    "Thal Trau Über Ull Vier Vög Wach Wald Weid Weiß West Wies Wind Wolf Würz Zack Zeis Zieg Zwei"
)
_MIDDLES: Final = ["", "", "er", "en", "el", "ing", "ling", "ach", "ig", "ets", "un", "al"]
_TAILS: Final = _list(
    "bach bauer baum beck berg berger brunner burger dorf dorfer eder egger er feld felder fink "
    "gruber haus hausen heim heimer hofer höfer horn horst huber inger kamp ke kirch lein ler loh "
    "loher mann mayr meier meister müller ner reich reiter richter sack scheid schmidt schneider "
    "sohn stätter stein steiner stock thaler wald weber wein wirth"
)
_GIVEN: Final = _list(
    "Anna Maria Michael Thomas Andreas Peter Hans Petra Sabine Monika Susanne Stefan Wolfgang "
    "Klaus Jürgen Günther Ursula Renate Karin Helga Brigitte Ingrid Claudia Andrea Birgit Martina "
    "Christian Alexander Daniel Markus Matthias Sebastian Jan Tobias Philipp Lukas Leon Paul Jonas "
    "Felix Max Julian Tim Niklas Laura Julia Sarah Lea Lena Leonie Hannah Emma Mia Sophie "
    "Johanna Katharina Elisabeth Charlotte Luise Frieda Ida Emil Anton Karl Friedrich Wilhelm "
    "Heinrich Otto Ernst Erich Gerhard Horst Manfred Werner Rolf Uwe Jörg Björn Sören Käthe "
    "Bärbel Jürg Götz Françoise René André Zoë Noël Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim "
    "Ayşe Fatma Emine Hatice Zeynep Elif Özlem Gökhan Çağla Jakub Piotr Małgorzata Agnieszka Paweł "
    "Krzysztof Łucja Zbigniew Muhammad Mohamed Ahmad Omar Fatima Aisha Khadija Youssef Layla Nour "
    "Svetlana Olga Dimitri Igor Natalia Xaver Quirin Kreszentia Hans-Peter Karl-Heinz Anna-Lena "
    "Eva-Maria Klaus-Dieter Marie-Luise Anne-Kathrin"
)
_GIVEN_HEADS: Final = _list(
    "Ad Al Am An Ar Bea Ben Bern Cor Da De Do Ed El Em Er Fe Fi Ga Ge Gi He Hu Il In Jo Ka Ki La "
    "Le Li Lo Ma Me Mi Na Ni No Ol Pa Pe Ra Re Ro Sa Se Si Ta Te Ti Ul Va Ve Vi Wal Wil Ya Ze"
)
_GIVEN_TAILS: Final = _list(
    "a ia ina ana ella ette ine line lia mar nand ne nja no rich rik ro sa sia ta tina to tte us "
    "van via win mine dis berta lind hild gard run ko ius ander"
)
_PLACES: Final = _list(
    "Musterstadt Neustadt Altdorf Bad Beispiel Grünau Mühlheim Oberkirch Unterwald Königsfeld "
    "Süßen Hohenstein Lindenberg"
)
_PARTICLES: Final = ("von", "von der", "van", "zu", "von und zu", "de", "di")
_MASK: Final = (1 << 64) - 1


class Draw:
    """SplitMix64: small, quick and the same everywhere."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to `bound` - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((z ^ (z >> 31)) * bound) >> 64

    def of(self, choices: Sequence[str]) -> str:
        return choices[self.below(len(choices))]


class Weighted:
    """Names drawn as in life: a few very often, most hardly ever."""

    def __init__(self, names: Sequence[str], steepness: float) -> None:
        self.names = names
        self._sums = list(accumulate(int(1e9 / (at + 3) ** steepness) for at in range(len(names))))

    def draw(self, draw: Draw) -> str:
        return self.names[bisect_right(self._sums, draw.below(self._sums[-1]))]


def family_names() -> list[str]:
    """Return about 70,000 family names, the well-known ones first."""
    made = (h + m + t for m in _MIDDLES for t in _TAILS for h in _HEADS)
    return list(dict.fromkeys([*_FREQUENT, *made]))


def given_names() -> list[str]:
    return list(dict.fromkeys([*_GIVEN, *(h + t for h in _GIVEN_HEADS for t in _GIVEN_TAILS)]))


def patient_id(number: int) -> UUID:
    """Return the id of the person with this number: a version 7 UUID, as rows have."""
    spread = Draw(number).below(1 << 62)
    high = (0x018F_0000_0000 + number // 50) << 80
    return UUID(int=high | 7 << 76 | (number % 4096) << 64 | 2 << 62 | spread)


def people(count: int, seed: int = 7) -> Iterator[IdentityRecord]:
    """Yield `count` invented people; the same `seed` gives the same people."""
    draw = Draw(seed)
    family, given = Weighted(family_names(), 0.78), Weighted(given_names(), 0.72)
    for number in range(count):
        yield _person(number, draw, family, given)


def _person(number: int, draw: Draw, family: Weighted, given: Weighted) -> IdentityRecord:
    dice = draw.below(1000)
    name = family.draw(draw)
    if dice < 50:
        name = f"{name}-{family.draw(draw)}"
    first = given.draw(draw)
    if dice % 5 == 0:
        first = f"{first} {given.draw(draw)}"
    site = BRANCH_SITE if draw.below(10) == 0 else MAIN_SITE
    return IdentityRecord(
        patient_id=patient_id(number),
        family_name=name,
        given_name=first,
        affixes=draw.of(_PARTICLES) if 50 <= dice < 62 else "",
        former_name=family.draw(draw) if dice > 880 else "",
        birth=_birth(draw),
        insurance_number=_insurance_number(draw, number) if dice % 9 else "",
        phones=tuple(_phone(draw) for _ in range(1 + (dice % 2))),
        patient_number=str(number + 1),
        place=draw.of(_PLACES),
        sites=(site,),
        restricted=dice == 999,
        named_staff=(ADA,) if dice == 999 else (),
    )


def _birth(draw: Draw) -> Birth:
    year = 2026 - (draw.below(96) + draw.below(96)) // 2 - draw.below(8)
    if draw.below(400) == 0:
        return Birth(year)
    return Birth(year, 1 + draw.below(12), 1 + draw.below(28))


def _insurance_number(draw: Draw, number: int) -> str:
    """Return a letter and nine digits, nobody else's; nothing here needs the check digit."""
    return f"{chr(65 + draw.below(26))}{draw.below(900) * 10**6 + number:09}"


def _phone(draw: Draw) -> str:
    if draw.below(2):
        return f"+49 17{draw.below(10)} {draw.below(10**8):08}"
    return f"07{draw.below(1000):03} / {10_000 + draw.below(990_000)}"
