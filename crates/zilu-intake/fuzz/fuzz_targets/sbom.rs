//! Bills of materials, statements about vulnerabilities and lists of known ones, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in [Format::CycloneDx, Format::Spdx, Format::Csaf, Format::OpenVex, Format::Kev, Format::Epss]
    {
        zilu_intake_fuzz::driver::check("a", format, bytes);
    }
});
