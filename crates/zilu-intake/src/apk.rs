//! Android packages (`.apk`) and their bare binary manifest: the permissions that an app asks for (`app_permission`), and what
//! the package is (`app_package`: version, platform levels, signer).
//!
//! A package knows neither our name for the app nor a day: `--subject` gives the app, `--date` the day from which it is the
//! current version. The list of permissions is complete, so that one asked for before and not any more is stated so
//! ([`Listed`](crate::Listed)). Signatures are *found*, not verified: the digest of the signer's certificate tells whether it
//! is the same signer as before. A package that is damaged, or disguised so that tools and devices read it differently (a
//! manifest that is there twice, encrypted or packed in an unknown way), is refused with a word.
//!
//! Not read: code, resources (a version that is a reference into them stays unknown), App Bundles.

mod axml;
mod permissions;
mod signature;

use crate::fault::{Fault, GIVE_DATE};
use crate::item::{Feed, Incoming, Item, Listed, Source, Stop, Summary};
use crate::recognise::Format;
use crate::shape::{Lookup, Slot, Want, state};
use axml::Manifest;
use jiff::civil::Date;
use signature::Signature;
use std::io::{Cursor, Read};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};
use zip::ZipArchive;
use zip::result::ZipError;

/// Largest package, in bytes. Stores allow 200 MB; it is held in memory, since its directory stands at its end.
pub const APK_BYTES: u64 = 256 << 20;
/// Largest manifest; the largest real ones have half a MiB.
const MANIFEST: u64 = 8 << 20;
const NAME: &str = "AndroidManifest.xml";

const ORIGINAL: (&str, &str) =
    ("請改用建置系統或商店取得的原始檔", "use the package as the build system or the store gives it");

/// Reads a package or a bare manifest, whichever it is.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_apk<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Apk, sink);
    let shape = match Shape::new(catalogue, source) {
        Ok(shape) => shape,
        Err(faults) => return feed.refused(faults),
    };
    let mut bytes = Vec::new();
    if let Err(error) = input.take(APK_BYTES + 1).read_to_end(&mut bytes) {
        return feed.refused(vec![crate::csv::unreadable(source.place(), &error)]);
    }
    let outcome = package(&bytes, source, &shape, &mut feed);
    feed.summary.bytes = bytes.len() as u64;
    feed.stopped(outcome)?;
    Ok(feed.summary)
}

