//! Documents and office calendars, whatever the bytes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zilu_intake_fuzz::driver::check_document(bytes));
