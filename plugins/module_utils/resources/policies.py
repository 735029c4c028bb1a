# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies that a policy group may have: where each stands, and what it may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Union

from ..errors import InputError
from ..fields import leaves
from ..names import nearest

_TABLE = """
access_control
  text: ip_access_control
audio
  2048 | 4096 | 5120 | 6144 | 7168 | 8192: play_amplitude_threshold record_amplitude_threshold
  Disable CRC | Enable CRC: play_crc record_crc
  Do Not Set Volume Ratio | Low | Middle | High: play_volume_ratio record_volume_ratio
  LossLess | Speech Call | Music Play | Automatic Identification: play_classification
  LossLess | Speech Call | Music Record | Automatic Identification: record_classification
  Low | Middle | High: play_quality record_quality
  Play Device In Shared Mode | Play Device In Exclusive Mode: play_device_mode
  Record Device In Shared Mode | Record Device In Exclusive Mode: record_device_mode
  Reliable Transmission | Real Time Transmission: audio_transmission_mode
  switch: audio_redirection_enable play_redirection_enable record_redirection_enable
  text: play_volume record_volume play_denoising play_agc play_delay_threshold play_prefill_data record_denoising
  text: record_agc record_delay_threshold
client
  0..180: session_persistence_time
  1..50: automatic_reconnection_interval
  switch: autoclose_monitor_after_locked forbid_screen_capture client_machine_join_domain
client.autoclose_monitor_options
  10..600000: autoclose_monitor_wait_time
client.client_type
  switch: client_type_limit
client.client_type.options
  switch: sc_type_window sc_type_mac sc_type_android sc_type_linux sc_type_h5 sc_type_ios sc_type_harmony_os
  switch: tc_type_all
cloud_storage
  switch: cloud_storage_enable
cloud_storage.options
  text: cloud_storage_rule
custom
  switch: custom_configuration1_enable
custom.options
  text: custom_configuration1_rule
display
  0..64: video_card_memory_size
  1..100: driver_delegation_latency video_latency
  LEVEL1 | LEVEL2 | LEVEL3 | LEVEL4 | LEVEL5 | LEVEL6 | LEVEL7 | LEVEL8: display_level
  One-to-One | One-to-Many: duplicate_display_mode
  switch: rendering_acceleration_enable adaptive_bitrate_control_enable configuration1_enable
  switch: driver_delegation_mode_enable change_resolution_vm duplicate_display_enable
  text: application_recognition default_mapping_order
display.adaptive_bitrate_control_options
  0..1000: rtt_threshold
  0..120: min_add_framerate max_add_framerate sub_framerate
  1..100: adaptive_compression_quality_lower_limit adaptive_compression_quality_upper_limit
  1..100: adaptive_compression_quality_increase_limit adaptive_compression_quality_decrease_limit
  1..2000: expected_average_network_latency network_latency_threshold1 network_latency_threshold2
  1..50: adaptive_average_quality_increase_limit adaptive_average_quality_decrease_limit
  1..50: adaptive_min_quality_increase_limit adaptive_min_quality_decrease_limit
  1..60: min_dynamic_frame_rate min_dynamic_frame_rate_lv1 min_dynamic_frame_rate_lv2
  100..20000: adaptive_bandwidth_lower_limit
  5..50: adaptive_average_quality_lower_limit adaptive_average_quality_upper_limit
  5..69: adaptive_min_quality_lower_limit adaptive_min_quality_upper_limit
  switch: peak_bandwidth_suppression_enable
display.options
  0..255: smoothing_factor
  0..300: min_image_cache
  0..65535: gop_size
  1..60: frame_rate video_frame_rate
  20..100: lossy_compression_quality
  256..100000: peak_video_bit_rate
  256..25000: display_bandwidth
  Basic Compression | Deep Compression: lossless_compression_mode
  Preset 1 | Preset 2 | Preset 3 | Preset 4 | Preset 5 | Preset 6 | Preset 7: encoding_preset
  Quality First | Bandwidth First: quality_bandwidth_first
  switch: color_enhancement_enable
display.options.deep_compression_options
  text: deep_compression_level
display.options.video_bit_rate_options
  256..100000: average_video_bit_rate
display.options.video_quality_options
  1..59: highest_video_quality
  5..59: average_video_quality
  5..69: lowest_video_quality
display.rendering_acceleration_options
  0..100: image_quality_threshold exiting_video_area_threshold cyclical_natural_images_number
  0..100: non_natural_images_number
  0..1280: min_video_width min_video_length
  0..500: video_recognition_threshold
  1..100: refresh_frequency_threshold
  2..100: frame_rate_statistical_length
  switch: video_acceleration_enhancement_enable video_optimization_enable gpu_color_optimization_enable
  text: single_frame_natural_percentage non_natural_image_percentage
domain_control
  switch: default_enabled
  text: domain_rules
file_and_clipboard
  DISABLED | SERVER_TO_CLIENT_ENABLED | CLIENT_TO_SERVER_ENABLED | TWO_WAY_ENABLED: clipboard_redirection
  0..4096: clip_length_limit_c2s clip_length_limit_s2c
  switch: clip_length_limit_flag_c2s clip_length_limit_flag_s2c fd_mobile_client_redir_enable
file_and_clipboard.clipboard_redirection_options
  switch: rich_text_redirection_enable clipboard_file_redirection_enable
file_and_clipboard.file_redirection
  DISABLED | READ_ONLY | READ_AND_WRITE: redirection_mode
  switch: vm_send_file_client
file_and_clipboard.file_redirection.options
  switch: fluid_control_switch_enable compression_switch_enable linux_file_size_supported_enable
  switch: linux_root_mount_switch_enable fixed_drive_enable removable_drive_enable cd_rom_drive_enable
  switch: network_drive_enable
  text: linux_root_dir_list linux_file_mount_path linux_fixed_drive_file_system_format
  text: linux_removable_drive_file_system_format linux_cdrom_drive_file_system_format
  text: linux_network_drive_file_system_format path_separator
file_and_clipboard.file_redirection.options.compression_switch_options
  0..1000: minimum_compression_rate
  0..10240: compression_threshold
file_and_clipboard.file_redirection.options.fluid_control_options
  1..100: reducing_step slow_increasing_step quick_increasing_step
  1..1000: good_network_latency normal_network_latency poor_network_latency
  1..10240: start_speed
  1000..100000: test_time_gap
  64..1024: test_block_size
file_and_clipboard.file_redirection.options.linux_file_size_supported_options
  0..4096: linux_file_size_supported_threshold
file_and_clipboard.file_redirection.redirection_send_file_options
  0..2147483647: read_write_speed
keyboard_mouse
  1..30: client_mouse_send_interval
  ABSOLUTE_POSITION | RELATIVE_POSITION: mouse_simulation_mode
  EVENT | GRAPH: linux_client_keyboard_mode linux_client_mouse_mode
  GLOBAL | WINDOW: windows_client_keyboard_mode windows_client_mouse_mode
  SELFADAPTION | FORCE | CLOSE: mouse_feedback
  switch: external_cursor_feedback selfhelp_console_enable special_keyboard joy_stick_flag
peripherals
  text: usb_custom_policy_debug
peripherals.device_redirection
  none | low | medium | high | lossless | low-loss | medium-loss | high-loss: image_compression_level
  switch: twain_redirection_enable
peripherals.device_redirection.camera_redirection
  switch: video_compress_enable
peripherals.device_redirection.camera_redirection.options
  1..30: camera_frame_rate
  1..9999: camera_max_width camera_max_heigth
  text: camera_compression_method
peripherals.device_redirection.hid_redirection
  switch: hid_redirection_enable
peripherals.device_redirection.hid_redirection.options
  text: hid_redirection_customization_policy
peripherals.device_redirection.printer_redirection
  switch: printer_enable
peripherals.device_redirection.printer_redirection.options
  switch: mobile_printer_enable print_data_compression_mode sync_client_default_printer_enable
  switch: network_redirect_printer_enable
  text: universal_printer_driver
peripherals.device_redirection.session_printer
  switch: session_printer_enable
peripherals.device_redirection.session_printer.options
  text: session_printer_customization_policy
peripherals.driver_interface_redirection
  text: api_redir_driver_list
peripherals.parallel_port_redirection
  switch: parallel_port_enable
peripherals.serial_port_redirection
  switch: serial_port_enable
peripherals.serial_port_redirection.options
  switch: auto_connect_enable
peripherals.usb_device_common
  Enable | Closed | Disable: pcsc_smart_card_enable
peripherals.usb_device_common.common_options
  switch: remove_smart_card_disconnect_enable
peripherals.usb_port_redirection
  switch: usb_enable
peripherals.usb_port_redirection.options
  Classical mode | Common mode: usb_redirection_mode
  switch: usb_image_enable usb_video_enable usb_printer_enable usb_storage_enable wireless_devices_enable
  switch: network_devices_enable usb_smart_card_enable other_usb_devices_enable
  text: usb_redirection_customization_policy
personalized_data_mgmt
  switch: user_data_roaming_enable user_folder_redirection_enable logoff_delete_user_configuration
  switch: network_drive_mapping_enable
  text: personalized_data_mgmt_path
personalized_data_mgmt.network_drive_mapping_options
  text: network_drive_mapping_path drive_letter
personalized_data_mgmt.user_data_roaming_options
  switch: profile_streaming_enable
  text: roamed_files_local_path exclude_folders_path roaming_registry_method roaming_registry_path
personalized_data_mgmt.user_folder_redirection_options
  switch: restore_local_directories_enable appData_roaming_enale redirec_desktop redirec_start_menu redirec_documents
  switch: redirec_pictures redirec_music redirec_videos redirec_favorites redirec_contacts redirec_downloads
  switch: redirec_links redirec_searches redirec_saved_games
record_audit
  0..180: retention_duration
  0..30: reminder_frequency
  AUTO_CREATE | CREATED: obs_bucket_source
  OBS | SFTP: storage_type
  switch: enable
  text: obs_bucket_name
record_audit.rules.rule
  hh:mm: interval_record_start_time interval_record_end_time
  10 | 20 | 30 | 60: duration
  2 | 5 | 10 | 15: fps
  720P | 1080P | original: resolution
  input | filecopy: op_type
  switch: audio_record event_enable
  text: file_suffix regit_paths app_filter_type app_white_list
  text: app_black_list
  whole | interval | userOperations | sessionMonitoring: record_type
seamless
  switch: seamless_enable
seamless.options
  text: seamless_apply_path
session
  switch: self_help_console disconnect_on_lock_flag is_lock_screen_on_disconnect
  hh:mm:ss: auto_lock_start_time auto_lock_end_time
session.vdi
  0..1: disconnect_logout_enable
  switch: auto_lock_enable disconnect_hibernate_enable no_operation_hibernate_enable ignore_power_status
session.vdi.auto_lock_options
  3..86400: auto_lock_minutes
  AUTO_DISCONNECT | AUTO_LOGOUT | DISABLED | AUTO_RESTART | AUTO_STOP | HIBERNATE: auto_disconnect
session.vdi.auto_lock_options.options
  1..86400: auto_disconnect_minutes
session.vdi.disconnect_hibernate_options
  0..86400: disconnect_hibernate_minutes
session.vdi.disconnect_logout_options
  3..86400: disconnect_logout_minutes
session.vdi.no_operation_hibernate_options
  0..86400: no_operation_hibernate_minutes
user_profile
  switch: user_profile_enable
user_profile.options
  text: user_profile_rule redir_exclude_common_folders redir_exclude_copy0s redir_exclude_copy1s redir_exclude_copy2s
  text: redir_exclude_copy3s redir_exclude_includes
virtual_channel
  switch: virtual_channel_control_enable
virtual_channel.options
  text: custom_virtual_channel_name virtual_channel_plugin_details third_party_plugin_name
watermark
  switch: watermark_enable
watermark.options
  -90..90: lean
  1..200: font_size
  1..30: content_item_count
  FIXED | RANDOM: show_style
  switch: watermark_security_access user_extend_info_switch
  text: color opacity_setting display_format content_customized content_color user_extend_info
"""
"""Each object, and in it what policies may be, with their names: a ``switch``, a number of a range, a ``text``, one
of some texts, a time."""


