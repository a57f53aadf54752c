//! Tables in workbooks of all three formats, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Xlsx, Format::Xls, Format::Ods] {
        zilu_intake_fuzz::driver::check("人員", format, bytes);
    }
});
