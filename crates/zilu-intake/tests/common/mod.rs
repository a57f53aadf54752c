//! A small catalogue and helpers for the tests of this crate.
#![allow(dead_code, unreachable_pub)]

use std::path::PathBuf;
use zilu_catalogue::{
    Catalogue, EnumValue, Field, FieldId, Kind, KindId, Label, Position, Type, Value, format_value,
};
use zilu_intake::{Covered, Fault, Incoming, Item, Listed, Source, Summary, Tested, Unresolved};

/// Name, label and type of a field.
type FieldLine = (&'static str, &'static str, &'static str);

/// `key:` marks key fields, `!` the event field. Types as in the duty language, vocabularies as `a=甲/A b=乙/B`.
const KINDS: &[(&str, &str, &[FieldLine])] = &[
    (
        "scan",
        "弱點掃描 · vulnerability scan",
        &[
            ("key:id", "掃描編號 · scan id", "text"),
            ("!on", "掃描日 · scanned on", "date"),
            ("tool", "工具 · tool", TOOL),
            ("policy", "掃描政策 · policy", "text"),
            ("layer", "層次 · layer", LAYER),
            ("complete", "完整執行 · complete", "yes-no"),
            ("report", "報告 · report", "file"),
            ("hosts", "主機數 · hosts", "integer"),
        ],
    ),
    (
        "host",
        "主機 · host",
        &[
            ("key:name", "主機名稱 · host name", "text"),
            ("ip", "IP 位址 · IP address", "text"),
            ("fqdn", "完整網域名稱 · FQDN", "text"),
            ("mac", "網卡位址 · MAC address", "text"),
            ("os", "作業系統 · operating system", "text"),
        ],
    ),
    (
        "host_scan",
        "主機掃描 · host scan",
        &[
            ("key:scan", "掃描 · scan", "ref:0"),
            ("key:host", "主機 · host", "ref:1"),
            ("!on", "掃描日 · scanned on", "date"),
            ("layer", "層次 · layer", LAYER),
            ("started_at", "開始時間 · started at", "instant"),
            ("finished_at", "結束時間 · finished at", "instant"),
            ("credentialed", "帶憑證掃描 · credentialed", "yes-no"),
            ("complete", "完整執行 · complete", "yes-no"),
            ("report", "報告 · report", "file"),
            ("items", "項目數 · items", "integer"),
        ],
    ),
    (
        "finding",
        "弱點 · vulnerability finding",
        &[
            ("key:host", "主機 · host", "ref:1"),
            ("key:rule", "檢測規則 · rule", "text"),
            ("key:place", "位置 · place", "text"),
            ("title", "名稱 · title", "text"),
            ("family", "類別 · family", "text"),
            ("scanner_severity", "工具嚴重度 · scanner severity", SEVERITY),
            ("risk", "評定風險 · assessed risk", SEVERITY),
            ("cvss", "CVSS 分數 · CVSS score", "decimal"),
            ("vector", "CVSS 向量 · CVSS vector", "text"),
            ("cve", "CVE 編號 · CVE", "text"),
            ("cwe", "CWE 編號 · CWE", "text"),
            ("vpr", "VPR 分數 · VPR score", "decimal"),
            ("solution", "修補建議 · solution", "text"),
            ("first_seen_on", "首次發現日 · first seen on", "date"),
            ("last_seen_on", "最近發現日 · last seen on", "date"),
            ("present", "仍存在 · still present", "yes-no"),
            ("certainty", "確定程度 · certainty", "confirmed=確認/confirmed potential=疑似/potential"),
        ],
    ),
    (
        "person",
        "人員 · person",
        &[
            ("key:id", "員工編號 · staff number", "text"),
            ("name", "姓名 · name", "text"),
            ("unit", "臺北單位 · unit", "text"),
            ("phone", "電話 · phone", "text"),
            ("joined_on", "到職日 · joined on", "date"),
            ("active", "在職 · active", "yes-no"),
            ("grade", "職等 · grade", "integer"),
            ("hours", "受訓時數 · hours", "decimal"),
            ("level", "等級 · level", "high=高/high medium=中/medium low=低/low"),
            ("seen_at", "最後登入 · last login", "instant"),
            ("manager", "主管 · manager", "ref:4"),
        ],
    ),
    (
        "account",
        "帳號 · account",
        &[
            ("key:host", "主機 · host", "ref:1"),
            ("key:login", "登入名稱 · login", "text"),
            ("holder", "使用人 · holder", "ref:4"),
            ("privileged", "特權 · privileged", "yes-no"),
        ],
    ),
    (
        "company",
        "公司 · company",
        &[("name", "公司名稱 · name", "text"), ("staff", "員工數 · staff", "integer")],
    ),
];

const TOOL: &str = "nessus=Nessus/Nessus openvas=OpenVAS/OpenVAS qualys=Qualys/Qualys nmap=Nmap/Nmap zap=ZAP/ZAP burp=Burp/Burp nuclei=Nuclei/Nuclei testssl=testssl/testssl other=其他/other";
const LAYER: &str = "os=作業系統/operating_system web=網站應用程式/web_application other=其他/other";
const SEVERITY: &str = "critical=嚴重/critical high=高/high medium=中/medium low=低/low info=資訊/info";

fn label(text: &str) -> Label {
    let (zh, en) = text.split_once(" · ").expect("label");
    Label { zh: zh.into(), en: en.into() }
}

fn ty(text: &str) -> Type {
    match text {
        "text" => Type::Text,
        "file" => Type::File,
        "yes-no" => Type::YesNo,
        "integer" => Type::Integer,
        "decimal" => Type::Decimal,
        "date" => Type::Date,
        "instant" => Type::Instant,
        _ => match text.strip_prefix("ref:") {
            Some(index) => Type::Ref(KindId(index.parse().expect("kind"))),
            None => Type::Enum(
                text.split(' ')
                    .map(|word| {
                        let (name, label) = word.split_once('=').expect("value");
                        let (zh, en) = label.split_once('/').expect("label");
                        EnumValue {
                            name: name.into(),
                            label: Label { zh: zh.into(), en: en.replace('_', " ") },
                        }
                    })
                    .collect(),
            ),
        },
    }
}

/// The catalogue of these tests.
pub fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (name, title, fields) in KINDS {
        let mut kind = Kind {
            name: (*name).into(),
            label: label(title),
            fields: Vec::new(),
            key: Vec::new(),
            event: None,
            singleton: *name == "company",
            about: String::new(),
            position: Position::default(),
        };
        for (i, (field, title, kind_of)) in fields.iter().enumerate() {
            let id = FieldId(i as u16);
            let name = match field.split_at_checked(4) {
                Some(("key:", rest)) => {
                    kind.key.push(id);
                    rest
                }
                _ => field,
            };
            let name = name.strip_prefix('!').inspect(|_| kind.event = Some(id)).unwrap_or(name);
            kind.fields.push(Field {
                name: name.into(),
                label: label(title),
                ty: ty(kind_of),
                required: kind.key.contains(&id),
                personal: false,
                unit: None,
                about: None,
                since: Vec::new(),
                position: Position::default(),
            });
        }
        catalogue.names.kinds.insert(kind.name.clone(), KindId(catalogue.kinds.len() as u16));
        catalogue.kinds.push(kind);
    }
    catalogue
}