def _read_table() -> tuple[frozenset[str], dict[str, str]]:
    """Return the whole names of all objects, and of all policies with what they may be."""
    sections: set[str] = set()
    rules: dict[str, str] = {}
    section = ""
    for line in _TABLE.strip().splitlines():
        if line.startswith(" "):
            rule, _separator, names = line.strip().partition(": ")
            rules.update({f"{section}.{name}": rule for name in names.split()})
        else:
            section = line
            sections.update(section.rsplit(".", depth)[0] for depth in range(section.count(".") + 1))
    return frozenset(sections), rules


_SECTIONS, _RULES = _read_table()

POLICY_NAMES = tuple(_RULES)
"""The whole names of all policies: ``watermark.watermark_enable``."""

_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
_TIMES = {"hh:mm": r"([01]\d|2[0-3]):[0-5]\d", "hh:mm:ss": r"([01]\d|2[0-3])(:[0-5]\d){2}"}

Policy = Union[bool, int, str]


def checked(given: Any, path: str = "") -> dict[str, Any]:
    """Return policies as requests have them, without those that are left alone (``None``).

    :param given: an object of policies. :param path: the whole name of that object, empty for all of them.
    :raises InputError: one of them does not exist, or cannot have its value.
    """
    if not isinstance(given, Mapping):
        raise InputError(f"{_told(path)} is {given!r}, but must be a dictionary of policies")
    values: dict[str, Any] = {}
    for key, value in given.items():
        name = f"{path}.{key}" if path else str(key)
        if name not in _RULES and name not in _SECTIONS:
            raise InputError(f'there is no policy "{_told(name)}"{nearest(name, [*_SECTIONS, *_RULES])}')
        if value is not None:
            values[str(key)] = _value(name, value) if name in _RULES else checked(value, name)
    return values


