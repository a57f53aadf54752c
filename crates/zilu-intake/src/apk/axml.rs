//! Android's binary XML, as far as a manifest needs it.
//!
//! Every number of the file is checked against its end before it is used; strings are decoded where they are asked for.
//! Chunks of unknown types are passed over by their length, as devices do; anything else that does not fit is a problem
//! with its place.

use crate::line::clean;

/// Elements beyond which a manifest is none.
const ELEMENTS: usize = 200_000;
/// Longest string that is looked at, in bytes or units of 16 bits.
const TEXT: usize = 4_096;
/// Permissions that are kept.
const PERMISSIONS: usize = 2_000;

const STRINGS: u16 = 0x0001;
const DOCUMENT: u16 = 0x0003;
const RESOURCES: u16 = 0x0180;
const START: u16 = 0x0102;
const END: u16 = 0x0103;

/// What a manifest says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) package: Option<String>,
    pub(super) version_code: Option<i64>,
    pub(super) version: Option<String>,
    pub(super) min_sdk: Option<i64>,
    pub(super) target_sdk: Option<i64>,
    pub(super) debuggable: bool,
    /// In the order of the file, as often as they are asked for.
    pub(super) permissions: Vec<String>,
}

/// Why a manifest cannot be read.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Offset in the manifest.
    pub(super) byte: u64,
}

fn problem(code: &'static str, zh: &'static str, en: &'static str, at: usize) -> Problem {
    Problem { code, zh, en, byte: at as u64 }
}

fn damaged(at: usize) -> Problem {
    problem("damaged", "資訊清單不完整或已損壞", "the manifest is cut off or damaged", at)
}

fn bounded(length: usize, at: usize) -> Result<usize, Problem> {
    if length <= TEXT {
        return Ok(length);
    }
    Err(problem(
        "too-long",
        "資訊清單裡有長得不合理的文字",
        "a text in the manifest is unreasonably long",
        at,
    ))
}

/// Attributes that matter, by their resource number or, without one, by name.
const ATTRIBUTES: [(u32, &str); 6] = [
    (0x0101_0003, "name"),
    (0x0101_021B, "versionCode"),
    (0x0101_021C, "versionName"),
    (0x0101_020C, "minSdkVersion"),
    (0x0101_0270, "targetSdkVersion"),
    (0x0101_000F, "debuggable"),
];

struct Reader<'b> {
    bytes: &'b [u8],
    strings: Strings,
    resources: Vec<u32>,
}

#[derive(Default)]
struct Strings {
    /// Where the chunk begins and ends.
    start: usize,
    end: usize,
    count: usize,
    /// First byte of the offsets and of the text.
    offsets: usize,
    text: usize,
    utf8: bool,
}

/// A value of an attribute.
enum Attribute {
    Text(Option<String>),
    Number(i64),
    /// A reference into the resources, or of another type.
    Other,
}

