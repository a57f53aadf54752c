//! LDIF (RFC 2849) entry by entry: folded lines joined, base64 decoded, everything else refused.

use super::{LDIF_COLLECTED, LDIF_COMPLETE};
use crate::fault::Fault;
use crate::item::{Place, Source};
use crate::line_reader::Lines;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::Read;

/// One line may be this long: pictures are often one base64 line.
const LINE: u64 = 16 << 20;
/// A value that is kept may be this long.
const VALUE: usize = 1 << 20;
/// Kept values of one entry, in bytes: a group of a million members.
const ENTRY: usize = 256 << 20;

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LdifValue {
    Text(String),
    /// Base64 of what is no text: identifiers, pictures.
    Bytes(Vec<u8>),
}

/// One line of an entry, whole.
#[derive(Debug)]
pub(super) struct Attribute {
    /// Name in lower case, without options.
    pub(super) name: String,
    /// Of `;range=LOW-HIGH`.
    pub(super) range: Option<Range>,
    pub(super) value: LdifValue,
}

/// Which values of a long list a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: u64,
    /// `None`: up to the last one.
    pub(super) high: Option<u64>,
}

/// An entry with the attributes that are wanted.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) dn: String,
    pub(super) attributes: Vec<Attribute>,
    pub(super) place: Place,
}

/// What comes next in the file.
pub(super) enum Next {
    Entry(Entry),
    /// A reference to another server, which the search did not follow.
    Referral,
    End,
}

pub(super) struct LdifReader<R> {
    lines: Lines<R>,
    /// The next line, not yet part of anything.
    line: String,
    more: bool,
    /// Day and time that a comment of our own collection names.
    pub(super) collected_at: Option<String>,
    /// Entries that our own collection says it has written, when it came to its end.
    pub(super) complete: Option<u64>,
}

type Outcome<T> = Result<T, Box<Fault>>;

impl<R: Read> LdifReader<R> {
    pub(super) fn open(input: R, source: &Source) -> Outcome<Self> {
        let lines = Lines::open(input, source, LINE)?;
        let mut reader = Self { lines, line: String::new(), more: true, collected_at: None, complete: None };
        reader.advance()?;
        Ok(reader)
    }