/// The project's own catalogue. Its faults have tests of their own; here only the kinds matter.
pub fn own_catalogue() -> Catalogue {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/insurance-infosec");
    let files: Vec<(String, String)> = ["edition.toml", "facts.md"]
        .into_iter()
        .map(|name| (name.to_string(), std::fs::read_to_string(folder.join(name)).expect(name)))
        .collect();
    zilu_catalogue::load(&files).0
}

/// Everything that an importer handed out.
#[derive(Default)]
pub struct Got {
    pub records: Vec<Incoming>,
    pub unresolved: Vec<Unresolved>,
    pub listed: Vec<Listed>,
    pub covered: Vec<Covered>,
    pub tested: Vec<Tested>,
    pub faults: Vec<Fault>,
    pub summary: Option<Summary>,
}

impl Got {
    /// Runs an importer and keeps what it hands out.
    pub fn from(
        run: impl FnOnce(&mut dyn FnMut(Item) -> Result<(), String>) -> Result<Summary, String>,
    ) -> Got {
        let mut got = Got::default();
        let summary = run(&mut |item| {
            match item {
                Item::Record(record) => got.records.push(record),
                Item::Unresolved(unresolved) => got.unresolved.push(unresolved),
                Item::Covered(covered) => got.covered.push(covered),
                Item::Tested(tested) => got.tested.push(tested),
                Item::Fault(fault) => got.faults.push(fault),
                Item::Listed(listed) => got.listed.push(listed),
                Item::Progress(_) => {}
            }
            Ok(())
        })
        .expect("the sink never fails");
        assert_eq!(summary.is_clean(), got.faults.is_empty(), "faults and summary agree");
        assert_eq!(summary.records, (got.records.len() + got.unresolved.len()) as u64);
        got.summary = Some(summary);
        got
    }