def merged(desired: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """Return all policies that there are, with those that are desired in their place."""
    whole = {name: value for name, value in current.items() if value is not None}
    for name, value in desired.items():
        inner = isinstance(value, Mapping)
        whole[name] = merged(value, current.get(name) or {}) if inner else value
    return whole


_SWITCHES = {
    "client.autoclose_monitor_options": "client.autoclose_monitor_after_locked",
    "file_and_clipboard.clip_length_limit_c2s": "file_and_clipboard.clip_length_limit_flag_c2s",
    "file_and_clipboard.clip_length_limit_s2c": "file_and_clipboard.clip_length_limit_flag_s2c",
    "record_audit.rules": "record_audit.enable",
    "session.auto_lock_end_time": "session.vdi.auto_lock_enable",
    "session.auto_lock_start_time": "session.vdi.auto_lock_enable",
    "session.vdi.auto_lock_options": "session.vdi.auto_lock_enable",
    "session.vdi.auto_lock_options.options": "session.vdi.auto_lock_options.auto_disconnect",
    "session.vdi.disconnect_hibernate_options": "session.vdi.disconnect_hibernate_enable",
    "session.vdi.disconnect_logout_options": "session.vdi.disconnect_logout_enable",
    "session.vdi.no_operation_hibernate_options": "session.vdi.no_operation_hibernate_enable",
    "watermark.options": "watermark.watermark_enable",
}
"""Policies, and objects of them, that have an effect only with another policy."""

_RIVALS = (("session.vdi.disconnect_hibernate_enable", "session.vdi.disconnect_logout_enable"),)
"""Policies of which only one can have its way."""

_OFF = ("none", "false", "0", "disabled")


def clashes(given: Mapping[str, Any], current: Mapping[str, Any] | None = None) -> list[str]:
    """Return what is wrong with policies that are right one by one: that one has no effect without another, which is
    neither given nor there, or that two exclude each other.

    What others have set is not told of, and neither is what stays behind when its switch goes off.

    :param given: policies as :func:`checked` returns them. :param current: those of the group, if there is one.
    """
    own, whole = leaves("policies", given), leaves("policies", merged(given, current or {}))
    powerless: dict[str, list[str]] = {}
    for name, value in own.items():
        # The innermost object has the switch that counts.
        switches = [switch for part, switch in _SWITCHES.items() if f"{name}.".startswith(f"{_told(part)}.")]
        if switches and value != "DISABLED" and _is_off(whole, switches[-1]):
            powerless.setdefault(switches[-1], []).append(name)
    told = [
        f"{' and '.join(names)} {'have' if names[1:] else 'has'} no effect without {_told(switch)}"
        for switch, names in powerless.items()
    ]
    for rivals in _RIVALS:
        if not any(_is_off(whole, one) for one in rivals) and any(_told(one) in own for one in rivals):
            told.append(f"{' and '.join(map(_told, rivals))} exclude each other")
    return told


def _is_off(whole: Mapping[str, Any], name: str) -> bool:
    return str(whole.get(_told(name))).lower() in _OFF


def _value(name: str, value: Any) -> Policy:
    """Return the value of one policy as requests have it."""
    rule = _RULES[name]
    text = str(value)
    if rule == "switch":
        if text.lower() in _SWITCH:
            return _SWITCH[text.lower()]
        raise _wrong(name, value, "true or false")
    bounds = _RANGE.fullmatch(rule)
    if bounds:
        return _number(name, value, int(bounds.group(1)), int(bounds.group(2)))
    if rule in _TIMES:
        if re.fullmatch(_TIMES[rule], text):
            return text
        raise _wrong(name, value, f"a time like {'07:45:00' if rule == 'hh:mm:ss' else '07:45'}, in quotes")
    choices = rule.split(" | ")
    if isinstance(value, (bool, Mapping, list)) or len(choices) > 1 and text not in choices:
        raise _wrong(name, value, "a text" if len(choices) == 1 else f"one of {', '.join(choices)}")
    return text


def _number(name: str, value: Any, first: int, last: int) -> int:
    # A switch that the service writes as a number.
    number = int(value) if isinstance(value, bool) and (first, last) == (0, 1) else value
    if isinstance(number, str) and re.fullmatch(r"-?\d+", number):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not first <= number <= last:
        raise _wrong(name, value, f"a whole number from {first} to {last}")
    return number


def _wrong(name: str, value: Any, right: str) -> InputError:
    return InputError(f"{_told(name)} is {value}, but must be {right}")


def _told(path: str) -> str:
    return f"policies.{path}" if path else "policies"
