"""Whoever looks at the screens must see what is wrong with one."""

import tempfile

import pytest
from playwright.sync_api import sync_playwright

from praxis.office.tests.serving import chromium
from screens.looking import DESK, Looking

pytestmark = pytest.mark.browser
BAD = """<!doctype html><html lang="de"><title>Schlecht</title><main id="inhalt"><h1>Schlecht</h1>
<p style="color: #ddd; background: #fff">Kaum zu lesen</p><img src="data:,">
<div style="width: 900px">Zu breit für 200 %</div></main></html>"""


def test_it_names_contrast_missing_words_width_and_the_command_field() -> None:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        browser = chromium(play, 1, home)
        page = browser.new_page(viewport={"width": DESK[0], "height": DESK[1]})
        page.set_content(BAD)
        looking = Looking(page)
        looking.at("bad")
        browser.close()
    told = "\n".join(looking.wrong)
    for fault in ("bad: color-contrast", "bad: image-alt", "bad (dark): color-contrast"):
        assert fault in told
    assert "bad (200 %): no command field" in told
    assert "bad (200 %): page +" in told
    assert "bad: page" not in told
