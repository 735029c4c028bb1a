# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a project holds: desktops, disks, users, jobs. Each record is plain data that survives as JSON."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """An object of a project, kept in the table of its class under its ID."""

    model_config = ConfigDict(extra="forbid")

    id: str


class Disk(BaseModel):
    """A disk of a desktop; ``content`` is the marker of what somebody stored on it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    volume_id: str
    type: str
    size: int
    iops: int | None = None
    throughput: int | None = None
    kms_id: str | None = None
    device: str
    display_name: str
    create_time: str
    desktop_pool_disk_id: str | None = None
    content: str | None = None
    online: bool = True


class Assignment(BaseModel):
    """A user or group that a desktop is assigned to."""

    model_config = ConfigDict(extra="forbid")

    type: str = "USER"
    user_id: str
    user_name: str
    user_group: str
    domain: str | None = None


class Detachment(BaseModel):
    """A user or group whom a desktop was taken from."""

    model_config = ConfigDict(extra="forbid")

    assignment: Assignment
    time: float


class HourPackage(BaseModel):
    """A package of hours that is bound to a desktop since a moment."""

    model_config = ConfigDict(extra="forbid")

    package_spec_code: str
    package_duration: int
    use_up_policy: str = "PAY_PER_USE"
    since: float = 0.0


class Desktop(Record):
    """A cloud desktop."""

    name: str
    host_name: str
    desktop_type: str
    product_id: str
    image_id: str
    image_type: str
    availability_zone: str
    subnet_id: str
    security_group_ids: list[str]
    ip: str
    mac: str
    port_id: str
    sid: str
    created: float
    root: Disk
    disks: list[Disk] = Field(default_factory=list)
    assignments: list[Assignment] = Field(default_factory=list)
    tags: dict[str, str] = Field(default_factory=dict)
    enterprise_project_id: str = "0"
    ou_name: str | None = None
    domain: str | None = None
    pool_id: str | None = None
    auto_created: bool = False
    left_at: float | None = None
    in_maintenance: bool = False
    domain_status: int = 1
    # What the API shows; "BUILD" until the desktop first runs.
    status: str = "BUILD"
    task_status: str = ""
    login_status: str = "UNREGISTER"
    attach_state: str = "UNATTACH"
    process: int | None = None
    # What goes on behind it.
    listed: bool = False
    operation: str = ""
    detachments: list[Detachment] = Field(default_factory=list)
    session_user: str | None = None
    connection_id: str | None = None
    last_connection_id: str | None = None
    span_id: str | None = None
    action_id: str | None = None
    new_name: str | None = None
    eip_id: str | None = None
    attaching_eip: bool = False
    disks_added_at: float | None = None
    upper_case: bool = False
    hour_package: HourPackage | None = None
    agent_version: str = "24.8.0"
    # What is wrong with it: its agent does not register, or it does not start, until one of these is done to it.
    cured_by: list[Literal["restart", "hard_restart", "rejoin", "restore", "rebuild"]] = Field(default_factory=list)
    start_fails: bool = False
    # How many of its data disks are left out when they are copied, although the copying succeeds.
    uncopied_disks: int = 0

    @property
    def shown_name(self) -> str:
        """The name as the API prints it: some images turn it into upper case."""
        return self.name.upper() if self.upper_case else self.name

    @property
    def last_user(self) -> str | None:
        """The ID of the user whom the desktop was taken from last."""
        return self.detachments[-1].assignment.user_id if self.detachments else None

    @property
    def all_disks(self) -> list[Disk]:
        """The system disk and then the data disks."""
        return [self.root, *self.disks]


class User(Record):
    """A person who may log in to desktops."""

    user_name: str
    user_email: str = ""
    user_phone: str = ""
    description: str = ""
    active_type: str = "USER_ACTIVATE"
    account_expires: int = 0
    alias_name: str = ""
    domain: str | None = None
    enterprise_project_id: str = "0"
    user_info_map: str | None = None
    has_password: bool = False
    locked: bool = False
    disabled: bool = False
    enable_change_password: bool = True
    next_login_change_password: bool = True
    password_never_expired: bool = False
    created: float = 0.0


class Group(Record):
    """A group of users."""

    name: str
    description: str = ""
    platform_type: str = "LOCAL"
    created: float = 0.0
    member_ids: list[str] = Field(default_factory=list)


class Eip(Record):
    """A public address; the desktop that has it names it."""

    address: str
    charge_mode: str
    bandwidth_size: int
    enterprise_project_id: str = "0"
    created: float


class PoolVolume(BaseModel):
    """A disk that each new desktop of a pool gets."""

    model_config = ConfigDict(extra="forbid")

    id: str
    type: str
    size: int
    iops: int | None = None
    throughput: int | None = None
    kms_id: str | None = None


class AuthorizedObject(BaseModel):
    """A user or group that may log in to the desktops of a pool."""

    model_config = ConfigDict(extra="forbid")

    object_type: str
    object_id: str
    object_name: str
    user_group: str
    domain: str | None = None
    created: float


class Pool(Record):
    """A pool of desktops: what its new desktops are like. Each of its desktops names it."""

    name: str
    type: str
    created: float
    product_id: str
    image_id: str
    availability_zone: str
    subnet_ids: list[str]
    security_group_ids: list[str]
    root: PoolVolume
    disks: list[PoolVolume] = Field(default_factory=list)
    authorized: list[AuthorizedObject] = Field(default_factory=list)
    tags: dict[str, str] = Field(default_factory=dict)
    description: str = ""
    enterprise_project_id: str = "0"
    ou_name: str = ""
    domain: str | None = None
    desktop_name_policy_id: str = ""
    disconnected_retention_period: int = 0
    enable_autoscale: bool = False
    autoscale_policy: dict[str, Any] | None = None
    user_reset_policy: dict[str, Any] | None = None
    in_maintenance: bool = False
    # What the API shows while nothing goes on.
    status: str = "STEADY"
    # What goes on behind it.
    listed: bool = False
    steady_at: float = 0.0
    job_ids: list[str] = Field(default_factory=list)
    scaling: bool = False


class Tenancy(Record):
    """The service of the project: how it was opened and is configured. There is none while it is closed."""

    domain: dict[str, Any]
    vpc_id: str
    subnet_ids: list[str]
    management_subnet_cidr: str
    access_mode: str = "INTERNET"
    access_status: str = "init"
    dedicated_subnets: str = ""
    adn_conflict_network: str = ""
    internet_access_port: str = "8443"
    enterprise_id: str
    is_send_email: bool = True
    dc_vnc_ip: str = ""
    authorized_collect_log: bool = False
    authorized_hda_upgrade: bool = False
    is_authorized_install_agent: bool = False
    hibernate_type: str = "SUSPEND"
    shutdown_days: int = 0
    enable_user_create_snapshot: bool = False
    otp: dict[str, Any] = Field(default_factory=lambda: {"enable": False, "receive_mode": "VMFA"})
    completed: float | None = None
    locked_at: float | None = None
    lock_reason: str = ""
    # What goes on: the present or last job that opens, closes, changes or unlocks it.
    job_id: str = ""
    changing: bool = False
    fail_reason: str = ""


class PrivateImage(Record):
    """An image that was made from a desktop."""

    name: str
    desktop_id: str
    content: str | None
    os_type: str
    os_version: str
    architecture: str
    min_disk: int
    min_ram: int = 0
    upper_case: bool = False
    sealed: bool
    description: str = ""
    tags: dict[str, str] = Field(default_factory=dict)
    enterprise_project_id: str = "0"
    created: float


class DeletedImage(Record):
    """The image that has this ID is gone; what was made of it stays."""


class SilentImage(Record):
    """Desktops that are made of the image with this ID never register: the agent in it is too old."""


class NamePolicy(Record):
    """A rule that names desktops: a prefix and a number."""

    name: str
    name_prefix: str
    digit_number: int
    start_number: int
    single_domain_user_inc: int
    is_default_policy: bool = False
    prefix_truncation_enabled: bool = False


class TerminalBinding(Record):
    """A terminal from which a desktop may be reached."""

    mac: str
    desktop_name: str
    description: str = ""


class TerminalSwitches(Record):
    """Whether bindings count, and whether terminals are bound by themselves; there is one such record."""

    tc_bind_switch: str = "OFF"
    tc_auto_bind_switch: str = "OFF"
    tc_auto_bind_max: int = 1


class Notice(Record):
    """A message to the people in the running desktops of a pool, or in desktops."""

    pool_id: str | None = None
    text: str
    desktop_ids: list[str]
    sent: float


class Snapshot(Record):
    """What a disk of a desktop held at one moment."""

    name: str
    desktop_id: str
    volume_id: str
    is_system_disk: bool
    content: str | None
    status: str = "creating"
    description: str = ""
    create_type: str = "MANUALLY"
    created: float
    # When its present task began; none if there is none.
    began: float | None = None
    deleting: bool = False
    restored: float | None = None
    fail_reason: str | None = None


class Script(Record):
    """A script of the library, or of an execution as it was then."""

    name: str
    type: str
    content: str
    description: str = ""
    version: str = ""
    created: float
    updated: float


class ScriptTask(Record):
    """An execution of scripts, or of one command, on desktops. ``task_type`` is SCRIPT or COMMAND."""

    scripts: list[Script] = Field(default_factory=list)
    command: str | None = None
    command_type: str | None = None
    desktop_ids: list[str]
    gray_ids: list[str] = Field(default_factory=list)
    gray_fail_threshold: int | None = None
    pool_id: str | None = None
    pool_name: str | None = None
    pre_start: str | None = None
    post_finish: str | None = None
    timeout: float
    start: float
    end: float | None = None
    status: str = "INIT"

    @property
    def task_type(self) -> str:
        return "SCRIPT" if self.scripts else "COMMAND"


class ScriptRecord(Record):
    """The outcome of one script, or of the command, on one desktop."""

    task_id: str
    script_id: str | None = None
    script_name: str | None = None
    desktop_id: str
    desktop_name: str
    order: int
    status: str = "WAITING"
    start: float | None = None
    end: float | None = None
    result_code: str | None = None
    reason: str | None = None
    output: str | None = None
    listed: bool = False


class ScriptRun(Record):
    """The trace that a script or command leaves where it runs: what was run, where and when."""

    time: float
    desktop: str
    desktop_id: str
    task_id: str
    script: str | None = None
    type: str
    content: str


class ScriptOutcome(Record):
    """What scripts and commands will give on desktops; a blank ``script`` or ``desktop`` stands for all.

    ``seconds`` is how long they take, if not as long as a job; ``stuck`` ones never end, whatever their time limit.
    """

    script: str | None = None
    desktop: str | None = None
    result_code: str = "0"
    output: str = ""
    seconds: float | None = None
    stuck: bool = False


class SubJob(Record):
    """The part of a job that concerns one desktop."""

    job_id: str
    job_type: str
    desktop_id: str
    desktop_name: str
    product_id: str = ""
    user_name: str = ""
    ip_address: str = ""
    mac_address: str = ""
    pool_id: str | None = None
    status: str = "WAITING"
    begin: float
    end: float | None = None
    error_code: str = ""
    fail_reason: str = ""
    outcome: str = ""
    leftover: bool = False
    listed: bool = False
    arguments: dict[str, Any] = Field(default_factory=dict)


class Job(Record):
    """An asynchronous operation over one or more desktops."""

    job_type: str
    status: str = "WAITING"
    begin: float
    end: float | None = None
    error_code: str = ""
    fail_reason: str = ""
    sub_job_ids: list[str] = Field(default_factory=list)
