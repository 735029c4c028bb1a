# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from live.reading import Exchange
from live.shapes import differences, shapes

PATH = "/v2/0123456789abcdef0123456789abcdef/desktops/BIO-01"


def answer(body: object, status: int = 200) -> Exchange:
    return Exchange(PATH, (), status, body)


def test_fields_and_types_that_differ_are_told_without_values():
    service = [answer({"rows": [{"name": "BIO-01", "size": "80", "made": "2026-01-31T08:00:00Z", "new": "anna"}]})]
    emulator = [answer({"rows": [{"name": "x", "size": 80, "made": "2026-01-31 08:00:00", "old": None}]})]
    assert differences(shapes(service), shapes(emulator)) == {
        "GET /v2/{}/desktops/{}: 200": [
            "answer.rows[].made: time, as 2026-01-31T08:00:00Z, but time, as 2026-01-31 08:00:00 in the emulator",
            "answer.rows[].new: text, which the emulator does not return",
            "answer.rows[].old: not returned by the service; null in the emulator",
            "answer.rows[].size: digits, but whole number in the emulator",
        ]
    }


def test_what_there_is_nothing_of_is_not_compared():
    empty, full = [answer({"desktops": [], "eip": None})], [answer({"desktops": [{"name": "x"}], "eip": {"id": "y"}})]
    for service, emulator in ((empty, full), (full, empty)):
        assert differences(shapes(service), shapes(emulator)) == {}
    assert differences(shapes([answer({"a": 1}, 404)]), shapes(full)) == {}


def test_keys_that_are_data_are_not_told():
    told = differences(shapes([answer({"Anna Meier": "b"})]), shapes([answer({})]))
    assert [*told.values()] == [["answer.{}: text, which the emulator does not return"]]
