//! Workbooks: what spreadsheets do to values, and files that would become large.

mod common;

use common::{Got, archive, ods, sheet_data, xlsx, xlsx_with};
use insta::assert_snapshot;
use zilu_intake::{HEAD, recognise};

#[test]
fn cells_of_every_kind_become_values() {
    let data = sheet_data(&[
        "A1=員工編號",
        "B1=到職日",
        "C1=在職",
        "D1=職等",
        "E1=受訓時數",
        "F1=最後登入",
        "G1=電話",
        "H1=等級",
        "A2=0012",
        "B2:d=45491",
        "C2:b=1",
        "D2:n=7",
        "E2:f=0.30000000000000004",
        "F2:t=45689.354166666664",
        "G2:n=886212345",
        "H2=高",
        "A3:n=13",
        "B3=113/07/18",
        "C3=否",
        "D3:n=1200",
        "E3:n=2.125",
        "F3=114/02/01 08:30",
        "G3==1+1",
        "H3=?",
    ]);
    let got = Got::workbook("人員.xlsx", &xlsx("Sheet1", &data));
    assert_eq!(got.fault_lines(), "");
    assert_snapshot!(got.lines(), @"
person 0012 id=0012 phone=886212345 joined_on=2024-07-18 active=yes grade=7 hours=0.3 level=high seen_at=2025-02-01T08:30:00+08:00 since=2025-03-01
person 13 id=13 phone==1+1 joined_on=2024-07-18 active=no grade=1200 hours=2.125 level=? seen_at=2025-02-01T08:30:00+08:00 since=2025-03-01
");
}

#[test]
fn what_a_spreadsheet_has_damaged_is_told() {
    let data = sheet_data(&[
        "A1=id",
        "B1=name",
        "C1=joined_on",
        "D1=grade",
        "E1=phone",
        "F1=seen_at",
        "A2:n=1234567890123456",
        "B2:d=45491",
        "A3=1",
        "B3:e=#N/A",
        "C3:n=45491",
        "D3:n=1.5",
        "E3:l=0.5",
        "A4=2",
        "C4:t=45491.5",
        "D4:d=45491",
        "F4:d=45491",
        "A5=3",
        "C5=0113-07-18",
        "D5:e=#DIV/0!",
    ]);
    let got = Got::workbook("person.xlsx", &xlsx("person", &data));
    assert!(got.records.is_empty());
    assert_snapshot!(got.fault_places(), @"
A2 id digits-lost
B2 name cell-is-a-date
B3 name cell-error
C3 joined_on not-a-date
D3 grade not-a-number
E3 phone cell-type
C4 joined_on not-a-date
D4 grade cell-is-a-date
C5 joined_on not-a-date
D5 grade cell-error
");
    let told = |code| got.faults.iter().find(|f| f.code == code).expect(code).line_zh();
    assert_snapshot!(told("digits-lost"), @"person.xlsx，工作表「person」，第 2 列，A 欄「id」：超過十五位的數字在試算表中已失真。提示：請把該欄的儲存格格式設為「文字」後重新輸入");
    assert_snapshot!(told("cell-is-a-date"), @"person.xlsx，工作表「person」，第 2 列，B 欄「name」：儲存格是日期（2024-07-18），可能被試算表自動轉換。提示：請把該欄的儲存格格式設為「文字」後重新輸入");
    assert_snapshot!(told("cell-error"), @"person.xlsx，工作表「person」，第 3 列，B 欄「name」：儲存格是錯誤值 #N/A。提示：請修正公式，或改填數值");
}

#[test]
fn merged_cells_are_told_below_the_headings_only() {
    let cells =
        ["A1=人員名冊", "A2=id", "B2=name", "C2=unit", "A3=1", "B3=Wang", "C3=資訊部", "A4=2", "B4=Li"];
    let merge = |areas: &str| format!("{}<mergeCells>{areas}</mergeCells>", sheet_data(&cells));
    let title = Got::workbook("x.xlsx", &xlsx("人員", &merge("<mergeCell ref=\"A1:C1\"/>")));
    assert_eq!(title.fault_lines(), "");
    assert_eq!(title.records.len(), 2);
    let unit = Got::workbook(
        "x.xlsx",
        &xlsx("人員", &merge("<mergeCell ref=\"A1:C1\"/><mergeCell ref=\"C3:C4\"/>")),
    );
    assert_snapshot!(unit.fault_lines(), @"
x.xlsx，工作表「人員」，第 4 列，C 欄「unit」：合併儲存格：只有第一格有值，這一格讀不到。提示：請取消合併，並在每一格填值
x.xlsx, sheet '人員', row 4, column C 'unit': a merged cell: only the first one holds the value; hint: unmerge the cells and fill in each of them
");
}

#[test]
fn the_sheet_is_told_by_name_kind_or_headings() {
    let data = sheet_data(&["A1=員工編號", "B1=姓名", "A2=1", "B2=Wang"]);
    for (file, sheet) in [("x.xlsx", "人員"), ("人員_1140301.xlsx", "工作表1"), ("x.xlsx", "工作表1")]
    {
        let got = Got::workbook(file, &xlsx(sheet, &data));
        assert_eq!(got.lines(), "person 1 id=1 name=Wang since=2025-03-01\n", "{file} {sheet}");
    }
    let got = Got::workbook_of("x.xlsx", &xlsx("foo", &data), Some("人員"));
    assert_eq!(got.records.len(), 1);
    let got = Got::workbook_of("x.xlsx", &xlsx("foo", &data), Some("banana"));
    assert_eq!(got.codes(), ["unknown-kind"]);
    let got = Got::workbook("x.xlsx", &xlsx("說明", &data));
    assert_eq!(got.codes(), ["empty"]);
}

#[test]
fn an_ods_file_is_read_too() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = format!(
        "<table:table-row>{}{}{}</table:table-row>\
         <table:table-row>{}<table:table-cell office:value-type=\"date\" office:date-value=\"2024-07-18\"><text:p>113/07/18</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        cell("員工編號"),
        cell("到職日"),
        cell("職等"),
        cell("0012")
    );
    let got = Got::workbook("x.ods", &ods("人員", &rows));
    assert_eq!(got.fault_lines(), "");
    assert_snapshot!(got.lines(), @"person 0012 id=0012 joined_on=2024-07-18 grade=7 since=2025-03-01");
    let early = rows.replace("2024-07-18", "0113-07-18");
    let got = Got::workbook("x.ods", &ods("人員", &early));
    assert_eq!(got.fault_places(), "B2 到職日 not-a-date\n");
    assert_snapshot!(got.faults[0].hint.clone().expect("hint").0, @"試算表把民國年當成西元年；請改成文字，例如 113/07/18");
}

#[test]
fn small_files_that_would_become_large_are_refused_early() {
    let headings = ["A1=id", "B1=name", "A2=1", "B2=x"];
    let far = sheet_data(&[&headings[..], &["XFD1048576=x"]].concat());
    let rows: String = (3..1_000_000)
        .step_by(2)
        .map(|n| format!("<row r=\"{n}\"><c r=\"BXX{n}\"><v>1</v></c></row>"))
        .collect();
    let wide = sheet_data(&headings).replace("</sheetData>", &format!("{rows}</sheetData>"));
    let long = format!("<si><t>{}</t></si>", "x".repeat(1 << 20));
    let many: String =
        (3..2_000).map(|n| format!("<row r=\"{n}\"><c r=\"B{n}\" t=\"s\"><v>0</v></c></row>")).collect();
    let shared = sheet_data(&headings).replace("</sheetData>", &format!("{many}</sheetData>"));
    let zeros = vec![b' '; 300 << 20];
    let bomb = archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    let styles = archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/styles.xml", &zeros[..20 << 20])]);
    let repeated = |rows: &str, columns: &str, text: &str| {
        ods(
            "人員",
            &format!(
                "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell table:number-columns-repeated=\"{columns}\" \
             office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
            ),
        )
    };
    let gap = ods(
        "人員",
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell/></table:table-row>\
        <table:table-row><table:table-cell table:number-columns-repeated=\"16000\"/><table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>",
    );
    let text = "x".repeat(100_000);
    for (what, name, bytes, code) in [
        ("a cell in the last corner", "x.xlsx", xlsx("人員", &far), "too-many-columns"),
        ("cells far right in many rows", "x.xlsx", xlsx("人員", &wide), "too-large"),
        ("one text in many cells", "x.xlsx", xlsx_with("人員", &shared, &long), "too-large"),
        ("deflated blanks", "x.xlsx", bomb, "too-large"),
        ("huge styles", "x.xlsx", styles, "too-large"),
        ("repeated cells", "x.ods", repeated("1000000", "16384", "x"), "too-large"),
        ("repeated text", "x.ods", repeated("1000", "16", &text), "too-large"),
        ("absurd repetition", "x.ods", repeated("99999999999999999999", "2", "x"), "too-large"),
        ("a far cell", "x.ods", gap, "too-large"),
    ] {
        assert!(bytes.len() < 8 << 20, "{what}: {} bytes", bytes.len());
        let got = Got::workbook(name, &bytes);
        assert_eq!(got.codes(), [code], "{what}\n{}", got.fault_lines());
        assert!(got.records.is_empty());
    }
}

#[test]
fn archives_with_strange_names_are_refused() {
    for name in ["../evil.xml", "/etc/passwd", "xl\\..\\evil.xml", "xl/../../evil"] {
        let bytes = archive(&[("[Content_Types].xml", b"<Types/>"), (name, b"x")]);
        assert_eq!(Got::workbook("x.xlsx", &bytes).codes(), ["path-in-archive"], "{name}");
    }
}

#[test]
fn damaged_and_protected_workbooks_are_refused_with_a_word() {
    let good = xlsx("人員", &sheet_data(&["A1=id", "A2=1"]));
    for cut in (HEAD.min(good.len() / 2)..good.len()).step_by(37) {
        let got = Got::workbook("x.xlsx", &good[..cut]);
        assert!(!got.faults.is_empty(), "cut at {cut}");
    }
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    let mut text = String::new();
    for (name, bytes) in [
        ("x.xlsx", &[ole, &[0; 600][..]].concat()[..]),
        ("x.xls", &[ole, &[0; 600][..]].concat()),
        ("x.xlsx", &archive(&[("[Content_Types].xml", b"<Types/>")])),
        ("x.ods", &archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")])),
        (
            "x.ods",
            &archive(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", b"<!DOCTYPE a><a/>"),
            ]),
        ),
        ("x.xlsx", b"PK\x03\x04"),
    ] {
        let got = Got::workbook(name, bytes);
        text += &got.fault_lines();
        assert_eq!(got.faults.len(), 1);
    }
    assert_snapshot!(text, @"
    x.xlsx：活頁簿已加密，或受權限管理（IRM）保護。提示：請移除密碼或權限保護後再匯入
    x.xlsx: the workbook is encrypted or protected by rights management (IRM); hint: remove the password or the protection first
    x.xls：活頁簿已損壞或無法開啟（OLE: Invalid CFB byte order mark (expected 0xFFFE, found 0x0000)）。提示：請用試算表程式開啟後另存新檔
    x.xls: the workbook is damaged or cannot be opened: OLE: Invalid CFB byte order mark (expected 0xFFFE, found 0x0000); hint: open it in a spreadsheet program and save it as a new file
    x.xlsx：活頁簿已損壞或無法開啟（File not found '_rels/.rels'）。提示：請用試算表程式開啟後另存新檔
    x.xlsx: the workbook is damaged or cannot be opened: File not found '_rels/.rels'; hint: open it in a spreadsheet program and save it as a new file
    x.ods：活頁簿已損壞或無法開啟（content.xml: specified file not found in archive）。提示：請用試算表程式開啟後另存新檔
    x.ods: the workbook is damaged or cannot be opened: content.xml: specified file not found in archive; hint: open it in a spreadsheet program and save it as a new file
    x.ods，第 1 行（位元組 0）：檔案含有文件類型宣告（DOCTYPE），可用來讀取其他檔案或無限展開；為安全起見一律拒收。提示：報告與試算表都不需要這種宣告；請重新匯出，並確認檔案來源
    x.ods, line 1 (byte 0): the file has a document type declaration (DOCTYPE), which can be used to read other files or to expand without end: refused for safety; hint: no report or spreadsheet needs one: export it again, and make sure where the file comes from
    x.xlsx：活頁簿已損壞或無法開啟（zip: invalid Zip archive: Could not find EOCD）。提示：請用試算表程式開啟後另存新檔
    x.xlsx: the workbook is damaged or cannot be opened: zip: invalid Zip archive: Could not find EOCD; hint: open it in a spreadsheet program and save it as a new file
    ");
}

/// An XLS file with these BIFF records as its workbook stream.
fn xls(records: &[(u16, Vec<u8>)], stream: &str) -> Vec<u8> {
    use std::io::Write;
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("file");
    let mut out = file.create_stream(stream).expect("stream");
    for (kind, data) in records {
        out.write_all(&kind.to_le_bytes()).expect("kind");
        out.write_all(&(data.len() as u16).to_le_bytes()).expect("length");
        out.write_all(data).expect("data");
    }
    out.flush().expect("flush");
    drop(out);
    file.flush().expect("flush");
    file.into_inner().into_inner()
}

/// A label cell of BIFF8.
fn label(row: u16, column: u16, text: &str) -> (u16, Vec<u8>) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut data = [row, column, 0, units.len() as u16].map(u16::to_le_bytes).concat();
    data.push(1);
    data.extend(units.iter().flat_map(|u| u.to_le_bytes()));
    (0x0204, data)
}

fn workbook_with(cells: Vec<(u16, Vec<u8>)>) -> Vec<u8> {
    let bof = |kind: u16| (0x0809, [0x0600_u16, kind, 0, 0, 0, 0, 0, 0].map(u16::to_le_bytes).concat());
    let name: Vec<u8> = "人員".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let globals_length = 4 + 16 + 4 + (4 + 2 + 2 + name.len()) + 4;
    let mut bound = (globals_length as u32).to_le_bytes().to_vec();
    bound.extend([0, 0, 2, 1]);
    bound.extend(name);
    let mut records = vec![bof(5), (0x0085, bound), (0x000A, vec![]), bof(0x10)];
    records.extend(cells);
    records.push((0x000A, vec![]));
    xls(&records, "Workbook")
}

#[test]
fn an_old_xls_file_is_read_too() {
    let cells =
        vec![label(0, 0, "員工編號"), label(0, 1, "姓名"), label(1, 0, "0012"), label(1, 1, "王小明")];
    let got = Got::workbook("x.xls", &workbook_with(cells));
    assert_eq!(got.fault_lines(), "");
    assert_eq!(got.lines(), "person 0012 id=0012 name=王小明 since=2025-03-01\n");
}

#[test]
fn hostile_xls_files_are_refused_early() {
    let far = workbook_with(vec![label(0, 0, "id"), label(65_535, 255, "x")]);
    assert_eq!(Got::workbook("x.xls", &far).codes(), ["too-large"]);
    let mut dimensions = vec![0; 14];
    dimensions[4..8].copy_from_slice(&65_536_u32.to_le_bytes());
    dimensions[10..12].copy_from_slice(&60_000_u16.to_le_bytes());
    let declared = workbook_with(vec![(0x0200, dimensions), label(0, 0, "id")]);
    assert_eq!(Got::workbook("x.xls", &declared).codes(), ["too-large"]);
    assert_eq!(Got::workbook("x.xls", &xls(&[], "EncryptedPackage")).codes(), ["encrypted"]);
    assert_eq!(Got::workbook("x.xls", &xls(&[], "WordDocument")).codes(), ["unsupported"]);
}

#[test]
fn a_file_is_recognised_by_its_content_or_told_what_it_is() {
    let mut text = String::new();
    let utf16: Vec<u8> = "\u{feff}<NessusClientData_v2>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, head) in [
        ("a.nessus", &b"<?xml version=\"1.0\" ?>\n<NessusClientData_v2>"[..]),
        ("a.xml", &utf16),
        ("a.txt", b"id,name"),
        ("a.xls", b"id\tname\n"),
        ("a.csv", "員工編號,姓名".as_bytes()),
        ("a.xml", b"<nmaprun scanner=\"nmap\">"),
        ("a.nessus", b"<NessusClientData>"),
        ("a.xml", b"<report id=\"1\">"),
        ("a.xml", b"<foo/>"),
        ("a.xml", b"<?xml version=\"1.0\"?><!DOCTYPE foo [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><foo>"),
        ("a.csv", b"<!DOCTYPE html><html>"),
        ("a.nessus", b"<html>"),
        ("a.xls", b"\n <HTML><table>"),
        ("a.nessus", b"hello"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.zip", b"PK\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a"),
        ("a.docx", b"PK\x03\x04[Content_Types].xml"),
        ("a.xlsx", b"PK\x03\x04[Content_Types].xml"),
        ("a.xlsb", b"PK\x03\x04[Content_Types].xml"),
        ("a.gz", b"\x1F\x8B\x08"),
        ("a.json", b"{\"a\":1}"),
        ("a.bin", b"\x01\x02\0\x03"),
        ("a.bin", b"i\0d\0,\0n\0a\0m\0e\0\n\0"),
        ("a.xls", b"\0i\0d\0\t\0n\0a\0m\0e\0\n"),
        ("a.csv", b""),
    ] {
        text += &match recognise(name, head) {
            Ok(format) => format!("{name}: {format}\n"),
            Err(fault) => format!("{}\n{}\n", fault.line_zh(), fault.line_en()),
        };
    }
    assert_snapshot!(text, @"
    a.nessus: nessus
    a.xml: nessus
    a.txt: csv
    a.xls: csv
    a.csv: csv
    a.xml: nmap
    a.nessus：這是舊版 Nessus（v1）報告。提示：請由 Nessus 匯出 v2 格式的 .nessus
    a.nessus: this is an old Nessus (v1) report; hint: export .nessus in the v2 format
    a.xml：不認得根元素為 <report> 的 XML。提示：認得的格式見 zilu import --help；都不是時，填入 zilu template 產生的表格再匯入（zilu template --list 列出種類）
    a.xml: XML with the root element <report> is not known; hint: zilu import --help names the known formats; otherwise fill in the table that zilu template makes (zilu template --list names the kinds)
    a.xml：不認得根元素為 <foo> 的 XML。提示：認得的格式見 zilu import --help；都不是時，填入 zilu template 產生的表格再匯入（zilu template --list 列出種類）
    a.xml: XML with the root element <foo> is not known; hint: zilu import --help names the known formats; otherwise fill in the table that zilu template makes (zilu template --list names the kinds)
    a.xml：檔案含有文件類型宣告（DOCTYPE），可用來讀取其他檔案或無限展開；為安全起見一律拒收。提示：報告與試算表都不需要這種宣告；請重新匯出，並確認檔案來源
    a.xml: the file has a document type declaration (DOCTYPE), which can be used to read other files or to expand without end: refused for safety; hint: no report or spreadsheet needs one: export it again, and make sure where the file comes from
    a.csv：這是網頁，可能是登入頁或錯誤訊息。提示：請重新下載報告本身
    a.csv: this is a web page, probably a login page or an error message; hint: download the report itself again
    a.nessus：這是網頁，可能是登入頁或錯誤訊息。提示：請重新下載報告本身
    a.nessus: this is a web page, probably a login page or an error message; hint: download the report itself again
    a.xls：這是網頁，可能是登入頁或錯誤訊息。提示：請重新下載報告本身
    a.xls: this is a web page, probably a login page or an error message; hint: download the report itself again
    a.nessus：副檔名是 XML，但內容不是
    a.nessus: the name says XML, the content is something else
    a.pdf：這是 PDF，無法可靠讀出資料。提示：請向產生報告的工具匯出 .nessus、CSV 或 XLSX
    a.pdf: this is a PDF: data cannot be read from it reliably; hint: export .nessus, CSV or XLSX from the tool instead
    a.zip：這是壓縮檔。提示：請先解壓縮，再逐一匯入其中的檔案
    a.zip: this is a compressed archive; hint: unpack it and import the files in it one by one
    a.docx：這是文書或簡報檔，不是試算表。提示：請另存為 CSV（UTF-8）或 XLSX
    a.docx: this is a text document or a presentation, not a spreadsheet; hint: save it as CSV (UTF-8) or XLSX
    a.xlsx: xlsx
    a.xlsb：這是二進位活頁簿（xlsb）。提示：請另存為 CSV（UTF-8）或 XLSX
    a.xlsb: this is a binary workbook (xlsb); hint: save it as CSV (UTF-8) or XLSX
    a.gz：這是 gzip 壓縮檔。提示：請先解壓縮，再逐一匯入其中的檔案
    a.gz: this is a gzip archive; hint: unpack it and import the files in it one by one
    a.json：不認得這種 JSON（最外層的鍵：a）。提示：認得的格式見 zilu import --help；都不是時，填入 zilu template 產生的表格再匯入（zilu template --list 列出種類）
    a.json: JSON of a kind that is not known (its outermost keys: a); hint: zilu import --help names the known formats; otherwise fill in the table that zilu template makes (zilu template --list names the kinds)
    a.bin：不認得這種二進位檔。提示：請另存為 CSV（UTF-8）或 XLSX
    a.bin: an unknown binary file; hint: save it as CSV (UTF-8) or XLSX
    a.bin: csv
    a.xls: csv
    a.csv：檔案是空的
    a.csv: the file is empty
    ");
}
