//! Any file, read as what it is recognised to be, whatever the bytes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a", "a.csv", "a.xml", "a.json", "a.xlsx"] {
        zilu_intake_fuzz::driver::check_recognised(name, bytes);
    }
});
