"""What an action says on the next page: only sentences of ours, and ids that are ids."""

from uuid import uuid4

from praxis.core.said import Said, Sayings, saying, thing_named


def test_a_name_nobody_put_up_says_nothing() -> None:
    ours = Sayings()
    ours.add("gesehen", Said("Gesehen."))
    assert ours.find("gesehen") == Said("Gesehen.")
    assert ours.find("") is None
    assert ours.find("<b>gesehen</b>") is None


def test_the_address_names_the_sentence_and_the_thing_and_holds_no_word() -> None:
    thing = uuid4()
    assert saying("/labor/", "gesehen", thing) == f"/labor/?getan=gesehen&an={thing}"
    assert saying("/aufgaben/?alle=1", "gesehen") == "/aufgaben/?alle=1&getan=gesehen"
    assert thing_named(str(thing)) == thing
    for hostile in ("", "//e.example/", str(thing).upper(), "javascript:1"):
        assert thing_named(hostile) is None
