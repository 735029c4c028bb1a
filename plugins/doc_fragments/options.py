# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of options that several modules have.

A module with another default, other choices or another description gives only these: its own keys of an option win over
those of the fragment.
"""

from __future__ import annotations


class ModuleDocFragment:
    """One fragment for each option or group of options: ``huaweicloud.workspace.options.state`` and so on."""

    STATE = r"""
options:
  state:
    description: Desired state.
    type: str
    choices: [present, absent]
    default: present
"""

    WAIT = r"""
options:
  wait:
    description:
      - Whether to wait until all operations have ended and to verify the outcome.
      - While the task waits, its progress is written to standard error if the module runs on the controller.
      - If V(false), all stages are carried out, but the task does not wait for the last one. Pass RV(jobs) to
        M(huaweicloud.workspace.workspace_job) to wait for it later.
    type: bool
    default: true
"""

    LOGOFF = r"""
options:
  wait_for_logoff:
    description:
      - How long to wait for users to log off before a change that would disturb them, as minutes or as a duration such
        as V(30m), up to 24 hours. Then O(if_in_use) applies to the desktops that are still in use. If not given, it
        applies at once.
      - All changes of a task share this time, which is part of O(wait_timeout). A disconnected session counts as in
        use. Users who log in meanwhile are waited for like the others.
    type: str
  warn_message:
    description:
      - Message to users who are waited for, up to 255 characters. C({minutes}) is replaced by the number of minutes
        left. It is sent at the beginning of the wait, and to users who connect later when they do. Users who are
        disconnected do not get it.
    type: str
  warn_at:
    description: When O(warn_message) is sent again, as times before the end of the wait such as V(5m).
    type: list
    elements: str
"""

    PARTIAL = r"""
options:
  allow_partial:
    description:
      - Whether the task succeeds when it fails for some of its targets, but not for all.
      - RV(results) contains the outcome and the reason for each target, and a warning names the targets that failed.
        Run the task again to process only these.
    type: bool
    default: false
"""

    WAIT_TIMEOUT = r"""
options:
  wait_timeout:
    description:
      - Maximum duration of the whole task, in seconds. After that nothing is changed, but changes that were made may
        still be read back for up to 10 seconds.
    type: int
    default: 600
"""

    FILTERS = r"""
options: {}
notes:
  - A filter without matches returns an empty list and is not an error. A filter that names a resource of another kind
    than the module returns is an error that lists the nearest names if the service has no resource with that name or
    ID. It is only a warning for a user or group, which may exist in a domain, and for a desktop, which may have been
    deleted.
  - An empty filter is an error. It never matches everything.
"""

    PERIOD = r"""
options:
  begin:
    description:
      - Start of the period, a date or a date and time in O(time_zone), such as V(2026-11-02) or V(2026-11-02 08:00).
      - A time may contain its zone, such as V(2026-11-02T08:00:00Z).
    type: str
  end:
    description:
      - End of the period, like O(begin). A date means the end of that day. Requires O(begin). Without it, the period
        ends now.
    type: str
  last:
    description:
      - Length of a period that ends now, as a number of hours, days or weeks, such as V(12h), V(7d) or V(4w). Cannot be
        combined with O(begin) and O(end).
    type: str
  time_zone:
    description: Time zone of O(begin) and O(end), such as V(Europe/Berlin).
    type: str
    default: UTC
"""

    RECORDINGS = r"""
options:
  desktop_names:
    description: Names, globs (V(BIO-*)) or ranges (V(BIO-[01:12])) of desktops that were recorded, compared without
      case.
    type: list
    elements: str
    aliases: [desktops, desktop]
  user_names:
    description: Names of users who were recorded, compared without case.
    type: list
    elements: str
    aliases: [users, user]
  type:
    description:
      - Type of the recordings, V(FULL) for all of a connection, V(INTERVAL) for certain times of day, V(OPERATION) for
        operations of the user, V(SESSION) for events of the session.
    type: str
    choices: [FULL, INTERVAL, OPERATION, SESSION]
  status:
    description: Statuses of the recordings.
    type: list
    elements: str
    choices: [RECORDING, REC_COMPLETED, REC_FAILED, UPLOADING, UPLOAD_COMPLETED, UPLOAD_FAILED]
"""

    NEW_NAME = r"""
options:
  new_name:
    description:
      - Desired name. The resource with the current name or ID is renamed in place, so that it keeps its ID and all
        references to it. If no resource has the current name, the one with the name O(new_name) is used. If that does
        not exist either, it is created with this name.
      - If two resources exist, one with each of the names, it is an error that lists both IDs.
    type: str
"""

    WRITE_UNKNOWN = r"""
options:
  write_unknown:
    description:
      - When to write a desired value that cannot be compared, because the service does not return the current one. Such
        fields are listed in RV(unknown), with a warning.
      - V(with_changes) writes it along with other changes of the same request. A description is not overwritten in this
        way, since it may contain the mark of a lab.
      - V(always) writes it in every run, which then always reports a change.
      - Neither of them writes a value that could cause a loss or a duplicate, for example an image from which a desktop
        would be rebuilt, or data disks that would be added a second time.
    type: str
    choices: [with_changes, always]
    default: with_changes
