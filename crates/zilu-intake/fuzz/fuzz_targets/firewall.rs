//! Configurations of firewalls, whatever the bytes: the first byte tells which reader looks at the rest.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let kinds: Vec<Format> =
        Format::ALL.iter().copied().filter(|format| matches!(format, Format::Firewall(_))).collect();
    zilu_intake_fuzz::driver::check("a.conf", kinds[usize::from(*first) % kinds.len()], rest);
    zilu_intake_fuzz::driver::check_recognised("a.conf", bytes);
});
