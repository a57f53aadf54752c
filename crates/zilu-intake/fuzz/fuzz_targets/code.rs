//! Reports about programs, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in
        [Format::Sarif, Format::Trivy, Format::Grype, Format::Semgrep, Format::MobSf, Format::Prowler]
    {
        zilu_intake_fuzz::driver::check("a.sarif", format, bytes);
    }
});
