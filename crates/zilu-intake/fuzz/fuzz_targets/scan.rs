//! Reports of all scanners, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in Format::ALL.iter().filter(|format| format.is_scan()) {
        zilu_intake_fuzz::driver::check("a", *format, bytes);
    }
});
