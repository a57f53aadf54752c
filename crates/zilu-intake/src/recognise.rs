//! Which format a file has, told from its name and first bytes; and a clear word for what we do not read.
//!
//! Nothing is parsed here: a recognised file can still be refused by its importer.

mod families;
mod json;

pub use families::Family;

use crate::fault::Fault;
use crate::item::Place;
use crate::scan::Columns;
use crate::unix::{announced, unix_file};
use crate::{calendar, gophish, nessus, openvas, prowler, qualys, sessions, testssl, text};
use std::fmt;
use zilu_firewall::Kind;

/// How many bytes [`recognise`] wants to see (fewer when the file is shorter).
pub const HEAD: usize = 4096;

/// A format that an importer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Nessus v2 XML (`.nessus`).
    Nessus,
    /// Nessus, Tenable.sc and Tenable VM exports as delimited text.
    NessusCsv,
    /// OpenVAS (GVM) report as XML.
    Openvas,
    /// OpenVAS (GVM) report as delimited text.
    OpenvasCsv,
    /// Qualys scan results or asset data report as XML.
    Qualys,
    /// Qualys reports as delimited text.
    QualysCsv,
    /// Qualys Web Application Scanning report as XML.
    QualysWas,
    /// nmap XML (`-oX`).
    Nmap,
    /// OWASP ZAP report as XML.
    Zap,
    /// Burp Suite issues as XML.
    Burp,
    /// Burp Suite issues as JSON.
    BurpJson,
    /// OWASP ZAP report as JSON.
    ZapJson,
    /// Nuclei results as JSON lines or a list.
    Nuclei,
    /// testssl.sh as delimited text.
    TestsslCsv,
    /// testssl.sh as JSON.
    TestsslJson,
    /// Directory as LDIF (RFC 2849).
    Ldif,
    /// BloodHound collection, or one file of it.
    BloodHound,
    /// Users of Okta (JSON).
    Okta,
    /// Users of Microsoft Entra, from Graph (JSON).
    Entra,
    /// Users or members of GitLab (JSON).
    GitLabUsers,
    /// `passwd`, `shadow`, `group`, `sudoers` of a Unix host.
    Unix,
    /// Comma, semicolon or tab separated text.
    Csv,
    /// Office Open XML workbook.
    Xlsx,
    /// Excel 97–2003 workbook.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// The government's office calendar (data.gov.tw 14718), CSV.
    Calendar,
    /// GoPhish campaigns, JSON.
    Gophish,
    /// GoPhish results or raw events, CSV.
    GophishCsv,
    /// Warpgate sessions, JSON.
    Warpgate,
    /// JumpServer sessions, JSON.
    Jumpserver,
    /// JumpServer sessions, CSV.
    JumpserverCsv,
    /// Teleport audit events, JSON lines or JSON.
    Teleport,
    /// Android package, or the binary manifest of one.
    Apk,
    /// Configuration of a firewall.
    Firewall(Kind),
    /// SARIF 2.1 JSON, the common report of code analysis tools.
    Sarif,
    /// Trivy JSON.
    Trivy,
    /// Grype JSON.
    Grype,
    /// Semgrep JSON.
    Semgrep,
    /// CycloneDX 1.0–1.7, JSON or XML.
    CycloneDx,
    /// CSAF 2.x JSON: advisories and VEX.
    Csaf,
    /// OpenVEX JSON.
    OpenVex,
    /// Known Exploited Vulnerabilities of CISA, JSON or CSV.
    Kev,
    /// EPSS scores of FIRST, CSV.
    Epss,
    /// SPDX 2.x, JSON or tag-value.
    Spdx,
    /// MobSF JSON, of an app or (mobsfscan) of source code.
    MobSf,
    /// Prowler OCSF JSON.
    Prowler,
    /// Prowler as delimited text.
    ProwlerCsv,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Format] = &[
        Format::Nessus,
        Format::NessusCsv,
        Format::Openvas,
        Format::OpenvasCsv,
        Format::Qualys,
        Format::QualysCsv,
        Format::QualysWas,
        Format::Nmap,
        Format::Zap,
        Format::Burp,
        Format::BurpJson,
        Format::ZapJson,
        Format::Nuclei,
        Format::TestsslCsv,
        Format::TestsslJson,
        Format::Ldif,
        Format::Unix,
        Format::BloodHound,
        Format::Okta,
        Format::Entra,
        Format::GitLabUsers,
        Format::Csv,
        Format::Xlsx,
        Format::Xls,
        Format::Ods,
        Format::Calendar,
        Format::Gophish,
        Format::GophishCsv,
        Format::Warpgate,
        Format::Jumpserver,
        Format::JumpserverCsv,
        Format::Teleport,
        Format::Apk,
        Format::Firewall(Kind::Asa),
        Format::Firewall(Kind::Ios),
        Format::Firewall(Kind::Fortigate),
        Format::Firewall(Kind::Iptables),
        Format::Firewall(Kind::Paloalto),
        Format::Firewall(Kind::Juniper),
        Format::Firewall(Kind::Nftables),
        Format::Firewall(Kind::Firewalld),
        Format::Firewall(Kind::AwsSecurityGroups),
        Format::Firewall(Kind::CheckPoint),
        Format::Sarif,
        Format::Trivy,
        Format::Grype,
        Format::Semgrep,
        Format::CycloneDx,
        Format::Csaf,
        Format::OpenVex,
        Format::Kev,
        Format::Epss,
        Format::Spdx,
        Format::MobSf,
        Format::Prowler,
        Format::ProwlerCsv,
    ];

    /// The word used on the command line and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Format::Nessus => "nessus",
            Format::NessusCsv => "nessus-csv",
            Format::Openvas => "openvas",
            Format::OpenvasCsv => "openvas-csv",
            Format::Qualys => "qualys",
            Format::QualysCsv => "qualys-csv",
            Format::QualysWas => "qualys-was",
            Format::Nmap => "nmap",
            Format::Zap => "zap",
            Format::Burp => "burp",
            Format::BurpJson => "burp-json",
            Format::ZapJson => "zap-json",
            Format::Nuclei => "nuclei",
            Format::TestsslCsv => "testssl-csv",
            Format::TestsslJson => "testssl-json",
            Format::Ldif => "ldif",
            Format::Unix => "unix",
            Format::BloodHound => "bloodhound",
            Format::Okta => "okta",
            Format::Entra => "entra",
            Format::GitLabUsers => "gitlab-users",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Calendar => "calendar",
            Format::Gophish => "gophish",
            Format::GophishCsv => "gophish-csv",
            Format::Warpgate => "warpgate",
            Format::Jumpserver => "jumpserver",
            Format::JumpserverCsv => "jumpserver-csv",
            Format::Teleport => "teleport",
            Format::Apk => "apk",
            Format::Firewall(kind) => kind.word(),
            Format::Sarif => "sarif",
            Format::Trivy => "trivy",
            Format::Grype => "grype",
            Format::Semgrep => "semgrep",
            Format::CycloneDx => "cyclonedx",
            Format::Csaf => "csaf",
            Format::OpenVex => "openvex",
            Format::Kev => "kev",
            Format::Epss => "epss",
            Format::Spdx => "spdx",
            Format::MobSf => "mobsf",
            Format::Prowler => "prowler",
            Format::ProwlerCsv => "prowler-csv",
        }
    }

    /// From the word.
    pub fn parse(word: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|f| f.word() == word)
    }

    /// A table: somebody's list, not the report of a machine.
    pub fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::Xlsx | Format::Xls | Format::Ods)
    }

    /// The report of a scanner: hosts and findings.
    pub fn is_scan(self) -> bool {
        matches!(
            self,
            Format::Nessus
                | Format::NessusCsv
                | Format::Openvas
                | Format::OpenvasCsv
                | Format::Qualys
                | Format::QualysCsv
                | Format::QualysWas
                | Format::Nmap
                | Format::Zap
                | Format::Burp
                | Format::BurpJson
                | Format::ZapJson
                | Format::Nuclei
                | Format::TestsslCsv
                | Format::TestsslJson
        )
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What to do, in Traditional Chinese and English.
type Hint = (&'static str, &'static str);

const SAVE_AS: Hint = ("請另存為 CSV（UTF-8）或 XLSX", "save it as CSV (UTF-8) or XLSX");
const UNPACK: Hint = ("請先解壓縮，再逐一匯入其中的檔案", "unpack it and import the files in it one by one");
const USE_TEMPLATE: Hint = (
    "認得的格式見 zilu import --help；都不是時，填入 zilu template 產生的表格再匯入（zilu template --list 列出種類）",
    "zilu import --help names the known formats; otherwise fill in the table that zilu template makes (zilu template --list names the kinds)",
);

/// Document types by which a file is told; others are refused for having one.
const DOCTYPES: [&str; 8] = [
    "html",
    "HTML",
    "nmaprun",
    "issues",
    "SCAN",
    "ASSET_DATA_REPORT",
    "WAS_SCAN_REPORT",
    "WAS_WEBAPP_REPORT",
];

/// Whether headings are those of a tool's export.
type IsHeading = fn(&Columns) -> bool;

/// Lines in which the headings of a scanner's export are looked for.
const EXPORT_LINES: usize = 30;

type Answer = Result<Format, Box<Fault>>;

/// Tells the format from the file's name and its first [`HEAD`] bytes.
///
/// # Errors
/// A fault that names what the file is instead, when that can be told.
pub fn recognise(name: &str, head: &[u8]) -> Result<Format, Box<Fault>> {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let answer = if head.is_empty() {
        refuse("empty", "檔案是空的", "the file is empty", None)
    } else {
        container(&extension, head).or_else(|| binary(head)).unwrap_or_else(|| text_file(&extension, head))
    };
    answer.map_err(|mut fault| {
        fault.place.file = name.into();
        fault
    })
}

fn refuse(code: &'static str, zh: &str, en: &str, hint: Option<Hint>) -> Answer {
    let mut fault = Fault::new(Place::default(), code, zh, en);
    fault.hint = hint.map(|(zh, en)| (zh.into(), en.into()));
    Err(Box::new(fault))
}

/// Zip archives and OLE files, which hold workbooks among other things.
fn container(extension: &str, head: &[u8]) -> Option<Answer> {
    if head.starts_with(b"PK\x05\x06") {
        return Some(refuse("empty", "這是空的壓縮檔", "this is an empty archive", None));
    }
    if head.starts_with(b"PK\x03\x04") {
        if extension == "apk" || contains(head, b"AndroidManifest.xml") || contains(head, b"classes.dex") {
            return Some(Ok(Format::Apk));
        }
        let office = contains(head, b"[Content_Types].xml") || contains(head, b"xl/");
        return Some(match extension {
            _ if is_collection(head) => Ok(Format::BloodHound),
            _ if contains(head, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => Ok(Format::Ods),
            "ods" => Ok(Format::Ods),
            "docx" | "pptx" | "odt" | "odp" => refuse(
                "unsupported",
                "這是文書或簡報檔，不是試算表",
                "this is a text document or a presentation, not a spreadsheet",
                Some(SAVE_AS),
            ),
            "xlsb" => refuse(
                "unsupported",
                "這是二進位活頁簿（xlsb）",
                "this is a binary workbook (xlsb)",
                Some(SAVE_AS),
            ),
            "xlsx" | "xlsm" => Ok(Format::Xlsx),
            _ if office => Ok(Format::Xlsx),
            _ => refuse("unsupported", "這是壓縮檔", "this is a compressed archive", Some(UNPACK)),
        });
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(match extension {
            // Excel wraps a protected workbook into the old container.
            "xlsx" | "xlsm" | "xlsb" | "ods" => refuse(
                "encrypted",
                "活頁簿已加密，或受權限管理（IRM）保護",
                "the workbook is encrypted or protected by rights management (IRM)",
                Some(("請移除密碼或權限保護後再匯入", "remove the password or the protection first")),
            ),
            "doc" | "ppt" | "msg" => refuse(
                "unsupported",
                "這是 Office 文件，不是試算表",
                "an Office document, not a spreadsheet",
                None,
            ),
            _ => Ok(Format::Xls),
        });
    }
    None
}

/// Whether the first file of an archive is one of a BloodHound collection: `20240305110427_users.json`.
fn is_collection(head: &[u8]) -> bool {
    let length = head.get(26..28).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let Some(Ok(name)) = head.get(30..30 + length).map(str::from_utf8) else { return false };
    const PARTS: [&str; 14] = [
        "users",
        "groups",
        "computers",
        "domains",
        "gpos",
        "ous",
        "containers",
        "aiacas",
        "certtemplates",
        "enterprisecas",
        "issuancepolicies",
        "ntauthstores",
        "rootcas",
        "sessions",
    ];
    let stem = name.to_ascii_lowercase();
    let stem = stem.strip_suffix(".json").map(|stem| stem.rsplit(['/', '_']).next().unwrap_or(stem));
    stem.is_some_and(|stem| PARTS.contains(&stem))
}

/// Other formats that give themselves away by their first bytes.
fn binary(head: &[u8]) -> Option<Answer> {
    const EXPORT: Hint =
        ("請向產生報告的工具匯出 .nessus、CSV 或 XLSX", "export .nessus, CSV or XLSX from the tool instead");
    let known: [(&[u8], &str, &str, Hint); 7] = [
        (
            b"%PDF",
            "這是 PDF，無法可靠讀出資料",
            "this is a PDF: data cannot be read from it reliably",
            EXPORT,
        ),
        (b"\x1F\x8B", "這是 gzip 壓縮檔", "this is a gzip archive", UNPACK),
        (b"7z\xBC\xAF\x27\x1C", "這是 7-Zip 壓縮檔", "this is a 7-Zip archive", UNPACK),
        (b"Rar!", "這是 RAR 壓縮檔", "this is a RAR archive", UNPACK),
        (b"\x89PNG", "這是圖片", "this is a picture", SAVE_AS),
        (b"\xFF\xD8\xFF", "這是圖片", "this is a picture", SAVE_AS),
        (b"SQLite format 3", "這是資料庫檔", "this is a database file", SAVE_AS),
    ];
    // Binary XML of Android: type, length of its header.
    if head.starts_with(b"\x03\x00\x08\x00") {
        return Some(Ok(Format::Apk));
    }
    let (_, zh, en, hint) = known.into_iter().find(|(magic, ..)| head.starts_with(magic))?;
    Some(refuse("unsupported", zh, en, Some(hint)))
}

fn text_file(extension: &str, head: &[u8]) -> Answer {
    let start = readable(head);
    let lower = start.trim_start().to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return html();
    }
    if let Some(root) = xml_root(&start) {
        let name = root.rsplit_once(':').map_or(root, |(_, name)| name);
        if name == "bom" && start.contains("cyclonedx.org/schema/bom") {
            return Ok(Format::CycloneDx);
        }
        return markup(root, extension, &start);
    }
    if let Some(format) = export(&start) {
        return Ok(format);
    }
    if let Some(format) = known_columns(&lower) {
        return Ok(format);
    }
    if !matches!(extension, "csv" | "tsv")
        && let Some(kind) = zilu_firewall::recognise(&start)
    {
        return Ok(Format::Firewall(kind));
    }
    if let Some(format) = accounts(&start) {
        return Ok(format);
    }
    match extension {
        "nessus" | "xml" => refuse(
            "not-xml",
            "副檔名是 XML，但內容不是",
            "the name says XML, the content is something else",
            None,
        ),
        // Many systems write a text table and call it .xls; anything else under such a name is damaged.
        "xlsx" | "xlsm" | "ods" | "xls" if lower.is_empty() || lower.starts_with(char::is_control) => {
            refuse("damaged", "試算表檔案已損壞", "the spreadsheet file is damaged", None)
        }
        _ if json::looks_like(&start) => json::recognise(&start),
        "json" | "jsonl" | "sarif" => refuse(
            "not-json",
            "副檔名是 JSON，但內容不是 JSON 的物件或清單",
            "the name says JSON, the content is no object or list of JSON",
            None,
        ),
        "csv" | "tsv" | "txt" => Ok(table(head, &start)),
        _ if text::bom(head).is_none() && head.contains(&0) && text::unmarked_utf16(head).is_none() => {
            refuse("unsupported", "不認得這種二進位檔", "an unknown binary file", Some(SAVE_AS))
        }
        _ => Ok(table(head, &start)),
    }
}

/// A table of a tool by its headings; anybody's table otherwise.
fn table(head: &[u8], start: &str) -> Format {
    let heading =
        |text: &str| text.trim_start_matches('\u{feff}').trim_start().lines().next().map(str::to_owned);
    let line = heading(start).unwrap_or_default();
    let big5 = || heading(&encoding_rs::BIG5.decode_without_bom_handling(head).0).unwrap_or_default();
    if calendar::is_heading(&line) || (line.contains('\u{fffd}') && calendar::is_heading(&big5())) {
        Format::Calendar
    } else if gophish::is_heading(&line) {
        Format::GophishCsv
    } else if sessions::is_heading(&line) {
        Format::JumpserverCsv
    } else {
        Format::Csv
    }
}

/// The delimited text of a scanner, by its headings.
fn export(start: &str) -> Option<Format> {
    // The last line may be cut off, but is one of data then.
    start.lines().take(EXPORT_LINES).find_map(|line| {
        [',', ';', '\t'].into_iter().find_map(|delimiter| {
            let columns = Columns::in_line(line, delimiter);
            let exports: [(IsHeading, Format); 5] = [
                (nessus::is_heading, Format::NessusCsv),
                (openvas::is_heading, Format::OpenvasCsv),
                (qualys::is_heading, Format::QualysCsv),
                (testssl::is_heading, Format::TestsslCsv),
                (prowler::is_heading, Format::ProwlerCsv),
            ];
            exports.into_iter().find(|(is_heading, _)| is_heading(&columns)).map(|found| found.1)
        })
    })
}

/// Whether these first bytes are JSON.
pub(crate) fn is_json(head: &[u8]) -> bool {
    json::looks_like(&readable(head))
}

/// A published list in lines of text, by the first words that only it has.
fn known_columns(lower: &str) -> Option<Format> {
    let line = |wanted: &str| lower.lines().take(3).any(|line| line.replace('"', "").starts_with(wanted));
    if line("cveid,vendorproject,") {
        Some(Format::Kev)
    } else if line("cve,epss,percentile") {
        Some(Format::Epss)
    } else if line("spdxversion:") {
        Some(Format::Spdx)
    } else {
        None
    }
}

/// Directories and files of accounts.
fn accounts(start: &str) -> Option<Format> {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next()?.trim_end();
    let begins =
        |line: &str, word: &str| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins(first, "dn:") || begins(first, "version:") && lines.next().is_some_and(|l| begins(l, "dn:")) {
        return Some(Format::Ldif);
    }
    (announced(first).is_some() || unix_file(start).is_some()).then_some(Format::Unix)
}

/// An XML file by its root element.
fn markup(root: &str, extension: &str, start: &str) -> Answer {
    match root {
        "<!doctype" => Err(Box::new(crate::xml::doctype(Place::default()))),
        "NessusClientData_v2" => Ok(Format::Nessus),
        "config" => Ok(Format::Firewall(Kind::Paloalto)),
        "zone" => Ok(Format::Firewall(Kind::Firewalld)),
        // Something long stands before the root: the importer will look.
        "" if extension == "nessus" => Ok(Format::Nessus),
        "NessusClientData" | "NessusXMLReport" => refuse(
            "nessus-v1",
            "這是舊版 Nessus（v1）報告",
            "this is an old Nessus (v1) report",
            Some(("請由 Nessus 匯出 v2 格式的 .nessus", "export .nessus in the v2 format")),
        ),
        "nmaprun" => Ok(Format::Nmap),
        "OWASPZAPReport" => Ok(Format::Zap),
        "issues" if start.contains("burpVersion") => Ok(Format::Burp),
        "get_reports_response" => Ok(Format::Openvas),
        "report"
            if ["format_id=", "content_type=", "<gmp>", "<omp>"].iter().any(|sign| start.contains(sign)) =>
        {
            Ok(Format::Openvas)
        }
        "SCAN" | "ASSET_DATA_REPORT" => Ok(Format::Qualys),
        "WAS_SCAN_REPORT" | "WAS_WEBAPP_REPORT" => Ok(Format::QualysWas),
        "html" | "HTML" => html(),
        "Workbook" => {
            refuse("unsupported", "這是舊式 XML 試算表", "this is an old XML spreadsheet", Some(SAVE_AS))
        }
        other => {
            let other: String = other.chars().take(60).collect();
            let (zh, en) = (
                format!("不認得根元素為 <{other}> 的 XML"),
                format!("XML with the root element <{other}> is not known"),
            );
            refuse("unsupported", &zh, &en, Some(USE_TEMPLATE))
        }
    }
}

fn html() -> Answer {
    refuse(
        "html",
        "這是網頁，可能是登入頁或錯誤訊息",
        "this is a web page, probably a login page or an error message",
        Some(("請重新下載報告本身", "download the report itself again")),
    )
}

fn contains(head: &[u8], needle: &[u8]) -> bool {
    head.windows(needle.len()).any(|w| w == needle)
}

/// The first bytes as text, good enough to look at ASCII markup. Only a look: bad characters do not matter here.
fn readable(head: &[u8]) -> String {
    let encoding = match (text::bom(head), text::unmarked_utf16(head)) {
        (None, Some(encoding)) => encoding,
        _ => text::xml_encoding(head).unwrap_or(encoding_rs::UTF_8),
    };
    encoding.decode(head).0.into_owned()
}

/// Name of the root element, or `<!doctype` when such a declaration stands before it; an empty name when the text is XML but the root was not reached; `None` when the text
/// is no XML.
fn xml_root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    let mut is_xml = false;
    loop {
        if let Some(after) = rest.strip_prefix("<?") {
            is_xml = true;
            rest = after.split_once("?>").map_or("", |(_, r)| r).trim_start();
        } else if let Some(after) = rest.strip_prefix("<!--") {
            is_xml = true;
            rest = after.split_once("-->").map_or("", |(_, r)| r).trim_start();
        } else if rest.get(..9).is_some_and(|p| p.eq_ignore_ascii_case("<!doctype")) {
            // Its own name is the root's.
            let name = rest[9..].trim_start();
            let name = &name[..name.find([' ', '[', '>', '\n', '\r', '\t']).unwrap_or(name.len())];
            return Some(if DOCTYPES.contains(&name) { name } else { "<!doctype" });
        } else if let Some(after) = rest.strip_prefix('<') {
            let end = after.find([' ', '>', '/', '\n', '\r', '\t']).unwrap_or(after.len());
            let name = &after[..end];
            return name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_').then_some(name);
        } else {
            return is_xml.then_some("");
        }
    }
}