    /// A report of a scanner, dated 2025-03-01 where it has no date itself.
    pub fn scan(format: zilu_intake::Format, bytes: &[u8]) -> Got {
        let source = Source {
            sha256: Some("ab12".into()),
            date: Some(jiff::civil::date(2025, 3, 1)),
            ..Source::new("report")
        };
        Got::from(|sink| zilu_intake::read(bytes, format, None, &catalogue(), &source, sink))
    }

    /// What was covered, as lines.
    pub fn covered_lines(&self) -> String {
        let lines = self.covered.iter().map(|c| {
            let limits: Vec<String> = c
                .limits
                .iter()
                .map(|limit| match limit {
                    zilu_intake::Limit::Rules(rules) if rules.len() > 9 => format!("Rules({})", rules.len()),
                    limit => format!("{limit:?}"),
                })
                .collect();
            let limits = limits.join(", ");
            format!(
                "{} {} {} credentialed={:?} complete={} [{limits}] {}\n",
                c.host, c.rules, c.on, c.credentialed, c.complete, c.scan
            )
        });
        lines.collect()
    }

    /// A Nessus report.
    pub fn nessus(bytes: &[u8]) -> Got {
        let source = Source { sha256: Some("ab12".into()), ..Source::new("scan.nessus") };
        Got::from(|sink| zilu_intake::read_nessus(bytes, &catalogue(), &source, sink))
    }

    /// The codes of the faults.
    pub fn codes(&self) -> Vec<&str> {
        self.faults.iter().map(|f| f.code).collect()
    }

    /// The faults as lines, Chinese and English.
    pub fn fault_lines(&self) -> String {
        self.faults.iter().map(|f| format!("{}\n{}\n", f.line_zh(), f.line_en())).collect()
    }

    /// Row, column, heading and code of each fault: for faults whose words are the catalogue's.
    pub fn fault_places(&self) -> String {
        self.faults
            .iter()
            .map(|f| {
                let column = f.place.column.map(zilu_intake::column_letters).unwrap_or_default();
                let row = f.place.row.map(|n| n.to_string()).unwrap_or_default();
                format!("{column}{row} {} {}\n", f.field.as_deref().unwrap_or("-"), f.code)
            })
            .collect()
    }

    /// The records as lines.
    pub fn lines(&self) -> String {
        let catalogue = catalogue();
        self.records.iter().map(|record| line(&catalogue, record) + "\n").collect()
    }
}

/// One record as a line.
pub fn line(catalogue: &Catalogue, record: &Incoming) -> String {
    let kind = &catalogue.kinds[record.kind.index()];
    let list = |fields: &[(FieldId, Value)]| {
        fields
            .iter()
            .map(|(id, value)| {
                let field = &kind.fields[id.index()];
                let text = format_value(&field.ty, value);
                format!(" {}={}", field.name, if text.contains(' ') { format!("{text:?}") } else { text })
            })
            .collect::<String>()
    };
    let mut text = format!("{} {}{}", kind.name, record.key, list(&record.fields));
    if !record.defaults.is_empty() {
        text += &format!(" default:{}", list(&record.defaults));
    }
    if !record.earliest.is_empty() {
        text += &format!(" earliest:{}", list(&record.earliest));
    }
    text += &format!(" since={}", record.effective);
    if record.void {
        text += " void";
    }
    text
}

