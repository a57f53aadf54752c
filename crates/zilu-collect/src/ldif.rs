//! LDIF (RFC 2849) out: what a value could do to the lines around it is encoded.

use crate::answer::Entry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Write};
use zilu_intake::{LDIF_COLLECTED, LDIF_COMPLETE};

/// Begins a snapshot: its first line says that an end mark must follow.
pub(crate) fn begin(out: &mut dyn Write, collected_at: &str) -> io::Result<()> {
    writeln!(out, "{LDIF_COLLECTED}{collected_at}\nversion: 1")
}

/// Begins an entry; [`attribute`] adds to it.
pub(crate) fn entry(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    writeln!(out)?;
    line(out, "dn", entry.dn.as_bytes())
}

/// The values of an attribute.
pub(crate) fn attribute(out: &mut dyn Write, name: &str, values: &[Vec<u8>]) -> io::Result<()> {
    values.iter().filter(|value| !value.is_empty()).try_for_each(|value| line(out, name, value))
}

/// A part of the directory that another server holds.
pub(crate) fn referral(out: &mut dyn Write, address: &str) -> io::Result<()> {
    writeln!(out)?;
    line(out, "ref", address.as_bytes())
}

/// Ends a whole snapshot.
pub(crate) fn end(out: &mut dyn Write, entries: u64) -> io::Result<()> {
    writeln!(out, "\n{LDIF_COMPLETE}{entries}")
}

fn line(out: &mut dyn Write, name: &str, value: &[u8]) -> io::Result<()> {
    let plain = value.iter().all(|byte| (0x20..0x7f).contains(byte))
        && !value.starts_with(b" ")
        && !value.starts_with(b":")
        && !value.starts_with(b"<")
        && !value.ends_with(b" ");
    write!(out, "{name}:")?;
    if plain {
        out.write_all(b" ")?;
        out.write_all(value)?;
    } else {
        write!(out, ": {}", STANDARD.encode(value))?;
    }
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_break_out_of_its_line_is_encoded() {
        let mut out = Vec::new();
        let values = ["plain a:b", " x", "x ", ":x", "<file:///etc/passwd", "a\ndn: cn=evil", "林", ""];
        attribute(&mut out, "cn", &values.map(|v| v.as_bytes().to_vec())).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 7);
        assert_eq!(lines[0], "cn: plain a:b");
        assert!(lines[1..].iter().all(|line| line.starts_with("cn:: ")), "{text}");
    }
}
