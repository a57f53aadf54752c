//! Prints the plain text of a document.

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let bytes = std::fs::read(&path).expect("a readable file");
    match zilu_intake::read_document(&bytes, &zilu_intake::Source::new(&path)) {
        Ok(document) => print!("{}", document.text),
        Err(fault) => eprintln!("{fault}"),
    }
}
