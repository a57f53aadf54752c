//! Archives: what is a plain one, names, and what is refused.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};
use zilu_intake::{Archive, ZipKind, open_archive};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn plain(bytes: &[u8]) -> Archive<Cursor<Vec<u8>>> {
    match open_archive("a.zip", Cursor::new(bytes.to_vec())) {
        Ok(ZipKind::Plain(archive)) => archive,
        Ok(ZipKind::Format) => panic!("not a plain archive"),
        Err(fault) => panic!("{fault}"),
    }
}

fn refused(bytes: &[u8]) -> String {
    match open_archive("a.zip", Cursor::new(bytes.to_vec())) {
        Ok(_) => panic!("not refused"),
        Err(fault) => fault.code.to_owned(),
    }
}

#[test]
fn files_are_unpacked_as_they_were() {
    let mut archive = plain(&zip(&[("人員/人員.csv", b"id\np1\n"), ("b.csv", b"x")]));
    let entries = archive.entries();
    let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["人員/人員.csv", "b.csv"]);
    let mut out = Vec::new();
    assert_eq!(archive.unpack(&entries[0], 100, &mut out).unwrap(), 6);
    assert_eq!(out, b"id\np1\n");
}

#[test]
fn names_in_big5_are_read() {
    let name: Vec<u8> = encoding_rs::BIG5.encode("帳號清冊.csv").0.into_owned();
    let stand_in = "n".repeat(name.len());
    let mut bytes = zip(&[(&stand_in, b"x")]);
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(stand_in.as_bytes()) {
            bytes[at..at + name.len()].copy_from_slice(&name);
        }
    }
    assert_eq!(plain(&bytes).entries()[0].name, "帳號清冊.csv");
}

#[test]
fn formats_that_are_zips_are_not_unpacked() {
    for name in [
        "[Content_Types].xml",
        "mimetype",
        "AndroidManifest.xml",
        "META-INF/MANIFEST.MF",
        "Payload/Z.app/Info.plist",
    ] {
        let bytes = zip(&[(name, b"x"), ("other", b"y")]);
        assert!(matches!(open_archive("a", Cursor::new(bytes)), Ok(ZipKind::Format)), "{name}");
    }
}

#[test]
fn paths_links_and_passwords_are_refused_one_by_one() {
    let mut bytes = zip(&[("a/../../etc/passwd", b"x"), ("/etc/x", b"x"), ("C:/x", b"x"), ("ok.csv", b"x")]);
    let codes = |bytes: &[u8]| -> Vec<String> {
        plain(bytes)
            .entries()
            .iter()
            .map(|entry| entry.refused.as_ref().map_or("", |fault| fault.code).to_owned())
            .collect()
    };
    assert_eq!(codes(&bytes), ["path-in-archive", "path-in-archive", "path-in-archive", ""]);
    // The encryption bit of the last entry, in the central directory.
    let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 8] |= 1;
    assert_eq!(codes(&bytes)[3], "encrypted");
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("l.csv", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    link.start_file("x", SimpleFileOptions::default()).unwrap();
    assert_eq!(codes(&link.finish().unwrap().into_inner()), ["link", ""]);
}

#[test]
fn what_systems_leave_behind_is_passed_over() {
    let bytes = zip(&[
        ("__MACOSX/._a.csv", b"x"),
        (".DS_Store", b"x"),
        ("a/Thumbs.db", b"x"),
        ("~$b.xlsx", b"x"),
        ("b.csv", b"x"),
    ]);
    let names: Vec<String> = plain(&bytes).entries().into_iter().map(|entry| entry.name).collect();
    assert_eq!(names, ["b.csv"]);
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let zeros = vec![0; 80 << 20];
    assert_eq!(refused(&zip(&[("zeros.csv", &zeros)])), "too-large");
    // Whatever it claims, no more is unpacked than is allowed.
    let mut archive = plain(&zip(&[("a.csv", &[b'a'; 1_000])]));
    let entry = archive.entries().remove(0);
    let mut out = Vec::new();
    assert_eq!(archive.unpack(&entry, 100, &mut out).unwrap_err().code, "too-large");
    assert!(out.len() <= 101);
}

#[test]
fn damaged_archives_are_refused_without_a_panic() {
    assert_eq!(refused(&zip(&[])), "empty");
    assert_eq!(refused(b"PK\x03\x04"), "damaged");
    let whole = zip(&[("a.csv", b"id,reach\nweb,internet\n"), ("b.csv", b"x")]);
    for cut in 0..whole.len() {
        let _ = open_archive("a.zip", Cursor::new(whole[..cut].to_vec()));
        let mut flipped = whole.clone();
        flipped[cut] ^= 0x55;
        if let Ok(ZipKind::Plain(mut archive)) = open_archive("a.zip", Cursor::new(flipped)) {
            for entry in archive.entries() {
                let _ = archive.unpack(&entry, 1_000, &mut std::io::sink());
            }
        }
    }
}

#[test]
fn entries_of_one_name_are_refused_by_their_name() {
    let mut bytes = zip(&[("a.csv", b"one"), ("b.csv", b"two"), ("c.csv", b"three")]);
    for at in 0..bytes.len() - 5 {
        if bytes[at..].starts_with(b"b.csv") {
            bytes[at] = b'a';
        }
    }
    let entries = plain(&bytes).entries();
    let told: Vec<(&str, Option<&str>)> = entries
        .iter()
        .map(|entry| (entry.name.as_str(), entry.refused.as_ref().map(|fault| fault.code)))
        .collect();
    assert_eq!(told, [("a.csv", Some("name-twice")), ("c.csv", None)]);
}