/// The folder of sample files. Where it is missing the caller returns early, but never in continuous integration.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("ZILU_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"));
    if folder.join("INDEX.tsv").is_file() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "no sample files in {}: set ZILU_CORPUS", folder.display());
    eprintln!("note: no sample files in {}; set ZILU_CORPUS to run this test", folder.display());
    None
}

impl Got {
    /// A CSV file about people, dated 2025-03-01.
    pub fn csv(bytes: &[u8]) -> Got {
        Got::csv_named("人員.csv", bytes)
    }

    /// A CSV file of this name, dated 2025-03-01.
    pub fn csv_named(name: &str, bytes: &[u8]) -> Got {
        let source = Source { date: Some(jiff::civil::date(2025, 3, 1)), ..Source::new(name) };
        Got::from(|sink| {
            zilu_intake::read_csv(std::io::Cursor::new(bytes), &catalogue(), None, &source, sink)
        })
    }
}

impl Got {
    /// A workbook named `name`, dated 2025-03-01, of the kind that its names tell.
    pub fn workbook(name: &str, bytes: &[u8]) -> Got {
        Got::workbook_of(name, bytes, None)
    }

    /// A workbook of a kind.
    pub fn workbook_of(name: &str, bytes: &[u8], kind: Option<&str>) -> Got {
        let source = Source { date: Some(jiff::civil::date(2025, 3, 1)), ..Source::new(name) };
        let format = match zilu_intake::recognise(name, &bytes[..bytes.len().min(zilu_intake::HEAD)]) {
            Ok(format) => format,
            Err(fault) => return Got { faults: vec![*fault], ..Got::default() },
        };
        Got::from(|sink| zilu_intake::read(bytes, format, kind, &catalogue(), &source, sink))
    }
}

/// A zip archive of these files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("entry");
        archive.write_all(content).expect("content");
    }
    archive.finish().expect("archive").into_inner()
}

/// An XLSX file with one sheet of this name and this `sheetData` (and what follows it).
pub fn xlsx(sheet: &str, data: &str) -> Vec<u8> {
    xlsx_with(sheet, data, "")
}

/// The same with shared strings.
pub fn xlsx_with(sheet: &str, data: &str, shared: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book_rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{REL}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"{REL}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{data}</worksheet>");
    let shared = format!("<sst xmlns=\"{MAIN}\">{shared}</sst>");
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"
    );
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// `<row>`s of a sheet from cells written as `A1=text`, `A1:n=number`, `A1:d=day number`, `A1:t=moment`,
/// `A1:e=error`, `A1:b=0 or 1`.
pub fn sheet_data(cells: &[&str]) -> String {
    let mut rows: std::collections::BTreeMap<u32, String> = Default::default();
    for cell in cells {
        let (at, value) = cell.split_once('=').expect("cell");
        let (at, kind) = at.split_once(':').unwrap_or((at, "s"));
        let row = at.trim_start_matches(char::is_alphabetic).parse().expect("row");
        let value = value.replace('&', "&amp;").replace('<', "&lt;");
        *rows.entry(row).or_default() += &match kind {
            "n" => format!("<c r=\"{at}\"><v>{value}</v></c>"),
            "d" => format!("<c r=\"{at}\" s=\"1\"><v>{value}</v></c>"),
            "t" => format!("<c r=\"{at}\" s=\"2\"><v>{value}</v></c>"),
            "l" => format!("<c r=\"{at}\" s=\"3\"><v>{value}</v></c>"),
            "e" => format!("<c r=\"{at}\" t=\"e\"><v>{value}</v></c>"),
            "b" => format!("<c r=\"{at}\" t=\"b\"><v>{value}</v></c>"),
            "f" => format!("<c r=\"{at}\"><f>1+1</f><v>{value}</v></c>"),
            _ => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{value}</t></is></c>"),
        };
    }
    let rows = rows.iter().map(|(n, cells)| format!("<row r=\"{n}\">{cells}</row>")).collect::<String>();
    format!("<sheetData>{rows}</sheetData>")
}

/// An ODS file with this content of its only table, named `name`.
pub fn ods(name: &str, rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"{name}\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest =
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}
