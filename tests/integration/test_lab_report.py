# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a lab: what it shows, whom it does not name, and that nothing in it can break out of its place."""

from __future__ import annotations

import html
import html.parser
import json
import re
import shutil
import stat
import subprocess

import pytest
from integration.desktops import IMAGE
from integration.rooms import MARK, group
from integration.warm import WarmRoom

VOID = {"meta", "link", "br", "img", "input"}
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'> {{ 7*7 }} {% raw %}"

PRICES = {"currency": "EUR", "products": {}, "disks": {"SAS": 0.06}}


class Page(html.parser.HTMLParser):
    """A page whose elements are closed in order, with its elements, and its text by the IDs of sections."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self._open: list[str] = []
        self._section = ""
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs)
        self.elements.append((tag, given))
        if tag not in VOID:
            self._open.append(tag)
        if tag in ("section", "footer", "header"):
            self._section = given.get("id") or tag

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        text = " ".join(data.split())
        if text:
            self.text[self._section] = f"{self.text.get(self._section, '')} {text}".strip()

    def all(self, tag):
        """Return the attributes of all elements of a kind."""
        return [given for name, given in self.elements if name == tag]


def tiles(page: Page) -> list[str]:
    """Return the classes of the tiles, in order."""
    return [given["class"] for given in page.all("li") if (given.get("class") or "").startswith("tile ")]


def read(room, name="bio.html") -> Page:
    """Return the page that was written."""
    return Page((room.folder / name).read_text(encoding="utf-8"))


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab with seats in many states, a foreign desktop, a schedule without a STOP, and a hostile text."""
    room = WarmRoom(project, tmp_path, warm)
    start = {
        "name": "bio-start",
        "task_type": "START",
        "scheduled_type": "WEEK",
        "week_list": ["mon", "wed"],
        "scheduled_time": "07:45",
        "apply_to": ["students"],
    }
    room.file(
        group("anna", "ben", "cleo", "dora", spares=1),
        description=HOSTILE,
        time_zone="Europe/Berlin",
        prices=PRICES,
        schedules=[start],
    )
    room.own("BIO-01", "anna")
    room.session("BIO-01")
    room.own("BIO-02", "ben", status="SHUTOFF")
    room.own("BIO-03", "cleo", status="ERROR")
    room.own("BIO-05", tags={**MARK, "lab-repair": "restart", "lab-exam": "mid1@2026-11-20T0930Z"})
    room.own("OLD", "ex")
    room.desktop("FOREIGN")
    return room


def test_the_page_shows_the_room_and_names_nobody_unless_asked(room):
    told = room.play("report", "-vvv").done("5 seats: 1 in use, 1 off, 1 spare, 1 failed, 1 missing")
    assert not told.writes
    path = room.folder / "bio.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    page, text = read(room), path.read_text(encoding="utf-8")
    assert tiles(page) == ["tile in-use", "tile off", "tile failed", "tile missing", "tile spare"]
    for person in ("anna", "ben", "cleo", "dora"):
        assert person not in text and person not in told.text
    assert "exam: mid1 until 2026-11-20 10:30 repair: restart begun" in page.text["room"]
    assert "BIO-01 connected" in page.text["sessions"]
    assert "OLD" in page.text["left-over"] and "FOREIGN" not in text
    assert "no schedule" in page.text["schedules"]
    assert "None." in page.text["snapshots"] and "not known" in page.text["usage"]
    assert HOSTILE in page.text["header"]
    # Nothing but the page's own elements, and nothing that is fetched.
    assert not page.all("script") and not page.all("img") and "onerror" not in str(page.elements)
    assert all((given.get("href") or "").startswith(("#", "data:")) for tag in ("a", "link") for given in page.all(tag))
    assert [len(page.all(tag)) for tag in ("h1", "main", "header", "footer", "nav")] == [1] * 5
    assert all(given.get("scope") in ("col", "row") for given in page.all("th"))
    anchors = {given["href"][1:] for given in page.all("a")}
    assert anchors <= {given.get("id") for _tag, given in page.elements}

    # Only the moment, and what is used, have changed since.
    room.control("POST", "clock", advance=900)
    room.play("report", report_file="again.html").done()
    again = read(room, "again.html")
    lasting = page.text.keys() - {"header", "usage"}
    assert {one: again.text[one] for one in lasting} == {one: page.text[one] for one in lasting}

    room.play("report", report_file="named.html", show_people="true").done()
    assert "anna" in read(room, "named.html").text["sessions"]
    checked = room.play("report", "--check", report_file="none.html").done("changed=1")
    assert not checked.writes and not (room.folder / "none.html").exists()


