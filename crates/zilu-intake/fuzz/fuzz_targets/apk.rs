//! Android packages and manifests, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zilu_intake_fuzz::driver::check("a.apk", Format::Apk, bytes));
