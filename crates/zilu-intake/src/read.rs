//! One door for all formats, for a caller who only has a stream.

use crate::apk::read_apk;
use crate::csaf::read_csaf;

use crate::bloodhound::read_bloodhound;
use crate::burp::{read_burp, read_burp_json};
use crate::calendar::read_office_calendar;
use crate::csv::read_csv;
use crate::cyclonedx::read_cyclonedx;
use crate::fault::Fault;
use crate::firewall::read_firewall;
use crate::gophish::{read_gophish, read_gophish_csv};
use crate::grype::read_grype;
use crate::heading::named_kind;
use crate::item::{Feed, Item, Source, Summary};
use crate::known::{read_epss, read_kev};
use crate::mobsf::read_mobsf;

use crate::ldif::read_ldif;
use crate::nessus::{read_nessus, read_nessus_csv};
use crate::nmap::read_nmap;
use crate::nuclei::read_nuclei;
use crate::openvas::{read_openvas, read_openvas_csv};
use crate::openvex::read_openvex;
use crate::prowler::{read_prowler, read_prowler_csv};
use crate::qualys::{read_qualys, read_qualys_csv, read_qualys_was};
use crate::recognise::Format;
use crate::sarif::read_sarif;
use crate::semgrep::read_semgrep;
use crate::spdx::read_spdx;
use crate::trivy::read_trivy;

use crate::service::read_service;
use crate::sessions::read_sessions;
use crate::testssl::{read_testssl_csv, read_testssl_json};
use crate::unix::read_unix;
use crate::workbook::read_workbook;
use crate::zap::{read_zap, read_zap_json};
use std::io::{Cursor, Read};
use zilu_catalogue::Catalogue;

/// Largest table file, in bytes. Tables are held in memory, since they have to be looked at more than once; a table
/// of this size has about a million rows. Scan reports are streamed and have no limit.
pub const TABLE_BYTES: u64 = 128 << 20;

/// Reads a file of any format. `kind` names the kind of the rows of a table (name or label); without it the kind is
/// told from the names of file and sheet and from the headings.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read<R: Read, E>(
    input: R,
    format: Format,
    kind: Option<&str>,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    match format {
        Format::Nessus => return read_nessus(input, catalogue, source, sink),
        Format::Gophish => return read_gophish(input, catalogue, source, sink),
        Format::Apk => return read_apk(input, catalogue, source, sink),
        Format::Warpgate | Format::Jumpserver | Format::Teleport => {
            return read_sessions(input, format, catalogue, source, sink);
        }
        Format::NessusCsv => return read_nessus_csv(input, catalogue, source, sink),
        Format::Openvas => return read_openvas(input, catalogue, source, sink),
        Format::OpenvasCsv => return read_openvas_csv(input, catalogue, source, sink),
        Format::Qualys => return read_qualys(input, catalogue, source, sink),
        Format::QualysCsv => return read_qualys_csv(input, catalogue, source, sink),
        Format::QualysWas => return read_qualys_was(input, catalogue, source, sink),
        Format::Nmap => return read_nmap(input, catalogue, source, sink),
        Format::Zap => return read_zap(input, catalogue, source, sink),
        Format::Burp => return read_burp(input, catalogue, source, sink),
        Format::BurpJson => return read_burp_json(input, catalogue, source, sink),
        Format::ZapJson => return read_zap_json(input, catalogue, source, sink),
        Format::Nuclei => return read_nuclei(input, catalogue, source, sink),
        Format::TestsslJson => return read_testssl_json(input, catalogue, source, sink),
        Format::TestsslCsv => return read_testssl_csv(input, catalogue, source, sink),
        Format::Sarif => return read_sarif(input, catalogue, source, sink),
        Format::Trivy => return read_trivy(input, catalogue, source, sink),
        Format::Grype => return read_grype(input, catalogue, source, sink),
        Format::Semgrep => return read_semgrep(input, catalogue, source, sink),
        Format::CycloneDx => return read_cyclonedx(input, catalogue, source, sink),
        Format::Csaf => return read_csaf(input, catalogue, source, sink),
        Format::OpenVex => return read_openvex(input, catalogue, source, sink),
        Format::Kev => return read_kev(input, catalogue, source, sink),
        Format::Epss => return read_epss(input, catalogue, source, sink),
        Format::Spdx => return read_spdx(input, catalogue, source, sink),
        Format::MobSf => return read_mobsf(input, catalogue, source, sink),
        Format::Prowler => return read_prowler(input, catalogue, source, sink),
        Format::ProwlerCsv => return read_prowler_csv(input, catalogue, source, sink),
        Format::Ldif => return read_ldif(input, catalogue, source, sink),
        Format::Unix => return read_unix(input, catalogue, source, sink),
        Format::BloodHound => return read_bloodhound(input, catalogue, source, sink),
        Format::Okta | Format::Entra | Format::GitLabUsers => {
            return read_service(input, format, catalogue, source, sink);
        }
        Format::Csv
        | Format::Xlsx
        | Format::Xls
        | Format::Ods
        | Format::Calendar
        | Format::GophishCsv
        | Format::JumpserverCsv => {}
        Format::Firewall(kind) => return read_firewall(input, kind, catalogue, source, sink),
    }
    let refuse = |sink: &mut dyn FnMut(Item) -> Result<(), E>, fault: Fault| {
        let mut feed = Feed::new(format, sink);
        feed.fault(fault)?;
        Ok(feed.summary)
    };
    let kind = match kind {
        None => None,
        Some(name) => match named_kind(catalogue, name) {
            Some(kind) => Some(kind),
            None => {
                let fault = Fault::new(
                    source.place(),
                    "unknown-kind",
                    format!("沒有「{name}」這種紀錄"),
                    format!("there is no kind of record '{name}'"),
                )
                .hint("執行 zilu template --list 查看種類", "zilu template --list lists the kinds");
                return refuse(sink, fault);
            }
        },
    };
    let mut bytes = Vec::new();
    if let Err(error) = input.take(TABLE_BYTES + 1).read_to_end(&mut bytes) {
        let fault = Fault::new(
            source.place(),
            "unreadable",
            format!("檔案讀取失敗（{error}）"),
            format!("the file cannot be read: {error}"),
        );
        return refuse(sink, fault);
    }
    if bytes.len() as u64 > TABLE_BYTES {
        let fault = Fault::new(
            source.place(),
            "too-large",
            format!("檔案超過 {} MiB", TABLE_BYTES >> 20),
            format!("the file is larger than {} MiB", TABLE_BYTES >> 20),
        )
        .hint("請分成幾個檔案匯入", "split it into several files");
        return refuse(sink, fault);
    }
    match format {
        Format::Calendar => read_office_calendar(&bytes, catalogue, source, sink),
        Format::GophishCsv => read_gophish_csv(&bytes, catalogue, source, sink),
        Format::JumpserverCsv => read_sessions(Cursor::new(bytes), format, catalogue, source, sink),
        Format::Csv => read_csv(Cursor::new(bytes), catalogue, kind, source, sink),
        _ => read_workbook(&bytes, format, catalogue, kind, source, sink),
    }
}
