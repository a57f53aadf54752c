//! Embeds the catalogue, so that the binary works without the source tree.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let pack = Path::new("../../catalogue/insurance-infosec");
    println!("cargo::rerun-if-changed={}", pack.display());
    let mut names: Vec<String> = fs::read_dir(pack)
        .expect("the catalogue stands beside the crates")
        .map(|entry| entry.expect("a readable catalogue").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".md") || name.ends_with(".toml"))
        .collect();
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        let path = fs::canonicalize(pack.join(&name)).expect("a catalogue file");
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(list, "    ({name:?}, include_str!({:?})),", path.display().to_string())
            .expect("a string grows");
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("catalogue.rs"), list).expect("OUT_DIR is writable");
}
