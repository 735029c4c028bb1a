# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which seats get an image next, when a rollout stops, and which seats are good."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, strategies as st

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import InputError, LabError
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.rollout import (
    BACK,
    BAD,
    BATCH,
    CANARY,
    FAILED,
    GOOD,
    OLD_IMAGE_TAG,
    ROLLOUT_TAG,
    UNKNOWN,
    Note,
    Seat,
    Settings,
    Turn,
    good_canaries,
    judged,
    next_batch,
    next_canaries,
    progress_of,
    reasons_to_stop,
    turns_back,
)
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.scripts import records_since_rebuild

from .room import desktop, found_of, group, lab_of

UTC = datetime.timezone.utc
NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=UTC)
OLD, NEW, OTHER = (f"{digit * 8}-0000-5000-8000-000000000000" for digit in "123")
GOOD_NOTE = "@20261128100000"


def seat(name, note="", image=OLD, spare=False, **fields):
    """Return a seat; what begins with ``@`` is a note about the new image."""
    tags = {ROLLOUT_TAG: f"{NEW[:8]}{note}" if note.startswith("@") else note, OLD_IMAGE_TAG: OLD} if note else {}
    return Seat.of(desktop(name, "anna", tags={"workspace-lab": "bio", **tags}, image_id=image, **fields), spare)


def settings(run=None, **section):
    return Settings.of({"rollout": section}, run)


def names(turns):
    return [turn.seat.name for turn in turns]


@given(
    st.sampled_from([CANARY, BATCH, BACK, FAILED]),
    st.sampled_from(["", "stopped", "hibernated"]),
    st.none() | st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2099, 1, 1)),
)
def test_notes_are_read_as_they_were_written_and_fit_into_tags(phase, power, since):
    note = Note("1a2b3c4d", phase, power, since and since.replace(microsecond=0, tzinfo=UTC))
    assert Note.of("BIO-01", {ROLLOUT_TAG: note.written()}) == note
    assert len(note.written()) <= 43


@pytest.mark.parametrize(
    "text", ["", "1a2b3c4d", "1a2b3c4d@soon", "1a2b3c4d@canary+asleep", "1a2b3c4d@canary@20261399000000"]
)
def test_a_note_that_nobody_can_read_is_an_error(text):
    with pytest.raises(InputError, match="the tag lab-rollout of BIO-01 is .*, which no rollout has written"):
        Note.of("BIO-01", {ROLLOUT_TAG: text})


@pytest.mark.parametrize(
    ("run", "section", "expected"),
    [
        ({}, {}, (1, [], 5, 1)),
        ({}, {"canary": 0, "batch": 2, "max_failures": 3}, (0, [], 2, 3)),
        ({}, {"canary_seats": ["BIO-01", "BIO-02"]}, (2, ["BIO-01", "BIO-02"], 5, 1)),
        ({}, {"canary": 3, "canary_seats": ["BIO-01"]}, (3, ["BIO-01"], 5, 1)),
        ({"canary": "4", "batch": "7", "max_failures": "2"}, {"canary_seats": ["BIO-01"], "batch": 1}, (4, [], 7, 2)),
        ({"canary": "BIO-03, BIO-04"}, {"canary": 1, "canary_seats": ["BIO-01"]}, (2, ["BIO-03", "BIO-04"], 5, 1)),
    ],
)
def test_run_variables_take_precedence_over_the_lab_file(run, section, expected):
    found = settings(run, **section)
    assert (found.canary, list(found.canary_seats), found.batch, found.max_failures) == expected


@pytest.mark.parametrize(
    ("rollout", "message"),
    [
        ({"canary": -1}, "rollout.canary is -1, but must be a number from 0 on"),
        ({"batch": 0}, "rollout.batch is 0, but must be a number from 1 on"),
        ({"max_failures": 0}, "rollout.max_failures is 0"),
        ({"soak": "1 hour"}, 'rollout.soak "1 hour" is not valid'),
        ({"wait_for_logoff": "2d"}, "rollout.wait_for_logoff is 2d, but the most is 24h"),
    ],
)
def test_a_lab_file_with_a_wrong_rollout_is_refused(rollout, message):
    with pytest.raises(LabError, match=message):
        lab_of(group("anna"), rollout=rollout)


def test_spares_are_canaries_before_the_seats_of_people_unless_seats_are_named():
    seats = [seat("BIO-01"), seat("BIO-02"), seat("BIO-09", spare=True)]
    progress = progress_of(seats, NEW, False)
    assert names(next_canaries(progress, settings(canary=2), NEW, False)) == ["BIO-09", "BIO-01"]
    assert names(next_canaries(progress, settings(canary_seats=["BIO-02"]), NEW, False)) == ["BIO-02"]
    assert names(next_canaries(progress, settings(canary_seats=["BIO-02"], canary=2), NEW, False)) == [
        "BIO-02",
        "BIO-09",
    ]
    with pytest.raises(InputError, match="the canary BIO-07 matches no seat of this run"):
        next_canaries(progress, settings(canary_seats=["BIO-07"]), NEW, False)