    pub(super) fn encoding(&self) -> &'static str {
        self.lines.encoding()
    }

    /// The line that was read last.
    pub(super) fn place(&self) -> Place {
        self.lines.place()
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    fn advance(&mut self) -> Outcome<()> {
        self.more = self.lines.next(&mut self.line)?;
        if self.more && !self.lines.ended() {
            let fault = Fault::new(
                self.lines.place(),
                "cut-off",
                "最後一行沒有換行，檔案可能被截斷",
                "the last line has no line break; the file may have been cut off",
            );
            return Err(Box::new(fault.hint("請重新匯出", "export the file again")));
        }
        Ok(())
    }

    /// The next line with its continuations in `whole`, up to `keep` bytes of them; `false` at the end of an entry.
    /// The line begins at the returned place.
    fn logical(&mut self, whole: &mut String, wanted: &dyn Fn(&str) -> bool) -> Outcome<Option<Place>> {
        loop {
            if !self.more || self.line.trim_end().is_empty() {
                return Ok(None);
            }
            let place = self.lines.place();
            if self.line.starts_with(' ') {
                let fault = Fault::new(
                    place,
                    "folded",
                    "以空白開頭的行，前面沒有可以接續的行",
                    "a line that begins with a blank continues nothing",
                );
                return Err(Box::new(fault.hint("請重新匯出 LDIF", "export the LDIF file again")));
            }
            whole.clear();
            whole.push_str(&self.line);
            let comment = whole.starts_with('#');
            let keep = comment || wanted(whole);
            self.advance()?;
            while self.more && self.line.starts_with(' ') {
                if keep {
                    whole.push_str(&self.line[1..]);
                    // A third more than the value, for base64.
                    if whole.len() > VALUE * 3 / 2 {
                        let fault = Fault::new(
                            place,
                            "too-long",
                            "這個屬性值超過 1 MiB",
                            "the value of this attribute is longer than 1 MiB",
                        );
                        return Err(Box::new(fault));
                    }
                }
                self.advance()?;
            }
            if let Some(moment) = whole.strip_prefix(LDIF_COLLECTED) {
                self.collected_at.get_or_insert_with(|| moment.trim().to_string());
            }
            if let Some(entries) = whole.strip_prefix(LDIF_COMPLETE) {
                self.complete = entries.trim().parse().ok();
            }
            if !comment {
                return Ok(Some(place));
            }
        }
    }

    /// The next entry with the attributes whose lower-case names are `wanted`.
    pub(super) fn next(&mut self, wanted: &dyn Fn(&str) -> bool) -> Outcome<Next> {
        let keeps = |line: &str| {
            let name = line.split([':', ';']).next().unwrap_or_default().to_ascii_lowercase();
            matches!(name.as_str(), "dn" | "changetype" | "version" | "control" | "search" | "result" | "ref")
                || wanted(&name)
        };
        let mut whole = String::new();
        loop {
            while self.more && self.line.trim_end().is_empty() {
                self.advance()?;
            }
            if !self.more {
                return Ok(Next::End);
            }
            let Some(place) = self.logical(&mut whole, &keeps)? else { continue };
            let first = attribute(&whole, &place)?;
            let LdifValue::Text(text) = first.value else {
                return Err(Box::new(not_an_entry(place)));
            };
            match first.name.as_str() {
                "version" if text.trim() == "1" => {}
                "version" => {
                    let fault = Fault::new(
                        place,
                        "version",
                        "不認得這個 LDIF 版本，應為 1",
                        "this version of LDIF is not known, expected 1",
                    );
                    return Err(Box::new(fault.field("version")));
                }
                "dn" => {
                    return self.entry(text, place, &mut whole, &keeps, wanted).map(Next::Entry);
                }
                // What ldapsearch writes after the entries unless told not to.
                "search" => self.result(&mut whole)?,
                "ref" => {
                    while self.logical(&mut whole, &keeps)?.is_some() {}
                    return Ok(Next::Referral);
                }
                _ => return Err(Box::new(not_an_entry(place))),
            }
        }
    }

    fn entry(
        &mut self,
        dn: String,
        place: Place,
        whole: &mut String,
        keeps: &dyn Fn(&str) -> bool,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Outcome<Entry> {
        let mut entry = Entry { dn, attributes: Vec::new(), place };
        let mut size = 0;
        while let Some(place) = self.logical(whole, keeps)? {
            if !keeps(whole) {
                // Not wanted: but it must be a line of LDIF.
                if !whole.contains(':') {
                    return Err(Box::new(no_colon(place)));
                }
                continue;
            }
            let read = attribute(whole, &place)?;
            match read.name.as_str() {
                "changetype" if read.value == LdifValue::Text("add".into()) => {}
                "changetype" | "control" => return Err(Box::new(change(place))),
                "dn" => {
                    let fault = Fault::new(
                        place,
                        "two-names",
                        "同一筆條目有兩個 dn，中間可能少了空行",
                        "one entry has two dn lines; a blank line may be missing between them",
                    );
                    return Err(Box::new(fault.hint("請重新匯出 LDIF", "export the LDIF file again")));
                }
                name if wanted(name) => {
                    size += whole.len();
                    if size > ENTRY {
                        let fault = Fault::new(
                            place,
                            "too-long",
                            "這筆條目超過 256 MiB",
                            "this entry is larger than 256 MiB",
                        );
                        return Err(Box::new(fault));
                    }
                    entry.attributes.push(read);
                }
                _ => {}
            }
        }
        Ok(entry)
    }

    /// The trailer of a search: an incomplete one must not pass for the whole directory.
    fn result(&mut self, whole: &mut String) -> Outcome<()> {
        while let Some(place) = self.logical(whole, &|_| true)? {
            let read = attribute(whole, &place)?;
            let (true, LdifValue::Text(text)) = (read.name == "result", read.value) else { continue };
            let code = text.split_whitespace().next().unwrap_or_default();
            if code != "0" {
                let fault = Fault::new(
                    place,
                    "search-incomplete",
                    format!("查詢沒有完成（結果 {text}），檔案不是完整的目錄"),
                    format!("the search did not complete (result {text}): this is not the whole directory"),
                )
                .hint(
                    "請以分頁查詢重新匯出，例如 ldapsearch -E pr=1000/noprompt",
                    "export again with paged results, for example ldapsearch -E pr=1000/noprompt",
                );
                return Err(Box::new(fault));
            }
        }
        Ok(())
    }
}

/// A whole line as attribute and value.
fn attribute(line: &str, place: &Place) -> Outcome<Attribute> {
    let Some((description, rest)) = line.split_once(':') else {
        return Err(Box::new(no_colon(place.clone())));
    };
    let mut options = description.split(';');
    let name = options.next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut range = None;
    for option in options {
        if let Some(bounds) = option.to_ascii_lowercase().strip_prefix("range=") {
            range = Some(read_range(bounds).ok_or_else(|| {
                Box::new(
                    Fault::new(
                        place.clone(),
                        "range",
                        format!("看不懂屬性的範圍「{option}」"),
                        format!("the range '{option}' of an attribute is not understood"),
                    )
                    .field(&name),
                )
            })?);
        }
    }
    let value = if let Some(encoded) = rest.strip_prefix(':') {
        let bytes = STANDARD.decode(encoded.trim()).map_err(|_| {
            let fault = Fault::new(
                place.clone(),
                "base64",
                "這個值不是正確的 base64，檔案可能被截斷",
                "this value is no base64; the file may have been cut off",
            );
            Box::new(fault.field(&name).hint("請重新匯出 LDIF", "export the LDIF file again"))
        })?;
        match String::from_utf8(bytes) {
            Ok(text) => LdifValue::Text(text),
            Err(error) => LdifValue::Bytes(error.into_bytes()),
        }
    } else if rest.starts_with('<') {
        let fault = Fault::new(
            place.clone(),
            "url-value",
            "值在檔案之外（:<），不讀取其他檔案或網址",
            "the value stands outside of the file (:<); other files and addresses are not read",
        );
        return Err(Box::new(
            fault
                .field(&name)
                .hint("請匯出含有值本身的 LDIF", "export LDIF that holds the values themselves"),
        ));
    } else {
        LdifValue::Text(rest.trim_start_matches(' ').to_string())
    };
    Ok(Attribute { name, range, value })
}

fn read_range(bounds: &str) -> Option<Range> {
    let (low, high) = bounds.split_once('-')?;
    let high = if high == "*" { None } else { Some(high.parse().ok()?) };
    Some(Range { low: low.parse().ok()?, high })
}

fn no_colon(place: Place) -> Fault {
    Fault::new(place, "no-colon", "這一行不是「屬性: 值」", "this line is not 'attribute: value'")
        .hint("請重新匯出 LDIF", "export the LDIF file again")
}

fn not_an_entry(place: Place) -> Fault {
    Fault::new(place, "no-dn", "條目應以 dn: 開頭", "an entry begins with dn:")
        .hint("請確認這是 LDIF 檔，並重新匯出", "make sure that this is LDIF and export it again")
}

fn change(place: Place) -> Fault {
    Fault::new(
        place,
        "change-record",
        "這是變更紀錄（changetype），不是目錄的內容",
        "a change record (changetype), not the content of a directory",
    )
    .hint(
        "請匯出目錄內容：ldifde -f，或 ldapsearch -L",
        "export the content: with ldifde -f, or ldapsearch -L",
    )
}
