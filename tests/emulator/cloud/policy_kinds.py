# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies that a policy group can have, and what each of them may be."""

from __future__ import annotations

import re
from typing import Any

from emulator.engine.errors import invalid

# By object: the type of its policies (and the range or the choices of their values), and their names.
_TABLE: dict[str, dict[str, str]] = {
    "access_control": {
        "str": "ip_access_control",
    },
    "audio": {
        "bool": "audio_redirection_enable play_redirection_enable record_redirection_enable",
        "str": (
            "play_volume record_volume play_denoising play_agc play_delay_threshold play_prefill_data "
            "record_denoising record_agc record_delay_threshold"
        ),
        "str Do Not Set Volume Ratio|Low|Middle|High": "play_volume_ratio record_volume_ratio",
        "str Reliable Transmission|Real Time Transmission": "audio_transmission_mode",
        "str LossLess|Speech Call|Music Play|Automatic Identification": "play_classification",
        "str Low|Middle|High": "play_quality record_quality",
        "str Disable CRC|Enable CRC": "play_crc record_crc",
        "str Play Device In Shared Mode|Play Device In Exclusive Mode": "play_device_mode",
        "str 2048|4096|5120|6144|7168|8192": "play_amplitude_threshold record_amplitude_threshold",
        "str LossLess|Speech Call|Music Record|Automatic Identification": "record_classification",
        "str Record Device In Shared Mode|Record Device In Exclusive Mode": "record_device_mode",
    },
    "client": {
        "int 1 to 50": "automatic_reconnection_interval",
        "int 0 to 180": "session_persistence_time",
        "bool": "autoclose_monitor_after_locked forbid_screen_capture client_machine_join_domain",
    },
    "client.autoclose_monitor_options": {
        "int 10 to 600000": "autoclose_monitor_wait_time",
    },
    "client.client_type": {
        "bool": "client_type_limit",
    },
    "client.client_type.options": {
        "bool": (
            "sc_type_window sc_type_mac sc_type_android sc_type_linux sc_type_h5 sc_type_ios sc_type_harmony_os "
            "tc_type_all"
        ),
    },
    "cloud_storage": {
        "bool": "cloud_storage_enable",
    },
    "cloud_storage.options": {
        "str": "cloud_storage_rule",
    },
    "custom": {
        "bool": "custom_configuration1_enable",
    },
    "custom.options": {
        "str": "custom_configuration1_rule",
    },
    "display": {
        "str LEVEL1|LEVEL2|LEVEL3|LEVEL4|LEVEL5|LEVEL6|LEVEL7|LEVEL8": "display_level",
        "bool": (
            "rendering_acceleration_enable adaptive_bitrate_control_enable configuration1_enable "
            "driver_delegation_mode_enable change_resolution_vm duplicate_display_enable"
        ),
        "int 0 to 64": "video_card_memory_size",
        "int 1 to 100": "driver_delegation_latency video_latency",
        "str": "application_recognition default_mapping_order",
        "str One-to-One|One-to-Many": "duplicate_display_mode",
    },
    "display.adaptive_bitrate_control_options": {
        "bool": "peak_bandwidth_suppression_enable",
        "int 1 to 2000": "expected_average_network_latency network_latency_threshold1 network_latency_threshold2",
        "int 1 to 60": "min_dynamic_frame_rate min_dynamic_frame_rate_lv1 min_dynamic_frame_rate_lv2",
        "int 0 to 1000": "rtt_threshold",
        "int 0 to 120": "min_add_framerate max_add_framerate sub_framerate",
        "int 100 to 20000": "adaptive_bandwidth_lower_limit",
        "int 1 to 100": (
            "adaptive_compression_quality_lower_limit adaptive_compression_quality_upper_limit "
            "adaptive_compression_quality_increase_limit adaptive_compression_quality_decrease_limit"
        ),
        "int 5 to 50": "adaptive_average_quality_lower_limit adaptive_average_quality_upper_limit",
        "int 1 to 50": (
            "adaptive_average_quality_increase_limit adaptive_average_quality_decrease_limit "
            "adaptive_min_quality_increase_limit adaptive_min_quality_decrease_limit"
        ),
        "int 5 to 69": "adaptive_min_quality_lower_limit adaptive_min_quality_upper_limit",
    },
    "display.options": {
        "int 256 to 25000": "display_bandwidth",
        "int 1 to 60": "frame_rate video_frame_rate",
        "int 0 to 300": "min_image_cache",
        "int 0 to 255": "smoothing_factor",
        "str Basic Compression|Deep Compression": "lossless_compression_mode",
        "int 20 to 100": "lossy_compression_quality",
        "bool": "color_enhancement_enable",
        "str Quality First|Bandwidth First": "quality_bandwidth_first",
        "int 256 to 100000": "peak_video_bit_rate",
        "int 0 to 65535": "gop_size",
        "str Preset 1|Preset 2|Preset 3|Preset 4|Preset 5|Preset 6|Preset 7": "encoding_preset",
    },
    "display.options.deep_compression_options": {
        "str": "deep_compression_level",
    },
    "display.options.video_bit_rate_options": {
        "int 256 to 100000": "average_video_bit_rate",
    },
    "display.options.video_quality_options": {
        "int 5 to 59": "average_video_quality",
        "int 5 to 69": "lowest_video_quality",
        "int 1 to 59": "highest_video_quality",
    },
    "display.rendering_acceleration_options": {
        "bool": "video_acceleration_enhancement_enable video_optimization_enable gpu_color_optimization_enable",
        "int 0 to 500": "video_recognition_threshold",
        "int 2 to 100": "frame_rate_statistical_length",
        "int 0 to 100": (
            "image_quality_threshold exiting_video_area_threshold cyclical_natural_images_number "
            "non_natural_images_number"
        ),
        "int 1 to 100": "refresh_frequency_threshold",
        "int 0 to 1280": "min_video_width min_video_length",
        "str": "single_frame_natural_percentage non_natural_image_percentage",
    },
    "domain_control": {
        "bool": "default_enabled",
        "str": "domain_rules",
    },
    "file_and_clipboard": {
        "bool": "clip_length_limit_flag_c2s clip_length_limit_flag_s2c fd_mobile_client_redir_enable",
        "int": "clip_length_limit_c2s clip_length_limit_s2c",
        "str DISABLED|SERVER_TO_CLIENT_ENABLED|CLIENT_TO_SERVER_ENABLED|TWO_WAY_ENABLED": "clipboard_redirection",
    },
    "file_and_clipboard.clipboard_redirection_options": {
        "bool": "rich_text_redirection_enable clipboard_file_redirection_enable",
    },
    "file_and_clipboard.file_redirection": {
        "str DISABLED|READ_ONLY|READ_AND_WRITE": "redirection_mode",
        "bool": "vm_send_file_client",
    },
    "file_and_clipboard.file_redirection.options": {
        "bool": (
            "fluid_control_switch_enable compression_switch_enable linux_file_size_supported_enable "
            "linux_root_mount_switch_enable fixed_drive_enable removable_drive_enable cd_rom_drive_enable "
            "network_drive_enable"
        ),
        "str": (
            "linux_root_dir_list linux_file_mount_path linux_fixed_drive_file_system_format "
            "linux_removable_drive_file_system_format linux_cdrom_drive_file_system_format "
            "linux_network_drive_file_system_format path_separator"
        ),
    },
    "file_and_clipboard.file_redirection.options.compression_switch_options": {
        "int 0 to 10240": "compression_threshold",
        "int 0 to 1000": "minimum_compression_rate",
    },
    "file_and_clipboard.file_redirection.options.fluid_control_options": {
        "int 1 to 1000": "good_network_latency normal_network_latency poor_network_latency",
        "int 1 to 100": "reducing_step slow_increasing_step quick_increasing_step",
        "int 1 to 10240": "start_speed",
        "int 64 to 1024": "test_block_size",
        "int 1000 to 100000": "test_time_gap",
    },
    "file_and_clipboard.file_redirection.options.linux_file_size_supported_options": {
        "int 0 to 4096": "linux_file_size_supported_threshold",
    },
    "file_and_clipboard.file_redirection.redirection_send_file_options": {
        "int 0 to 2147483647": "read_write_speed",
    },
    "keyboard_mouse": {
        "str SELFADAPTION|FORCE|CLOSE": "mouse_feedback",
        "str ABSOLUTE_POSITION|RELATIVE_POSITION": "mouse_simulation_mode",
        "bool": "external_cursor_feedback selfhelp_console_enable special_keyboard joy_stick_flag",
        "int 1 to 30": "client_mouse_send_interval",
        "str GLOBAL|WINDOW": "windows_client_keyboard_mode windows_client_mouse_mode",
        "str EVENT|GRAPH": "linux_client_keyboard_mode linux_client_mouse_mode",
    },
    "peripherals": {
        "str": "usb_custom_policy_debug",
    },
    "peripherals.device_redirection": {
        "bool": "twain_redirection_enable",
        "str none|low|medium|high|lossless|low-loss|medium-loss|high-loss": "image_compression_level",
    },
    "peripherals.device_redirection.camera_redirection": {
        "bool": "video_compress_enable",
    },
    "peripherals.device_redirection.camera_redirection.options": {
        "int 1 to 30": "camera_frame_rate",
        "int 1 to 9999": "camera_max_width camera_max_heigth",
        "str": "camera_compression_method",
    },
    "peripherals.device_redirection.hid_redirection": {
        "bool": "hid_redirection_enable",
    },
    "peripherals.device_redirection.hid_redirection.options": {
        "str": "hid_redirection_customization_policy",
    },
    "peripherals.device_redirection.printer_redirection": {
        "bool": "printer_enable",
    },
    "peripherals.device_redirection.printer_redirection.options": {
        "bool": (
            "mobile_printer_enable print_data_compression_mode sync_client_default_printer_enable "
            "network_redirect_printer_enable"
        ),
        "str": "universal_printer_driver",
    },
    "peripherals.device_redirection.session_printer": {
        "bool": "session_printer_enable",
    },
    "peripherals.device_redirection.session_printer.options": {
        "str": "session_printer_customization_policy",
    },
    "peripherals.driver_interface_redirection": {
        "str": "api_redir_driver_list",
    },
    "peripherals.parallel_port_redirection": {
        "bool": "parallel_port_enable",
    },
    "peripherals.serial_port_redirection": {
        "bool": "serial_port_enable",
    },
    "peripherals.serial_port_redirection.options": {
        "bool": "auto_connect_enable",
    },
    "peripherals.usb_device_common": {
        "str Enable|Closed|Disable": "pcsc_smart_card_enable",
    },
    "peripherals.usb_device_common.common_options": {
        "bool": "remove_smart_card_disconnect_enable",
    },
    "peripherals.usb_port_redirection": {
        "bool": "usb_enable",
    },
    "peripherals.usb_port_redirection.options": {
        "bool": (
            "usb_image_enable usb_video_enable usb_printer_enable usb_storage_enable wireless_devices_enable "
            "network_devices_enable usb_smart_card_enable other_usb_devices_enable"
        ),
        "str": "usb_redirection_customization_policy",
        "str Classical mode|Common mode": "usb_redirection_mode",
    },
    "personalized_data_mgmt": {
        "str": "personalized_data_mgmt_path",
        "bool": (
            "user_data_roaming_enable user_folder_redirection_enable logoff_delete_user_configuration "
            "network_drive_mapping_enable"
        ),
    },
    "personalized_data_mgmt.network_drive_mapping_options": {
        "str": "network_drive_mapping_path drive_letter",
    },
    "personalized_data_mgmt.user_data_roaming_options": {
        "bool": "profile_streaming_enable",
        "str": "roamed_files_local_path exclude_folders_path roaming_registry_method roaming_registry_path",
    },
    "personalized_data_mgmt.user_folder_redirection_options": {
        "bool": (
            "restore_local_directories_enable appData_roaming_enale redirec_desktop redirec_start_menu "
            "redirec_documents redirec_pictures redirec_music redirec_videos redirec_favorites redirec_contacts "
            "redirec_downloads redirec_links redirec_searches redirec_saved_games"
        ),
    },
    "record_audit": {
        "bool": "enable",
        "str OBS|SFTP": "storage_type",
        "str AUTO_CREATE|CREATED": "obs_bucket_source",
        "str": "obs_bucket_name",
        "int 0 to 180": "retention_duration",
        "int 0 to 30": "reminder_frequency",
    },
    "record_audit.rules.rule": {
        "str whole|interval|userOperations|sessionMonitoring": "record_type",
        "str": (
            "interval_record_start_time interval_record_end_time file_suffix regit_paths app_filter_type "
            "app_white_list app_black_list"
        ),
        "str input|filecopy": "op_type",
        "bool": "audio_record event_enable",
        "str 2|5|10|15": "fps",
        "str 10|20|30|60": "duration",
        "str 720P|1080P|original": "resolution",
    },
    "seamless": {
        "bool": "seamless_enable",
    },
    "seamless.options": {
        "str": "seamless_apply_path",
    },
    "session": {
        "bool": "self_help_console disconnect_on_lock_flag is_lock_screen_on_disconnect",
        "str hh:mm:ss": "auto_lock_start_time auto_lock_end_time",
    },
    "session.vdi": {
        "bool": "auto_lock_enable disconnect_hibernate_enable no_operation_hibernate_enable ignore_power_status",
        "int 0 to 1": "disconnect_logout_enable",
    },
    "session.vdi.auto_lock_options": {
        "int 3 to 86400": "auto_lock_minutes",
        "str AUTO_DISCONNECT|AUTO_LOGOUT|DISABLED|AUTO_RESTART|AUTO_STOP|HIBERNATE": "auto_disconnect",
    },
    "session.vdi.auto_lock_options.options": {
        "int 1 to 86400": "auto_disconnect_minutes",
    },
    "session.vdi.disconnect_hibernate_options": {
        "int 0 to 86400": "disconnect_hibernate_minutes",
    },
    "session.vdi.disconnect_logout_options": {
        "int 3 to 86400": "disconnect_logout_minutes",
    },
    "session.vdi.no_operation_hibernate_options": {
        "int 0 to 86400": "no_operation_hibernate_minutes",
    },
    "user_profile": {
        "bool": "user_profile_enable",
    },
    "user_profile.options": {
        "str": (
            "user_profile_rule redir_exclude_common_folders redir_exclude_copy0s redir_exclude_copy1s "
            "redir_exclude_copy2s redir_exclude_copy3s redir_exclude_includes"
        ),
    },
    "virtual_channel": {
        "bool": "virtual_channel_control_enable",
    },
    "virtual_channel.options": {
        "str": "custom_virtual_channel_name virtual_channel_plugin_details third_party_plugin_name",
    },
    "watermark": {
        "bool": "watermark_enable",
    },
    "watermark.options": {
        "str FIXED|RANDOM": "show_style",
        "str": "color opacity_setting display_format content_customized content_color user_extend_info",
        "int 1 to 200": "font_size",
        "int 1 to 30": "content_item_count",
        "int -90 to 90": "lean",
        "bool": "watermark_security_access user_extend_info_switch",
    },
}


def _leaves() -> dict[str, str]:
    return {f"{path}.{name}": kind for path, kinds in _TABLE.items() for kind in kinds for name in kinds[kind].split()}


POLICIES = _leaves()
"""What each policy may be, by its whole name."""

_OBJECTS = {".".join(name.split(".")[:depth]) for name in POLICIES for depth in range(1, name.count(".") + 1)}


def check_policies(policies: dict[str, Any], path: str = "") -> None:
    """Refuse unknown policies and values of the wrong type, out of range or not among the choices."""
    for key, value in policies.items():
        name = f"{path}{key}"
        if name in _OBJECTS and isinstance(value, dict):
            check_policies(value, f"{name}.")
        elif name not in POLICIES or not _fits(value, POLICIES[name]):
            raise invalid(f"The policy {name} is unknown or has a wrong value.")


def _fits(value: Any, kind: str) -> bool:
    expected, _space, rest = kind.partition(" ")
    if type(value).__name__ != expected:
        return False
    if " to " in rest:
        first, last = rest.split(" to ")
        return bool(int(first) <= value <= int(last))
    if rest == "hh:mm:ss":
        return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", value) is not None
    return not rest or value in rest.split("|")