def test_a_repeated_run_counts_the_canaries_that_there_are_and_finishes_what_was_begun():
    seats = [seat("BIO-01", "@canary" + GOOD_NOTE, NEW), seat("BIO-02", "@canary"), seat("BIO-03")]
    turns = next_canaries(progress_of(seats, NEW, False), settings(canary=2), NEW, False)
    assert [(turn.seat.name, turn.phase, turn.rebuilt) for turn in turns] == [("BIO-02", CANARY, True)]


def test_after_a_failed_canary_nothing_is_rebuilt_until_it_is_tried_again():
    seats = [seat("BIO-01", "@failed", NEW), seat("BIO-02", "@canary"), seat("BIO-03", "@canary", NEW), seat("BIO-04")]
    progress = progress_of(seats, NEW, False)
    assert names(next_canaries(progress, settings(canary=4), NEW, False)) == ["BIO-03"]
    again = next_canaries(progress, settings(canary=4), NEW, True)
    assert names(again) == ["BIO-02", "BIO-03", "BIO-01", "BIO-04"]
    assert again[2].tags == {ROLLOUT_TAG: f"{NEW[:8]}@canary", OLD_IMAGE_TAG: OLD}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["", "@batch", "@batch" + GOOD_NOTE, "@failed", f"{OTHER[:8]}@batch", f"{OTHER[:8]}@failed"]
            ),
            st.sampled_from([OLD, NEW]),
            st.booleans(),
        ),
        max_size=12,
    ),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
)
def test_no_run_has_more_seats_under_way_than_a_batch(rows, batch, retry, skip):
    seats = [
        seat(f"BIO-{number:02d}", note, image, login_status="CONNECTED" if used else "REGISTERED")
        for number, (note, image, used) in enumerate(rows)
    ]
    progress = progress_of(seats, NEW, skip)
    sorted_ones = [*progress.done, *progress.begun, *progress.failed, *progress.waiting, *progress.in_use]
    assert sorted(one.name for one in sorted_ones) == [one.name for one in seats]
    turns = next_batch(progress, settings(batch=batch, max_failures=1), NEW, retry)
    new = [turn for turn in turns if turn.seat not in progress.begun]
    assert len(new) <= max(0, batch - len(progress.begun))
    assert not [turn for turn in turns if skip and turn.rebuilt and turn.seat.in_use]
    if progress.failed and not retry:
        assert not [turn for turn in turns if turn.rebuilt]
    # A note is never overwritten with what was read after it.
    assert all(turn.tags[OLD_IMAGE_TAG] == OLD for turn in turns if turn.seat.note or turn.seat.image_id == OLD)


@pytest.mark.parametrize(
    ("seats", "options", "reasons"),
    [
        (["@canary" + GOOD_NOTE, ""], {}, []),
        (["", ""], {}, ["0 of 1 canaries are good; run lab_action=canary first"]),
        (["@canary", ""], {}, ["0 of 1 canaries are good"]),
        (["", ""], {"canary": 0}, []),
        (["@canary" + GOOD_NOTE, ""], {"soak": "3h"}, ["the canaries have to be good until 2026-11-28 13:00"]),
        (["@canary" + GOOD_NOTE, ""], {"soak": "2h"}, []),
        (["@canary" + GOOD_NOTE, "@failed"], {}, ["1 of at most 1 failures: BIO-1"]),
        (["@canary" + GOOD_NOTE, "@failed", ""], {"max_failures": 2}, []),
    ],
)
def test_other_seats_follow_only_when_the_canaries_have_been_good_for_long_enough(seats, options, reasons):
    rows = [seat(f"BIO-{number}", note, NEW if note.endswith(GOOD_NOTE) else OLD) for number, note in enumerate(seats)]
    found = reasons_to_stop(progress_of(rows, NEW, False), good_canaries(rows, NEW), settings(**options), NOW, UTC)
    assert len(found) == len(reasons) and all(told in "; ".join(found) for told in reasons)


def test_what_was_off_before_is_noted_and_so_is_what_somebody_switched_off_since():
    off = {"status": "SHUTOFF", "login_status": ""}
    assert Turn(seat("BIO-01", **off), BATCH, NEW).note.power == "stopped"
    assert Turn(seat("BIO-01", "@batch+hibernated"), BATCH, NEW).note.power == "hibernated"
    assert Turn(seat("BIO-01", "@batch", **off), BATCH, NEW).note.power == "stopped"
    # What was noted of an earlier rollout has been put back.
    assert Turn(seat("BIO-01", "@failed"), BATCH, NEW).note.power == ""


