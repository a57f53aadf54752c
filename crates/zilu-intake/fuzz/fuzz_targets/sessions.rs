//! Records of the three gateways, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Warpgate, Format::Jumpserver, Format::JumpserverCsv, Format::Teleport] {
        zilu_intake_fuzz::driver::check("a", format, bytes);
    }
});