@pytest.mark.slow
def test_the_page_of_a_plan_marks_what_a_run_would_do_and_has_the_id_of_its_plan(room):
    room.console("power", "BIO-03", status="ACTIVE")
    told = room.play("report", report_plan="power", action="stop", seats="all", if_in_use="force").done()
    assert not told.writes
    page = read(room)
    checked = room.play("power", "--check", action="stop", seats="all", if_in_use="force").done()
    assert checked.exported["lab_plan_id"] in page.text["plan"] and "! disturb" in page.text["plan"]
    assert "! stop" in page.text["room"]

    told = room.play("report", report_plan="provision", max_create="0").refused("1 desktop would be created")
    page = read(room)
    assert not told.writes and "Must not be carried out: 1 desktop would be created" in page.text["plan"]
    assert "+ create" in page.text["room"] and "dora" not in (room.folder / "bio.html").read_text(encoding="utf-8")
    room.play("report", report_plan="power", action="stop", seats="all", max_create="1").refused(
        "lab_max_create is not read here"
    )


@pytest.mark.slow
def test_the_page_says_that_no_plan_can_be_made_and_why_only_if_people_may_be_named(room):
    in_use = "anna is logged in"
    told = room.play("report", report_plan="power", action="stop", seats="all").refused(in_use)
    assert told.exported["lab_verdict"] == "refused" and told.exported["lab_plan_id"] == ""
    assert not any(told.exported["lab_counts"].values())
    page = read(room)
    assert (
        page.text["plan"] == "No plan Power cannot be planned . The output of the run tells why, and may name people."
    )
    assert "BIO-01" in page.text["room"] and in_use not in (room.folder / "bio.html").read_text(encoding="utf-8")
    room.play("report", report_plan="power", action="stop", seats="all", show_people="true").refused(in_use)
    assert in_use in read(room).text["plan"]
    # What the procedure itself refuses, before its sections are planned.
    room.play("report", report_plan="rollout").refused("needs lab_image")
    assert "Rollout cannot be planned" in read(room).text["plan"]

    lab = (room.folder / "lab.yml").read_text(encoding="utf-8")
    (room.folder / "lab.yml").write_text(lab.replace(IMAGE, "win10-gone"), encoding="utf-8")
    room.play("report", report_plan="provision").refused('there is no image "win10-gone"')
    assert "Provision cannot be planned" in read(room).text["plan"]


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

MEASURE = """<script>
addEventListener("load", () => {
  const seen = [...document.querySelectorAll(".tile")].filter((one) => one.getBoundingClientRect().height > 20);
  const style = getComputedStyle(document.body);
  document.body.dataset.measured = JSON.stringify({tiles: seen.length, width: document.documentElement.scrollWidth,
    inner: innerWidth, back: style.backgroundColor, requests: performance.getEntriesByType("resource").length,
    heading: document.querySelector("h1").getBoundingClientRect().height > 0});
});
</script>"""


def browse(page, folder, *options):
    """Return what a browser says of a page, with what it writes to its console."""
    done = subprocess.run(
        [
            BROWSER,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--enable-logging=stderr",
            f"--user-data-dir={folder}",
            *options,
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "CONSOLE" not in done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")
def test_a_browser_shows_the_page_and_fetches_nothing(room):
    room.console("power", "BIO-03", status="ACTIVE")
    room.play("report", report_plan="provision").done()
    browse(room.folder / "bio.html", room.folder / "profile", "--dump-dom")
    page = room.folder / "measured.html"
    text = (room.folder / "bio.html").read_text(encoding="utf-8")
    page.write_text(re.sub(r"<meta http-equiv=.*?>", "", text).replace("</body>", f"{MEASURE}</body>"))
    backs = set()
    for options in (["--window-size=1280,900"], ["--window-size=500,900"], ["--force-dark-mode"]):
        dom = browse(page, room.folder / "profile", "--dump-dom", *options)
        measured = json.loads(html.unescape(re.search(r'data-measured="(.*?)"', dom)[1]))
        assert measured["tiles"] == 5 and measured["heading"] and not measured["requests"]
        assert measured["width"] <= measured["inner"]
        backs.add(measured["back"])
    assert backs == {"rgb(255, 255, 255)", "rgb(20, 24, 29)"}

    printed = room.folder / "bio.pdf"
    browse(room.folder / "bio.html", room.folder / "profile", "--force-dark-mode", f"--print-to-pdf={printed}")
    assert printed.read_bytes().startswith(b"%PDF-")
