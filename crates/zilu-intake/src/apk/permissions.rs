//! Android's own permissions by protection level, as far as an app of a company meets them.
//!
//! Levels as of Android 16. A name of Android's that is in neither list is a normal one; a name of somebody else's has the
//! level that its owner declared, which the package that asks for it does not tell.

use crate::item::Feed;
use crate::plural::counted;

const OWN: &str = "android.permission.";

/// The person is asked on the device.
const DANGEROUS: [&str; 41] = [
    "ACCEPT_HANDOVER",
    "ACCESS_BACKGROUND_LOCATION",
    "ACCESS_COARSE_LOCATION",
    "ACCESS_FINE_LOCATION",
    "ACCESS_MEDIA_LOCATION",
    "ACTIVITY_RECOGNITION",
    "ANSWER_PHONE_CALLS",
    "BLUETOOTH_ADVERTISE",
    "BLUETOOTH_CONNECT",
    "BLUETOOTH_SCAN",
    "BODY_SENSORS",
    "BODY_SENSORS_BACKGROUND",
    "CALL_PHONE",
    "CAMERA",
    "GET_ACCOUNTS",
    "NEARBY_WIFI_DEVICES",
    "POST_NOTIFICATIONS",
    "PROCESS_OUTGOING_CALLS",
    "RANGING",
    "READ_CALENDAR",
    "READ_CALL_LOG",
    "READ_CONTACTS",
    "READ_EXTERNAL_STORAGE",
    "READ_MEDIA_AUDIO",
    "READ_MEDIA_IMAGES",
    "READ_MEDIA_VIDEO",
    "READ_MEDIA_VISUAL_USER_SELECTED",
    "READ_PHONE_NUMBERS",
    "READ_PHONE_STATE",
    "READ_SMS",
    "RECEIVE_MMS",
    "RECEIVE_SMS",
    "RECEIVE_WAP_PUSH",
    "RECORD_AUDIO",
    "SEND_SMS",
    "USE_SIP",
    "UWB_RANGING",
    "WRITE_CALENDAR",
    "WRITE_CALL_LOG",
    "WRITE_CONTACTS",
    "WRITE_EXTERNAL_STORAGE",
];

/// Only for the system and apps of the same signer, or granted in the settings one by one.
const SIGNATURE: [&str; 21] = [
    "BIND_ACCESSIBILITY_SERVICE",
    "BIND_DEVICE_ADMIN",
    "BIND_NOTIFICATION_LISTENER_SERVICE",
    "BIND_VPN_SERVICE",
    "CLEAR_APP_CACHE",
    "DELETE_PACKAGES",
    "DUMP",
    "INSTALL_PACKAGES",
    "MANAGE_EXTERNAL_STORAGE",
    "MOUNT_UNMOUNT_FILESYSTEMS",
    "PACKAGE_USAGE_STATS",
    "READ_LOGS",
    "READ_PRIVILEGED_PHONE_STATE",
    "REBOOT",
    "REQUEST_INSTALL_PACKAGES",
    "SCHEDULE_EXACT_ALARM",
    "SET_TIME",
    "SYSTEM_ALERT_WINDOW",
    "WRITE_SECURE_SETTINGS",
    "WRITE_SETTINGS",
    "WRITE_APN_SETTINGS",
];

/// Tells the bringer which permissions weigh more than others.
pub(super) fn tell<E>(asked: &[String], feed: &mut Feed<'_, E>) {
    let of = |list: &[&str]| -> Vec<&str> {
        asked.iter().filter_map(|name| name.strip_prefix(OWN)).filter(|name| list.contains(name)).collect()
    };
    let foreign: Vec<&str> = asked.iter().map(String::as_str).filter(|name| !name.starts_with(OWN)).collect();
    let total = asked.len() as u64;
    feed.note(
        format!("要求 {total} 項權限"),
        format!("{} asked for", counted(total, "permission", "permissions")),
    );
    for (zh, en, names) in [
        ("須由使用者同意的（dangerous）", "the person is asked for (dangerous)", of(&DANGEROUS)),
        ("系統或特殊授權的（signature）", "for the system or granted specially (signature)", of(&SIGNATURE)),
        (
            "非 Android 本身的，等級由其宣告者決定",
            "not Android's own, of a level that their owner declares",
            foreign,
        ),
    ] {
        if !names.is_empty() {
            feed.note(
                format!("{zh}：{} 項：{}", names.len(), names.join("、")),
                format!("{en}: {}: {}", names.len(), names.join(", ")),
            );
        }
    }
}