"""

    SELECTORS = r"""
options:
  select_names:
    description:
      - Selects existing desktops by name. Each item is a name, a glob (V(BIO-*)), or a name with a range of numbers
        (V(BIO-[01:12])).
      - If several selectors are given, all of them must match. An empty selector is an error, and never matches all
        desktops.
    type: list
    elements: str
  select_tags:
    description: Selects existing desktops that have all of these tags.
    type: dict
  select_status:
    description:
      - Selects existing desktops by power state (V(started), V(stopped), V(hibernated)), or by a status or login status
        of the service (such as V(ERROR) or V(DISCONNECTED)).
    type: list
    elements: str
  max_targets:
    description: Maximum number of desktops that a selector may match. If it matches more, nothing is changed.
    type: int
"""

    SELECT_POOL = r"""
options:
  select_pool:
    description: Selects the desktops of a pool, by name or ID of the pool.
    type: str
"""

    IF_IN_USE = r"""
options:
  if_in_use:
    description:
      - What to do with a target that is in use, when a change would disturb its users. A desktop is in use when a user
        is logged in or has a disconnected session. The session state is read again just before each request.
      - The notes list the changes that disturb users.
      - V(fail) fails before anything is changed, V(skip) leaves the target unchanged and reports that in
        RV(results), V(force) makes the change.
    type: str
    choices: [fail, skip, force]
    default: fail
"""

    POWER_TYPE = r"""
options:
  power_type:
    description: Whether desktops are stopped, restarted and hibernated by the operating system (V(SOFT)) or forcibly
      (V(HARD)).
    type: str
    choices: [SOFT, HARD]
    default: SOFT
"""

    PURGE = r"""
options:
  purge_tags:
    description: Whether to remove tags that are not in O(tags). The ownership mark C(workspace-lab) and the notes of
      lab playbooks, such as C(lab-drain), are kept.
    type: bool
    default: false
  remove_tags:
    description: Keys of tags to remove, whatever their values are. Other tags are kept.
    type: list
    elements: str
  purge_data_volumes:
    description: Whether to delete data disks that are not in O(data_volumes), with all data on them.
    type: bool
    default: false
"""

    ASSIGNMENT = r"""
options:
  reassign:
    description:
      - What to do when a desktop is assigned to another user than the desired one, or is unassigned but was assigned to
        another user before.
      - Assigning a desktop to another user may delete all data on its disks. According to the user guide of the
        service, a desktop for a single user is then cleared, and no option of the API prevents that. Desktops for
        several users keep their data. The plan therefore shows the disks as V(may be cleared), and a warning names the
        desktops. The actual behavior of the service is not known. Take snapshots if the data is needed.
      - V(fail) fails, V(keep_disks) assigns the desktop to the desired user and asks the service to keep the data,
        V(rebuild) rebuilds the system disk for that user as well.
      - A desktop that was never assigned, and a desktop that is assigned to its last user again, keep their data and do
        not need this option. If the service does not return the last user, the option is required.
    type: str
    choices: [fail, keep_disks, rebuild]
    default: fail
  is_clear_data:
    description:
      - Whether the service clears the data of a desktop when it assigns the desktop to its last user again. The plan
        then shows the disks as V(cleared).
      - For other users the service decides by itself, see O(reassign).
    type: bool
    default: false
  wait_until:
    description: When a running desktop counts as done. V(active) means as soon as it runs, V(registered) when users can
      log in.
    type: str
    choices: [active, registered]
    default: active
"""

    REBUILD = r"""
options:
  rebuild:
    description:
      - What to do when the current image is not O(image).
      - V(fail) fails, V(never) keeps the current image, V(on_change) rebuilds the system disk, which deletes all data
        on it.
      - Data disks are kept, but Windows may show them as offline afterwards, depending on the image. They must then be
        set online, for example by a script that uses C(diskpart).
    type: str
    choices: [fail, never, on_change]
    default: fail
"""

    REBUILDING = r"""
options:
  os_type:
    description: Operating system to rebuild with, for an image that does not specify it.
    type: str
  delay_time:
    description:
      - Number of minutes before a rebuild begins, V(0) to V(15), in which users can save their work. They are part of
        O(wait_timeout).
    type: int
  rebuild_message:
    description: Message of up to 400 characters that logged-in users see before a rebuild begins.
    type: str
  encrypt_type:
    description: Whether to encrypt rebuilt system disks. V(ENCRYPTED) needs O(kms_id).
    type: str
    choices: [KEEP, UNENCRYPTED, ENCRYPTED]
  kms_id:
    description: ID of the key that encrypts rebuilt system disks.
    type: str
"""

    DELETION = r"""
options:
  delete_users:
    description: Whether to delete users of a deleted desktop who have no other desktop.
    type: bool
    default: false
  is_force_delete:
    description: Whether to delete desktops forcibly.
    type: bool
    default: false
"""
