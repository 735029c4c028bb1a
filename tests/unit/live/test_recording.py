# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
import json

from live.reading import Exchange
from live.recording import Scrubber

ID = "3979904c-7beb-4f34-835f-2fa989a5550a"
BODY = {
    "desktops": [
        {"desktop_id": ID, "name": "BIO-01", "status": "ACTIVE", "ip": "10.1.2.3", "created": "2026-01-31T08:00:00Z"},
        {"desktop_id": "x" * 40, "name": "ANNA", "size": 80, "status": None, "Anna Meier": True},
    ],
    "users": [{"user_name": "anna", "user_email": "anna@uni.example", "user_phone": "+4917123456789"}],
    "mac": "fa:16:3e:00:14:47",
    "error_code": "WKS.0403",
}


def test_nothing_that_names_somebody_stays_and_the_same_is_the_same():
    body = {"desktops": [{"status": "ACTIVE", "name": "ANNA2"}]}
    scrubber = Scrubber([Exchange("/", (("image_type", "gold"),), 200, body)])
    query = (("limit", "100"), ("image_type", "gold"), ("user_name", "anna"))
    told = scrubber.exchange(Exchange(f"/v2/desktops/{ID}", query, 200, BODY))
    text = json.dumps(told)
    for personal in ("BIO-01", "ANNA", "anna", "Anna", "uni", "+49171", "10.1.2.3", "fa:16", ID):
        assert personal not in text, personal
    first, second = told["body"]["desktops"]
    assert told["path"] == f"/v2/desktops/{first['desktop_id']}" and first["status"] == "ACTIVE"
    assert (first["created"], second["size"], second["status"]) == ("2026-01-31T08:00:00Z", 80, None)
    assert told["query"][:2] == [["limit", "100"], ["image_type", "gold"]]
    assert told["query"][2] == ["user_name", told["body"]["users"][0]["user_name"]]
    assert told["body"]["error_code"] == "WKS.0403"
