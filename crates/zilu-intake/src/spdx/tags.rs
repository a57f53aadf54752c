//! SPDX tag-value: `Tag: value` on each line, texts of several lines between `<text>` and `</text>`.

use super::{Package, Sheet};
use crate::fault::Fault;
use crate::item::{Feed, Place, Source, Stop};
use crate::line::cut;
use crate::line_reader::Lines;
use crate::sbom::{asserted, line};
use crate::time::{day_in_taipei, moment};
use std::io::Read;

/// Longest line, in bytes.
const LINE: u64 = 1 << 20;

pub(super) fn read<R: Read, E>(
    input: R,
    source: &Source,
    sheet: &mut Sheet,
    feed: &mut Feed<'_, E>,
) -> Result<(), Stop<E>> {
    let mut lines = Lines::open(input, source, LINE)?;
    feed.summary.encoding = Some(lines.encoding());
    let mut text = String::new();
    let mut package: Option<Package> = None;
    // Where a text of several lines began.
    let mut open: Option<Place> = None;
    while lines.next(&mut text)? {
        let place = lines.place();
        feed.progress(lines.bytes_read()).map_err(Stop::Sink)?;
        if open.is_some() {
            if text.contains("</text>") {
                open = None;
            }
            continue;
        }
        let content = text.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let Some((tag, value)) = content.split_once(':') else {
            let fault =
                Fault::new(place, "malformed", "這一行不是「標籤: 值」", "this line is no 'tag: value'");
            return Err(Box::new(fault).into());
        };
        let value = value.trim();
        if value.starts_with("<text>") && !value.contains("</text>") {
            open = Some(place.clone());
        }
        match tag.trim() {
            "SPDXVersion" => sheet.version(value, place)?,
            "Created" => {
                sheet.created = moment(value).and_then(day_in_taipei);
                if sheet.created.is_none() {
                    let fault = Fault::new(
                        place,
                        "not-a-date",
                        "無法辨認這個日期",
                        "this is no date that we can read",
                    );
                    return Err(Box::new(fault.field("Created")).into());
                }
            }
            "PackageName" => {
                if let Some(done) = package.take() {
                    sheet.push(done)?;
                }
                if value.is_empty() {
                    let fault = Fault::new(place, "no-name", "套件沒有名稱", "a package without a name");
                    return Err(Box::new(fault.field("PackageName")).into());
                }
                package = Some(Package { name: cut(value, 500), place, ..Package::default() });
            }
            // What follows is about a file or a snippet.
            "FileName" | "SnippetSPDXID" => {
                if let Some(done) = package.take() {
                    sheet.push(done)?;
                }
            }
            "Relationship" => {
                let mut words = value.split_whitespace().skip(1);
                if words.next() == Some("DESCRIBES") {
                    sheet.described.extend(words.next().map(|id| cut(id, 500)));
                    if sheet.described.len() > crate::code::FINDINGS {
                        return Err(crate::code::too_many(place).into());
                    }
                }
            }
            tag => {
                if let Some(package) = &mut package {
                    field(package, tag, value);
                    if package.advisories.len() > crate::code::FINDINGS {
                        return Err(crate::code::too_many(place).into());
                    }
                }
            }
        }
    }
    feed.summary.bytes = lines.bytes_read();
    if let Some(place) = open {
        let fault = Fault::new(
            place,
            "truncated",
            "從這裡開始的 <text> 沒有收尾，檔案不完整",
            "the <text> that begins here is never closed: the file is incomplete",
        );
        return Err(Box::new(fault.hint("請重新匯出或重新傳送", "export or transfer the file again")).into());
    }
    if let Some(done) = package {
        sheet.push(done)?;
    }
    Ok(())
}

fn field(package: &mut Package, tag: &str, value: &str) {
    match tag {
        "SPDXID" => package.id = cut(value, 500),
        "PackageVersion" => package.version = asserted(value).and_then(|version| line(version, 120)),
        "PackageSupplier" | "PackageOriginator" => package.supplier(value),
        "PackageLicenseConcluded" | "PackageLicenseDeclared" => package.licence(value),
        "ExternalRef" => {
            let mut words = value.split_whitespace();
            if let (Some(category), Some(kind), Some(locator)) = (words.next(), words.next(), words.next()) {
                package.reference(category, kind, locator);
            }
        }
        _ => {}
    }
}
