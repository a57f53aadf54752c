//! Campaigns of GoPhish, whatever the bytes.

#![no_main]

use zilu_intake::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zilu_intake_fuzz::driver::check("a", Format::Gophish, bytes));