fn refuse(source: &Source, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Box<Fault> {
    Box::new(Fault::new(source.place(), code, zh, en).hint(ORIGINAL.0, ORIGINAL.1))
}

fn package<E>(bytes: &[u8], source: &Source, shape: &Shape, feed: &mut Feed<'_, E>) -> Result<(), Stop<E>> {
    if bytes.len() as u64 > APK_BYTES {
        let mib = APK_BYTES >> 20;
        return Err(refuse(
            source,
            "too-large",
            format!("檔案超過 {mib} MiB"),
            format!("the file is larger than {mib} MiB"),
        )
        .into());
    }
    let mut faults = Vec::new();
    let app = source.subject.as_ref().filter(|app| !app.trim().is_empty() && !app.contains('|'));
    if app.is_none() {
        let fault = Fault::new(
            source.place(),
            "no-app",
            "不知道這是哪一支行動程式",
            "nothing tells which app this is",
        );
        faults.push(fault.hint("請以 --subject 指定程式代號", "name the app by its id with --subject"));
    }
    if source.date.is_none() {
        let fault = Fault::new(
            source.place(),
            "no-date",
            "不知道從哪一天起是現行版本",
            "nothing tells from which day on this is the current version",
        );
        faults.push(fault.hint(GIVE_DATE.0, GIVE_DATE.1));
    }
    let (manifest, signature) = if bytes.starts_with(b"PK") {
        let directory = signature::Directory::of(bytes).ok_or_else(|| {
            refuse(
                source,
                "damaged",
                "不是完整的 APK：找不到檔案目錄",
                "no whole APK: its directory was not found",
            )
        })?;
        let manifest = unpacked(bytes, &directory, source)?;
        (manifest, Some(Signature::of(bytes, &directory, &mut |name| entry(bytes, name, MANIFEST))))
    } else {
        (bytes.to_vec(), None)
    };
    let manifest = Manifest::parse(&manifest).map_err(|problem| {
        let mut fault = refuse(source, problem.code, problem.zh, problem.en);
        fault.place.byte = signature.is_none().then_some(problem.byte);
        fault.field = Some(NAME.to_owned());
        fault
    })?;
    for fault in faults {
        feed.fault(fault).map_err(Stop::Sink)?;
    }
    let (Some(app), Some(on)) = (app, source.date) else { return Ok(()) };
    hand_out(app, on, &manifest, signature.as_ref(), source, shape, feed)
}

/// The manifest of a package.
fn unpacked(bytes: &[u8], directory: &signature::Directory, source: &Source) -> Result<Vec<u8>, Box<Fault>> {
    let disguised = |zh: &str, en: &str| refuse(source, "disguised", zh, en);
    match directory.count(NAME) {
        1 if directory.is_strange(NAME) => {
            return Err(disguised(
                "AndroidManifest.xml 加密或以不明方式壓縮，可能有意混淆",
                "AndroidManifest.xml is encrypted or packed in an unknown way, perhaps to mislead",
            ));
        }
        1 => {}
        0 if directory.count("base/manifest/AndroidManifest.xml") > 0 => {
            let fault = Fault::new(
                source.place(),
                "unsupported",
                "這是 App Bundle（aab），不是 APK",
                "this is an App Bundle, not an APK",
            );
            return Err(Box::new(fault.hint("請匯出通用 APK 再匯入", "export a universal APK from it")));
        }
        0 => {
            return Err(refuse(
                source,
                "no-manifest",
                "壓縮檔裡沒有 AndroidManifest.xml",
                "there is no AndroidManifest.xml in the archive",
            ));
        }
        _ => {
            return Err(disguised(
                "AndroidManifest.xml 不只一份，可能有意混淆",
                "AndroidManifest.xml is there more than once, perhaps to mislead",
            ));
        }
    }
    entry(bytes, NAME, MANIFEST).map_err(|error| match error {
        EntryError::TooLarge => disguised(
            "AndroidManifest.xml 解開後大得不合理",
            "AndroidManifest.xml is unreasonably large when unpacked",
        ),
        EntryError::Damaged => refuse(
            source,
            "damaged",
            "AndroidManifest.xml 無法解開，檔案已損壞",
            "AndroidManifest.xml cannot be unpacked, the file is damaged",
        ),
    })
}

pub(super) enum EntryError {
    TooLarge,
    Damaged,
}

/// The content of an entry of at most `limit` bytes.
fn entry(bytes: &[u8], name: &str, limit: u64) -> Result<Vec<u8>, EntryError> {
    let damaged = |_: ZipError| EntryError::Damaged;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let entry = archive.by_name(name).map_err(damaged)?;
    let mut content = Vec::new();
    entry.take(limit + 1).read_to_end(&mut content).map_err(|_| EntryError::Damaged)?;
    if content.len() as u64 > limit { Err(EntryError::TooLarge) } else { Ok(content) }
}

fn hand_out<E>(
    app: &str,
    on: Date,
    manifest: &Manifest,
    signature: Option<&Signature>,
    source: &Source,
    shape: &Shape,
    feed: &mut Feed<'_, E>,
) -> Result<(), Stop<E>> {
    let record = |kind: KindId, key: String, fields| Incoming {
        kind,
        key,
        fields,
        defaults: Vec::new(),
        earliest: Vec::new(),
        effective: on,
        place: source.place(),
        void: false,
    };
    let mut asked = manifest.permissions.clone();
    feed.summary.items = asked.len() as u64;
    asked.sort();
    asked.dedup();
    feed.summary.merged = feed.summary.items - asked.len() as u64;
    for permission in &asked {
        let mut fields = vec![
            (shape.of, Value::Text(app.to_owned())),
            (shape.permission, Value::Text(permission.clone())),
        ];
        state(&mut fields, shape.requested, Some(Value::YesNo(true)));
        feed.record(record(shape.kind, format!("{app}|{permission}"), fields)).map_err(Stop::Sink)?;
    }
    if let Some(requested) = shape.requested {
        let listed = Listed {
            kind: shape.kind,
            field: shape.of,
            key: app.to_owned(),
            gone: vec![(requested, Value::YesNo(false))],
            on,
        };
        feed.listed(listed).map_err(Stop::Sink)?;
    }
    if let (Some(package), Some(code)) = (&shape.package, manifest.version_code) {
        let mut fields =
            vec![(package.app, Value::Text(app.to_owned())), (package.code, Value::Number(code))];
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        state(&mut fields, package.on, Some(Value::Date(on)));
        state(&mut fields, package.version, text(&manifest.version));
        state(&mut fields, package.name, text(&manifest.package));
        state(&mut fields, package.min, manifest.min_sdk.map(Value::Number));
        state(&mut fields, package.target, manifest.target_sdk.map(Value::Number));
        state(&mut fields, package.debuggable, Some(Value::YesNo(manifest.debuggable)));
        if let Some(signature) = signature {
            for (slot, present) in package.signed.iter().zip(signature.present) {
                state(&mut fields, *slot, Some(Value::YesNo(present)));
            }
            state(&mut fields, package.signer, text(&signature.signer));
            state(&mut fields, package.file, source.sha256.clone().map(Value::Text));
        }
        feed.record(record(package.kind, format!("{app}|{code}"), fields)).map_err(Stop::Sink)?;
    }
    permissions::tell(&asked, feed);
    if let Some(signature) = signature.filter(|signature| signature.signer.is_none()) {
        let none = signature.present == [false; 3];
        feed.note(
            if none { "這個 APK 沒有簽章".into() } else { "簽章裡讀不到簽署憑證".into() },
            if none {
                "this APK is not signed".into()
            } else {
                "the signer's certificate could not be read".into()
            },
        );
    }
    if manifest.debuggable {
        feed.note(
            "這是可除錯（debuggable）的版本，不應上架".into(),
            "this build is debuggable and should not be listed".into(),
        );
    }
    Ok(())
}

/// The fields of the catalogue that a package fills.
struct Shape {
    kind: KindId,
    of: FieldId,
    permission: FieldId,
    requested: Slot,
    package: Option<PackageShape>,
}

struct PackageShape {
    kind: KindId,
    app: FieldId,
    code: FieldId,
    on: Slot,
    version: Slot,
    name: Slot,
    min: Slot,
    target: Slot,
    debuggable: Slot,
    signed: [Slot; 3],
    signer: Slot,
    file: Slot,
}

impl Shape {
    fn new(catalogue: &Catalogue, source: &Source) -> Result<Shape, Vec<Fault>> {
        let mut look = Lookup::new(catalogue, source.place());
        let kind = look.kind("app_permission");
        let package = catalogue.kind("app_package").map(|kind| PackageShape {
            kind,
            app: look.needed(kind, "app", Want::Text),
            code: look.needed(kind, "version_code", Want::Integer),
            on: look.slot(kind, "on", Want::Date),
            version: look.slot(kind, "version", Want::Text),
            name: look.slot(kind, "package", Want::Text),
            min: look.slot(kind, "min_sdk", Want::Integer),
            target: look.slot(kind, "target_sdk", Want::Integer),
            debuggable: look.slot(kind, "debuggable", Want::YesNo),
            signed: ["signed_v1", "signed_v2", "signed_v3"].map(|name| look.slot(kind, name, Want::YesNo)),
            signer: look.slot(kind, "signer", Want::Text),
            file: look.slot(kind, "file", Want::Text),
        });
        let shape = Shape {
            kind,
            of: look.needed(kind, "app", Want::Text),
            permission: look.needed(kind, "permission", Want::Text),
            requested: look.slot(kind, "requested", Want::YesNo),
            package,
        };
        if look.faults.is_empty() { Ok(shape) } else { Err(look.faults) }
    }
}
