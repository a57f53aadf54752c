//! Documents: every format gives the same text; what is no document, or a dangerous one, is refused with a reason.

use proptest::prelude::*;
use std::io::{Cursor, Write};
use zilu_intake::{DOCUMENT_BYTES, Document, read_document};
use zip::write::SimpleFileOptions;

const TEXT: &str = "規範名稱\n第 1 條\n第一類\t甲\n";

fn read(bytes: &[u8]) -> Result<Document, String> {
    read_document(bytes, &zilu_intake::Source::new("rules")).map_err(|fault| {
        assert!(!fault.zh.is_empty() && !fault.en.is_empty());
        fault.code.to_owned()
    })
}

fn archive(part: &str, content: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(part, SimpleFileOptions::default()).expect("an archive in memory");
    zip.write_all(content.as_bytes()).expect("an archive in memory");
    zip.finish().expect("an archive in memory").into_inner()
}

fn odt(body: &str) -> Vec<u8> {
    archive("content.xml", &format!("<office:document><office:body>{body}</office:body></office:document>"))
}

fn docx(body: &str) -> Vec<u8> {
    archive("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"))
}

#[test]
fn plain_text_in_every_encoding_is_the_same() {
    let utf16 = |le: bool| -> Vec<u8> {
        TEXT.encode_utf16()
            .flat_map(|unit| if le { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    };
    let big5 = encoding_rs::BIG5.encode(TEXT).0.into_owned();
    for bytes in [
        TEXT.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(),
        [b"\xFF\xFE".to_vec(), utf16(true)].concat(),
        [b"\xFE\xFF".to_vec(), utf16(false)].concat(),
        big5,
    ] {
        assert_eq!(read(&bytes).unwrap().text, TEXT);
    }
}

#[test]
fn a_word_processors_paragraphs_and_rows_are_lines() {
    let written = odt(concat!(
        "<text:h>規範<text:span>名稱</text:span></text:h><text:p>第<text:s/>1<text:s/>條</text:p>",
        "<text:p>被<text:tracked-changes><text:p>刪去</text:p></text:tracked-changes>保留<office:annotation><text:p>註</text:p></office:annotation></text:p>",
        "<table:table><table:table-row><table:table-cell><text:p>第一類</text:p></table:table-cell>",
        "<table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row></table:table>"
    ));
    assert_eq!(read(&written).unwrap().text, "規範名稱\n第 1 條\n被保留\n第一類\t甲\n");
    let written = docx(concat!(
        "<w:p><w:pPr><w:t>樣式</w:t></w:pPr><w:r><w:t>規範</w:t></w:r><w:r><w:t>名稱</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>第 1 條</w:t></w:r><w:del><w:r><w:delText>刪去</w:delText></w:r></w:del></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>第一類</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ));
    assert_eq!(read(&written).unwrap().text, TEXT);
}

#[test]
fn a_pdf_gives_its_text() {
    let stream = "BT /F1 12 Tf 72 700 Td (Article 1) Tj 0 -20 Td (Purpose) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let xref = pdf.len();
    pdf.push_str("xref\n0 6\n0000000000 65535 f \n");
    offsets.iter().for_each(|offset| pdf.push_str(&format!("{offset:010} 00000 n \n")));
    pdf.push_str(&format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n"));
    let text = read(pdf.as_bytes()).unwrap().text;
    assert!(text.contains("Article 1") && text.contains("Purpose"), "{text:?}");
    for length in (9..pdf.len()).step_by(40) {
        // A cut file is refused or gives what is left of it; it never brings the reader down.
        let _ = read(&pdf.as_bytes()[..length]);
    }
}

#[test]
fn what_is_no_document_is_refused() {
    let whole = odt("<text:p>甲</text:p>");
    let entity = archive("content.xml", "<!DOCTYPE a [<!ENTITY x \"y\">]><a><text:p>&x;</text:p></a>");
    let unclosed = archive("word/document.xml", "<w:document><w:p><w:r><w:t>甲");
    let cases: [(&str, Vec<u8>); 12] = [
        ("empty", Vec::new()),
        ("empty", b" \r\n\t".to_vec()),
        ("damaged", whole[..whole.len() / 2].to_vec()),
        ("doctype", entity),
        ("truncated", unclosed),
        ("unsupported", archive("xl/workbook.xml", "<a/>")),
        ("unsupported", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec()),
        ("unsupported", b"{\\rtf1 a}".to_vec()),
        ("unsupported", b"<!doctype html><html><p>a".to_vec()),
        ("nul", b"a\0b\0c\x01".to_vec()),
        ("no-text", docx("<w:p/>")),
        ("too-large", vec![b'a'; DOCUMENT_BYTES as usize + 1]),
    ];
    for (code, bytes) in cases {
        assert_eq!(read(&bytes).unwrap_err(), code, "{:?}", bytes.iter().take(12).collect::<Vec<_>>());
    }
}

#[test]
fn a_small_archive_that_becomes_huge_is_refused() {
    let bomb = archive("content.xml", &format!("<a><text:p>{}</text:p></a>", "長".repeat(30 << 20)));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read(&bomb).unwrap_err(), "too-large");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400), head in 0_usize..4) {
        let heads: [&[u8]; 4] = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xFF\xFE"];
        let _ = read(&[heads[head], &bytes].concat());
    }
}
