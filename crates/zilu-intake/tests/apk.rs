//! Android packages: what is read of them, and that damage and disguise are refused with a word.

mod common;

#[path = "../fuzz/src/driver.rs"]
#[allow(unreachable_pub, dead_code)]
mod driver;

#[path = "../fuzz/src/manifest.rs"]
#[allow(unreachable_pub)]
mod manifest;

use common::{Got, archive, line};
use driver::catalogue;
use manifest::binary_manifest;
use std::io::Cursor;
use zilu_intake::{Format, HEAD, Source, read, recognise};

fn got(name: &str, bytes: &[u8]) -> Got {
    let format = match recognise(name, &bytes[..bytes.len().min(HEAD)]) {
        Ok(format) => format,
        Err(fault) => return Got { faults: vec![*fault], ..Got::default() },
    };
    let source = Source {
        subject: Some("APP".into()),
        date: Some(jiff::civil::date(2026, 3, 1)),
        sha256: Some("ab12".into()),
        ..Source::new(name)
    };
    Got::from(|sink| read(Cursor::new(bytes), format, None, catalogue(), &source, sink))
}

fn lines(got: &Got) -> String {
    got.records.iter().map(|record| line(catalogue(), record) + "\n").collect()
}

fn notes(got: &Got) -> String {
    got.summary
        .iter()
        .flat_map(|summary| &summary.notes)
        .map(|note| format!("{} / {}\n", note.zh, note.en))
        .collect()
}

#[test]
fn a_manifest_tells_permissions_and_version() {
    let bytes =
        binary_manifest(&["android.permission.CAMERA", "com.example.PUSH", "android.permission.CAMERA"]);
    let package = archive(&[("classes.dex", b"dex"), ("AndroidManifest.xml", &bytes)]);
    let got = got("app.apk", &package);
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @"
    app_permission APP|android.permission.CAMERA app=APP permission=android.permission.CAMERA requested=yes since=2026-03-01
    app_permission APP|com.example.PUSH app=APP permission=com.example.PUSH requested=yes since=2026-03-01
    app_package APP|12 app=APP version_code=12 on=2026-03-01 version=1.2 package=com.example.app file=ab12 min_sdk=26 target_sdk=35 debuggable=no signed_v1=no signed_v2=no signed_v3=no since=2026-03-01
    ");
    insta::assert_snapshot!(notes(&got), @"
    要求 2 項權限 / 2 permissions asked for
    須由使用者同意的（dangerous）：1 項：CAMERA / the person is asked for (dangerous): 1: CAMERA
    非 Android 本身的，等級由其宣告者決定：1 項：com.example.PUSH / not Android's own, of a level that their owner declares: 1: com.example.PUSH
    這個 APK 沒有簽章 / this APK is not signed
    ");
    assert_eq!((got.listed.len(), got.summary.as_ref().map(|summary| summary.merged)), (1, Some(1)));
}

#[test]
fn the_app_and_the_day_are_needed() {
    let bytes = binary_manifest(&["android.permission.CAMERA"]);
    let got = Got::from(|sink| {
        read(Cursor::new(&bytes), Format::Apk, None, catalogue(), &Source::new("AndroidManifest.xml"), sink)
    });
    assert_eq!(got.codes(), ["no-app", "no-date"]);
    assert!(got.records.is_empty());
}

#[test]
fn damage_and_disguise_are_refused() {
    let good = binary_manifest(&["android.permission.CAMERA"]);
    for cut in (4..good.len()).step_by(7) {
        assert!(!got("AndroidManifest.xml", &good[..cut]).faults.is_empty(), "cut at {cut}");
    }
    let package = archive(&[("AndroidManifest.xml", &good), ("classes.dex", b"dex")]);
    for part in 1..20 {
        assert!(!got("a.apk", &package[..package.len() * part / 20]).faults.is_empty(), "cut at {part}/20");
    }
    // The name in one directory entry changed to that of the manifest: it is there twice.
    let twice = archive(&[("AndroidManifest.xml", &good), ("AndroidManifest.xmm", &good)]);
    let twice: Vec<u8> = replace(&twice, b"AndroidManifest.xmm", b"AndroidManifest.xml");
    assert_eq!(got("a.apk", &twice).codes(), ["disguised"]);
    // Packed in a way that nobody knows, as BadPack does.
    let mut packed = package.clone();
    let at = packed.windows(4).rposition(|w| w == b"PK\x01\x02").expect("directory");
    let first = packed.windows(4).position(|w| w == b"PK\x01\x02").expect("directory");
    assert_ne!(at, first);
    packed[first + 10..first + 12].copy_from_slice(&[0x67, 0x45]);
    assert_eq!(got("a.apk", &packed).codes(), ["disguised"]);
    let bomb = archive(&[("AndroidManifest.xml", &vec![0; 9 << 20])]);
    assert_eq!(got("a.apk", &bomb).codes(), ["disguised"]);
    let bundle = archive(&[("base/manifest/AndroidManifest.xml", b"x")]);
    assert_eq!(got("a.aab", &bundle).codes(), ["unsupported"]);
    assert_eq!(got("a.apk", &archive(&[("x", b"x")])).codes(), ["no-manifest"]);
    assert_eq!(got("a.apk", &archive(&[("AndroidManifest.xml", b"<manifest/>")])).codes(), ["text-manifest"]);
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(from.len()).position(|window| window == from) {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}
