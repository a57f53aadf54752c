//! What Windows directories mean by their numbers: well-known groups, account flags, times.
//!
//! Sources: MS-ADTS §6.1.1.6 (well-known security principals), MS-SAMR §2.2.1.13 (userAccountControl), MS-DTYP §2.3.3
//! (FILETIME).

use crate::account::Privilege;

/// Seconds between 1601, where FILETIME begins, and 1970.
const EPOCH: i64 = 11_644_473_600;

/// The account is switched off.
pub(crate) const DISABLED: i64 = 0x2;
/// No password is needed.
pub(crate) const PASSWORD_NOT_REQUIRED: i64 = 0x20;
/// The account of a trust between domains.
pub(crate) const TRUST: i64 = 0x800;
/// The account of a computer or of a domain controller.
pub(crate) const COMPUTER: i64 = 0x1000 | 0x2000;
/// The password never expires.
pub(crate) const PASSWORD_NEVER_EXPIRES: i64 = 0x1_0000;
/// Log-in only with a smart card.
pub(crate) const SMART_CARD: i64 = 0x4_0000;

/// The moment of a FILETIME in seconds since 1970; `None` for both ways to write "never", 0 and the largest number.
pub(crate) fn filetime(ticks: i64) -> Option<i64> {
    if ticks <= 0 || ticks == i64::MAX {
        return None;
    }
    let seconds = ticks / 10_000_000 - EPOCH;
    // A clock that was never set, or a number that is no time.
    (0..7_258_118_400).contains(&seconds).then_some(seconds)
}

/// What membership of a group of this SID gives. Of domain groups the relative id decides, of built-in ones the whole SID.
pub(crate) fn group_privilege(sid: &str) -> Option<Privilege> {
    if let Some(rid) = sid.strip_prefix("S-1-5-32-") {
        return match rid {
            // Administrators.
            "544" => Some(Privilege::Highest),
            // Account, server, print and backup operators, replicators.
            "548" | "549" | "550" | "551" | "552" => Some(Privilege::Special),
            _ => None,
        };
    }
    let (_, rid) = sid.strip_prefix("S-1-5-21-")?.rsplit_once('-')?;
    match rid {
        // Domain, schema and enterprise admins; domain controllers, read-only ones of domain and enterprise.
        "512" | "518" | "519" | "516" | "521" | "498" => Some(Privilege::Highest),
        // Certificate publishers, group policy owners, key admins of domain and enterprise.
        "517" | "520" | "526" | "527" => Some(Privilege::Special),
        _ => None,
    }
}

/// The same by the group's name, where a file names groups that it does not hold.
pub(crate) fn group_privilege_by_name(name: &str) -> Option<Privilege> {
    match name.to_lowercase().as_str() {
        "domain admins" | "enterprise admins" | "schema admins" | "administrators" | "domain controllers" => {
            Some(Privilege::Highest)
        }
        "account operators"
        | "server operators"
        | "print operators"
        | "backup operators"
        | "cert publishers"
        | "group policy creator owners"
        | "key admins"
        | "enterprise key admins"
        | "dnsadmins" => Some(Privilege::Special),
        _ => None,
    }
}

/// Groups in which everybody of a kind is: users, guests, computers. They give nothing of themselves.
pub(crate) fn is_everybody(rid: &str) -> bool {
    matches!(rid, "513" | "514" | "515")
}

/// A security identifier in its text form, from its bytes.
pub(crate) fn sid(bytes: &[u8]) -> Option<String> {
    let (&[revision, count, ..], Some(authority), Some(rest)) =
        (bytes.first_chunk::<2>()?, bytes.get(2..8), bytes.get(8..))
    else {
        return None;
    };
    if revision != 1 || count > 15 || rest.len() != usize::from(count) * 4 {
        return None;
    }
    let authority = authority.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let mut text = format!("S-1-{authority}");
    for part in rest.as_chunks::<4>().0 {
        text += &format!("-{}", u32::from_le_bytes(*part));
    }
    Some(text)
}

/// A GUID in its text form, from its bytes: the first three groups are little-endian.
pub(crate) fn guid(bytes: &[u8]) -> Option<String> {
    let b: [u8; 16] = bytes.try_into().ok()?;
    let hex = |part: &[u8]| part.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Some(format!(
        "{}-{}-{}-{}-{}",
        hex(&[b[3], b[2], b[1], b[0]]),
        hex(&[b[5], b[4]]),
        hex(&[b[7], b[6]]),
        hex(&b[8..10]),
        hex(&b[10..])
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_nevers_are_no_moment() {
        assert_eq!(filetime(0), None);
        assert_eq!(filetime(i64::MAX), None);
        assert_eq!(filetime(-1), None);
        // 2009-07-25 23:00:00 UTC, from the documentation of FILETIME conversions.
        assert_eq!(filetime(128_930_364_000_000_000), Some(1_248_562_800));
    }

    #[test]
    fn identifiers_are_read_from_bytes() {
        let bytes = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0];
        assert_eq!(sid(&bytes).as_deref(), Some("S-1-5-21-1-2-3-512"));
        assert_eq!(sid(&bytes[..27]), None);
        assert_eq!(sid(&[]), None);
        assert_eq!(group_privilege("S-1-5-21-1-2-3-512"), Some(Privilege::Highest));
        assert_eq!(group_privilege("S-1-5-32-544"), Some(Privilege::Highest));
        assert_eq!(group_privilege("S-1-5-21-1-2-3-513"), None);
        let bytes =
            [0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF];
        assert_eq!(guid(&bytes).as_deref(), Some("00112233-4455-6677-8899-aabbccddeeff"));
    }
}