@pytest.mark.parametrize("fields", [{"status": "ERROR"}, {"status": "DELETING"}, {"image_id": None}])
def test_a_seat_to_which_nothing_can_be_done_is_left_alone(fields):
    row = desktop("BIO-01", "anna", **{"image_id": OLD, **fields})
    assert list(progress_of([Seat.of(row)], NEW, False).left) == ["BIO-01"]


def test_a_rollback_is_about_the_seats_with_notes_only_whatever_they_are_about():
    seats = [
        seat("BIO-01", "@batch" + GOOD_NOTE, NEW),
        seat("BIO-02", "@failed", NEW, login_status="CONNECTED"),
        seat("BIO-03", "@batch"),
        seat("BIO-04", f"{OLD[:8]}@back+stopped"),
        seat("BIO-05", image=NEW),
    ]
    turns, returned, used = turns_back(seats, True)
    assert (names(turns), [one.name for one in returned], [one.name for one in used]) == (
        ["BIO-01", "BIO-04"],
        ["BIO-03"],
        ["BIO-02"],
    )
    assert turns[0].tags == {ROLLOUT_TAG: f"{OLD[:8]}@back", OLD_IMAGE_TAG: OLD}
    assert turns[1].tags == {ROLLOUT_TAG: f"{OLD[:8]}@back+stopped", OLD_IMAGE_TAG: OLD}


def record(status, script="test", start="2026-11-28T11:00:00Z"):
    row = {"id": "r", "script_name": script, "resource_id": "id-bio-01", "start_time": start, "status": status}
    return {**row, "result_code": "7", "reason": "no licence"}


def rebuilt(time):
    return {"entities": {"desktop_id": "id-bio-01"}, "begin_time": time}


@pytest.mark.parametrize(
    ("fields", "records", "failed", "verdict"),
    [
        ({}, [record("SUCCESS")], (), (GOOD, "")),
        ({"login_status": "CONNECTED"}, [record("SUCCESS")], (), (GOOD, "")),
        ({"login_status": "UNREGISTER"}, [record("SUCCESS")], (), (BAD, "people cannot log in: it is not registered")),
        (
            {"login_status": "NOT_TOLD"},
            [record("SUCCESS")],
            (),
            (UNKNOWN, "the service does not tell whether people can log in"),
        ),
        ({"status": "SHUTOFF", "login_status": ""}, [record("SUCCESS")], (), (UNKNOWN, "it is stopped")),
        ({"status": "ERROR"}, [record("SUCCESS")], (), (BAD, "its status is ERROR")),
        ({"domain_status": 2}, [record("SUCCESS")], (), (BAD, "it has left its domain")),
        ({}, [], (), (UNKNOWN, "nothing is known of the script test since it was rebuilt")),
        ({}, [record("RUNNING")], (), (UNKNOWN, "nothing is known of the script test since it was rebuilt")),
        ({}, [record("FAILED")], (), (BAD, "test ended FAILED (7): no licence")),
        ({"image": OLD}, [], (), (UNKNOWN, "it was not rebuilt")),
        ({"image": OLD}, [], ("BIO-01",), (BAD, "it does not have the image")),
        ({"image": OLD, "login_status": "CONNECTED"}, [], ("BIO-01",), (UNKNOWN, "it was not rebuilt")),
    ],
)
def test_a_seat_is_good_when_people_can_log_in_and_the_check_script_has_succeeded(fields, records, failed, verdict):
    turn = Turn(seat("BIO-01", "@batch", **{"image": NEW, **fields}), BATCH, NEW)
    known = records_since_rebuild(found_of(script_records=records, rebuilds=[rebuilt("2026-11-28 07:00:00")]))
    assert judged(turn, ["test"], known, failed) == verdict


def test_only_what_has_run_since_the_last_rebuild_counts():
    rows = [record("SUCCESS", start="2026-11-28T09:00:00Z"), record("FAILED", start="2026-11-28T08:00:00Z")]
    found = found_of(script_records=rows, rebuilds=[rebuilt("2026-11-28 07:00:00"), rebuilt("2026-11-28 08:00:00")])
    assert records_since_rebuild(found)["test", "id-bio-01"].good
    assert not records_since_rebuild(found_of(script_records=rows, rebuilds=[rebuilt("2026-11-28 10:00:00")]))
    assert not records_since_rebuild(found_of(script_records=rows))
