"""K-03, H-18: everything is lost, comes back elsewhere from sheets and backup, and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from canary.job import PASSWORD, invited, released
from crash.founding import admitted, founded
from house.patience import until
from praxis.exchange.lab.samples.invented import pdf
from standing.phone import Pocket
from standing.practice import StandingPractice
from wire.kinds import Kind
from wire.letters import Message

pytestmark = pytest.mark.crash


class Story:
    """A practice with one patient, one phone and a backup; the tests come in any order."""

    def __init__(self, practice: StandingPractice) -> None:
        self.practice = practice
        self.target = practice.root / "sicherung"
        self.target.mkdir(mode=0o700)
        self.ada = founded(practice)
        self.patient = admitted(self.ada)
        self.ada.get(f"{self.patient}karteikarte/")
        self.ada.done(f"{self.patient}eintragen/", {"zeile": "A Husten vor der Sicherung"})
        sent = {"datei": ("brief.pdf", pdf("Nistkasten unauffaellig"), "application/pdf")}
        self.ada.done(
            f"{self.patient}dokumente/ablegen/", {"titel": "Entlassbrief", "art": "letter"}, sent
        )
        self.pocket: Pocket = invited(practice, self.ada, self.patient)

    def release(self, words: str) -> None:
        """A letter to the phone."""
        released(self.ada, self.patient, {"title": "", "comment": words})

    def saves(self) -> None:
        """A backup is taken and checked; the phone has the letter in it."""
        self.release("Brief vor der Sicherung")
        self.arrives("Brief vor der Sicherung")
        practice = self.practice
        assert practice.command("backup", "backup", str(self.target)) == 0, practice.said("backup")
        assert practice.command("check", "backup", "check", str(self.target)) == 0
        assert "Alles lässt sich öffnen" in practice.said("check")

    def arrives(self, words: str) -> None:
        """The phone has it."""

        def there() -> bool:
            self.pocket.collect()
            return words in self.pocket.texts()

        until(there, what=words)

    def restore(self, name: str, sheets: list[str]) -> int:
        """As somebody at the new machine types it."""
        paper = self.practice.root / "tmp" / "blaetter.txt"
        paper.write_text("\n".join(sheets))
        return self.practice.command(name, "restore", str(self.target), "--sheets", str(paper))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    practice = StandingPractice(tmp_path_factory.mktemp("lost"))
    try:
        practice.start()
        told = Story(practice)
        told.saves()
        yield told
    finally:
        practice.stop()


def test_h18_a_lost_practice_comes_back_and_every_phone_is_told_first(story: Story) -> None:
    practice, ada, pocket = story.practice, story.ada, story.pocket
    # What the backup does not know: an entry, and a letter the phone has.
    ada.done(f"{story.patient}eintragen/", {"zeile": "A Fieber nach der Sicherung"})
    story.release("Brief nach der Sicherung")
    story.arrives("Brief nach der Sicherung")
    before = pocket.letters[-1].statement.epoch

    practice.lose_everything()
    practice.move_to("neuer-rechner")
    wrong = [practice.recovery_words[0], practice.recovery_words[0]]
    assert story.restore("wrong", wrong) == 1
    assert "zwei verschiedene" in practice.said("wrong")
    assert story.restore("restore", practice.recovery_words[1:]) == 0, practice.said("restore")
    practice.start_practice()

    assert ada.get("/").status in {302, 401}, "the old session lives on"
    ada.comes_back(PASSWORD["ada"])
    chart = ada.get(f"{story.patient}karteikarte/").text
    assert "Husten vor der Sicherung" in chart
    assert "Fieber nach der Sicherung" not in chart
    document = ada.get(f"{story.patient}dokumente/").found(r"(/dokumente/[0-9a-f-]{36}/)")
    assert ada.get(f"{document}inhalt/").body.startswith(b"%PDF")

    # Nothing goes outside before the owner has looked, whatever is released.
    story.release("Brief nach der Rückkehr")
    shown = ada.get("/ruecksicherung/")
    assert "Bis zu Ihrer Bestätigung geht nichts nach außen" in shown.text
    assert ada.post("/nachrichten/ein/", {"reason": "eilt"}).status == 409
    assert pocket.collect() == []
    row = shown.found(r'name="id" value="([0-9a-f-]{36})"')
    ada.done("/ruecksicherung/", {"id": row, "gelesen": "ja"})
    story.arrives("Brief nach der Rückkehr")
    new = [one for one in pocket.letters if one.statement.epoch != before]
    assert [one.statement.kind for one in new][:2] == [Kind.EPOCH_CHANGE, Kind.DOCUMENT]
    assert [one.statement.sequence for one in new][:2] == [1, 2]

    pocket.sends(Message("Frage", "Geht es weiter?", None, ()))
    until(
        lambda: "Geht es weiter?" in ada.get(f"{story.patient}nachrichten/").text,
        what="the question",
    )
    assert practice.command("verify", "audit", "verify") == 0, practice.said("verify")


def test_a_place_where_a_practice_stands_is_not_restored_into(story: Story) -> None:
    assert story.restore("taken", story.practice.recovery_words[1:]) == 1
    assert "nur in einen leeren Datenordner" in story.practice.said("taken")


def test_the_backup_holds_no_file_but_sealed_ones(story: Story) -> None:
    names = [path.name for path in Path(story.target).iterdir()]
    assert {name.split(".", 1)[1] for name in names} == {
        "tables.age", "keys.age", "documents.age", "manifest.age"
    }  # fmt: skip
