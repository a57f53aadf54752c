//! Users of cloud services, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Okta, Format::Entra, Format::GitLabUsers] {
        zilu_intake_fuzz::driver::check("users.json", format, bytes);
    }
});