impl Manifest {
    pub(super) fn parse(bytes: &[u8]) -> Result<Manifest, Problem> {
        let mut reader = Reader { bytes, strings: Strings::default(), resources: Vec::new() };
        if bytes.starts_with(b"<") || bytes.starts_with(b"\xEF\xBB\xBF<") {
            return Err(problem(
                "text-manifest",
                "這是原始碼的文字清單，不是 APK 裡的二進位清單",
                "this is the manifest of the source code, not the binary one of an APK",
                0,
            ));
        }
        if reader.u16(0)? != DOCUMENT {
            return Err(problem(
                "not-a-manifest",
                "不是 Android 的二進位清單，或經混淆",
                "no binary manifest of Android, or a disguised one",
                0,
            ));
        }
        let (header, size) = (usize::from(reader.u16(2)?), reader.size(4)?);
        if size > bytes.len() || header < 8 {
            return Err(damaged(4));
        }
        let mut manifest = Manifest::default();
        let (mut at, mut depth, mut elements, mut root) = (header, 0_usize, 0_usize, false);
        while at + 8 <= size {
            let (kind, header, length) =
                (reader.u16(at)?, usize::from(reader.u16(at + 2)?), reader.size(at + 4)?);
            if length < 8 || header < 8 || at + length > size {
                return Err(damaged(at));
            }
            match kind {
                // A second pool of strings would be read by some and not by others.
                STRINGS if reader.strings.count == 0 => reader.strings = reader.pool(at, length)?,
                RESOURCES => {
                    reader.resources = (at + header..at + length)
                        .step_by(4)
                        .map(|at| reader.u32(at))
                        .collect::<Result<_, _>>()?;
                }
                START => {
                    elements += 1;
                    depth += 1;
                    if elements > ELEMENTS || depth > 200 {
                        return Err(problem(
                            "too-large",
                            "資訊清單的元素多得不合理",
                            "the manifest has an unreasonable number of elements",
                            at,
                        ));
                    }
                    let name = reader.string(reader.u32(at + 20)?, at)?.unwrap_or_default();
                    if depth == 1 {
                        if name != "manifest" {
                            return Err(problem(
                                "not-a-manifest",
                                "這是 Android 的二進位 XML，但不是資訊清單",
                                "this is binary XML of Android, but no manifest",
                                at,
                            ));
                        }
                        root = true;
                    }
                    reader.element(&name, depth, at, length, &mut manifest)?;
                }
                END => depth = depth.checked_sub(1).ok_or_else(|| damaged(at))?,
                _ => {}
            }
            at += length;
        }
        if !root || depth != 0 {
            return Err(damaged(at.min(bytes.len())));
        }
        Ok(manifest)
    }
}

impl Reader<'_> {
    fn u16(&self, at: usize) -> Result<u16, Problem> {
        let bytes =
            self.bytes.get(at..at.saturating_add(2)).ok_or_else(|| damaged(at.min(self.bytes.len())))?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn u32(&self, at: usize) -> Result<u32, Problem> {
        Ok(u32::from(self.u16(at)?) | u32::from(self.u16(at.saturating_add(2))?) << 16)
    }

    fn size(&self, at: usize) -> Result<usize, Problem> {
        usize::try_from(self.u32(at)?).map_err(|_| damaged(at))
    }

    fn pool(&self, at: usize, length: usize) -> Result<Strings, Problem> {
        let header = usize::from(self.u16(at + 2)?);
        let (count, flags, text) = (self.size(at + 8)?, self.u32(at + 16)?, self.size(at + 20)?);
        let fits = |offset: usize| offset <= length;
        if header < 28 || count > length / 4 || !fits(header + count * 4) || !fits(text) {
            return Err(damaged(at));
        }
        Ok(Strings {
            start: at,
            end: at + length,
            count,
            offsets: at + header,
            text: at + text,
            utf8: flags & 0x100 != 0,
        })
    }

    /// A string of the pool; `None` for the number that means none.
    fn string(&self, number: u32, used_at: usize) -> Result<Option<String>, Problem> {
        if number == u32::MAX {
            return Ok(None);
        }
        let pool = &self.strings;
        let number = number as usize;
        if number >= pool.count {
            return Err(damaged(used_at));
        }
        let at = pool.text.saturating_add(self.size(pool.offsets + number * 4)?);
        if at < pool.start || at >= pool.end {
            return Err(damaged(used_at));
        }
        let text = if pool.utf8 { self.utf8(at)? } else { self.utf16(at)? };
        Ok(Some(text))
    }

    /// Length in characters, length in bytes, bytes; each length in one byte or two.
    fn utf8(&self, at: usize) -> Result<String, Problem> {
        let byte = |at: usize| self.bytes.get(at).copied().map(usize::from).ok_or_else(|| damaged(at));
        let length = |at: usize| -> Result<(usize, usize), Problem> {
            let first = byte(at)?;
            Ok(if first & 0x80 == 0 {
                (first, at + 1)
            } else {
                ((first & 0x7F) << 8 | byte(at + 1)?, at + 2)
            })
        };
        let (_, at) = length(at)?;
        let (length, at) = length(at)?;
        let bytes = self.bytes.get(at..at + bounded(length, at)?).ok_or_else(|| damaged(at))?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    fn utf16(&self, at: usize) -> Result<String, Problem> {
        let first = usize::from(self.u16(at)?);
        let (length, at) = match first & 0x8000 {
            0 => (first, at + 2),
            _ => ((first & 0x7FFF) << 16 | usize::from(self.u16(at + 2)?), at + 4),
        };
        let bytes = self.bytes.get(at..at + bounded(length, at)? * 2).ok_or_else(|| damaged(at))?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        Ok(String::from_utf16_lossy(&units))
    }

    fn element(
        &self,
        name: &str,
        depth: usize,
        at: usize,
        length: usize,
        manifest: &mut Manifest,
    ) -> Result<(), Problem> {
        if !matches!(
            (depth, name),
            (1, "manifest") | (2, "uses-permission" | "uses-permission-sdk-23" | "uses-sdk" | "application")
        ) {
            return Ok(());
        }
        let (start, size, count) = (
            usize::from(self.u16(at + 24)?),
            usize::from(self.u16(at + 26)?),
            usize::from(self.u16(at + 28)?),
        );
        if size < 20 || 16 + start + size * count > length {
            return Err(damaged(at));
        }
        for number in 0..count {
            let attribute = at + 16 + start + number * size;
            let Some(key) = self.key(self.u32(attribute + 4)?, attribute)? else { continue };
            let wanted = match name {
                "manifest" => matches!(key.as_str(), "package" | "versionCode" | "versionName"),
                "uses-sdk" => matches!(key.as_str(), "minSdkVersion" | "targetSdkVersion"),
                "application" => key == "debuggable",
                _ => key == "name",
            };
            if !wanted {
                continue;
            }
            let value = self.value(attribute)?;
            let short = |text: Option<String>| text.and_then(|text| clean(&text, 200)).map(|text| text.0);
            match (name, key.as_str(), value) {
                ("manifest", "package", Attribute::Text(text)) => manifest.package = short(text),
                ("manifest", "versionCode", Attribute::Number(code)) => manifest.version_code = Some(code),
                ("manifest", "versionName", Attribute::Text(text)) => manifest.version = short(text),
                ("uses-sdk", "minSdkVersion", Attribute::Number(level)) => manifest.min_sdk = Some(level),
                ("uses-sdk", "targetSdkVersion", Attribute::Number(level)) => {
                    manifest.target_sdk = Some(level)
                }
                ("application", "debuggable", Attribute::Number(yes)) => manifest.debuggable = yes != 0,
                ("uses-permission" | "uses-permission-sdk-23", "name", value) => {
                    // A permission by a reference cannot be named here, and must not be left out.
                    let Attribute::Text(text) = value else {
                        return Err(problem(
                            "permission-by-reference",
                            "權限名稱是資源參照，無法判讀",
                            "the name of a permission is a reference into the resources",
                            attribute,
                        ));
                    };
                    let mut text = short(text).ok_or_else(|| damaged(attribute))?;
                    crate::line::without_separator(&mut text);
                    if manifest.permissions.len() >= PERMISSIONS {
                        return Err(problem(
                            "too-large",
                            "權限多得不合理",
                            "an unreasonable number of permissions",
                            attribute,
                        ));
                    }
                    manifest.permissions.push(text);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Name of an attribute: by its resource number, since tools that hide things empty the name.
    fn key(&self, name: u32, at: usize) -> Result<Option<String>, Problem> {
        if let Some(resource) = self.resources.get(name as usize)
            && let Some((_, known)) = ATTRIBUTES.iter().find(|(id, _)| id == resource)
        {
            return Ok(Some((*known).to_owned()));
        }
        self.string(name, at)
    }

    fn value(&self, attribute: usize) -> Result<Attribute, Problem> {
        let (raw, data) = (self.u32(attribute + 8)?, self.u32(attribute + 16)?);
        let kind = self.u16(attribute + 14)? >> 8;
        Ok(match kind {
            0x03 => Attribute::Text(self.string(data, attribute)?),
            0x10..=0x12 => Attribute::Number(i64::from(data.cast_signed())),
            _ if raw != u32::MAX && kind == 0 => Attribute::Text(self.string(raw, attribute)?),
            _ => Attribute::Other,
        })
    }
}
