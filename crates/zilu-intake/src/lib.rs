//! Importers: a file in, records of declared kinds out.
//!
//! Bird's eye: [`recognise()`] tells the format of a file and [`read()`] streams its content to a sink as [`Item`]s: reports
//! of scanners such as [`read_nessus`], configurations of firewalls by [`read_firewall`], reports about programs such as
//! [`read_sarif`], bills of materials by [`read_cyclonedx`] and [`read_spdx`], statements about vulnerabilities by
//! [`read_csaf`] and [`read_openvex`], tables of any declared kind by [`read_csv`] and [`read_workbook`].
//! [`template_xlsx`], [`template_csv`], [`export_xlsx`] and [`export_csv`] write what the table importers read.
//! [`read_calendar`] reads the government's office calendar. [`read_document`] gives the plain text of a document.
//!
//! Deliberately not here: a store, permissions, a clock, the engine. An importer never decides that something is
//! closed, and never takes half a file: the caller applies everything or, when the [`Summary`] has a fault, nothing.
//!
//! For whoever adds a format: `text` gives checked UTF-8 of any encoding with bounded pieces, `xml` a strict pull
//! without entities, `json` a walk over documents and lines, `scan` what reports of scanners have in common, `shape`
//! looks fields of the catalogue up, `table` turns rows into records.

mod account;
mod apk;
mod archive;
mod bloodhound;
mod burp;
mod calendar;
mod cell;
mod code;
mod column_map;
mod columns;
mod csv;
mod document;
mod export;
mod fault;
mod firewall;
mod gophish;
mod guard;
mod heading;
mod item;
// Some of it waits for importers that are being written.
mod csaf;
mod cyclonedx;
mod grype;
#[allow(dead_code)]
mod json;
mod known;
mod known_maps;
mod layout;
mod ldif;
mod line;
mod mobsf;

mod line_reader;
mod membership;
mod nessus;
mod nmap;
mod nuclei;
mod openvas;
mod openvex;
mod plural;
mod prowler;
mod qualys;
mod read;
mod recognise;
mod sarif;
mod sbom;
mod scan;
mod semgrep;

mod service;
mod sessions;
mod shape;
mod spdx;
mod table;
mod template;
mod testssl;
mod text;
mod time;
mod trivy;
mod vex;

mod unix;
mod windows;
mod workbook;
mod xml;
mod zap;

pub use apk::{APK_BYTES, read_apk};
pub use archive::{
    ARCHIVE_BYTES, ARCHIVE_ENTRIES, Archive, ArchiveEntry, ZipKind, is_left_behind, is_zip, nested,
    open_archive,
};
pub use bloodhound::read_bloodhound;
pub use burp::{read_burp, read_burp_json};
pub use calendar::{CalendarDay, read_calendar, read_office_calendar};
pub use column_map::{ColumnMap, Strictness};
pub use csaf::read_csaf;
pub use csv::read_csv;
pub use cyclonedx::read_cyclonedx;
pub use document::{DOCUMENT_BYTES, Document, DocumentFormat, read_document};
pub use export::{Outgoing, export_csv, export_xlsx};
pub use fault::Fault;
pub use firewall::{FIREWALL_BYTES, read_configuration, read_firewall};
pub use gophish::{read_gophish, read_gophish_csv};
pub use grype::read_grype;
pub use guard::guard;
pub use heading::{EFFECTIVE, VOID, named_kind, near_kinds, recognise_kind};
pub use item::{
    By, Covered, FAULTS_SHOWN, Incoming, Item, Limit, Listed, Otherwise, Place, Ports, Reference, Scope,
    Source, Summary, Tested, Unresolved, column_letters,
};
pub use known::{read_epss, read_kev};
pub use ldif::{LDIF_ATTRIBUTES, LDIF_COLLECTED, LDIF_COMPLETE, read_ldif};
pub use mobsf::read_mobsf;
pub use nessus::{SOLUTION_LENGTH, read_nessus, read_nessus_csv};
pub use nmap::read_nmap;
pub use nuclei::read_nuclei;
pub use openvas::{read_openvas, read_openvas_csv};
pub use plural::counted;
pub use qualys::{read_qualys, read_qualys_csv, read_qualys_was};

pub use openvex::read_openvex;
pub use prowler::{read_prowler, read_prowler_csv};
pub use read::{TABLE_BYTES, read};
pub use recognise::{Family, Format, HEAD, recognise};
pub use sarif::read_sarif;
pub use semgrep::read_semgrep;
pub use spdx::read_spdx;

pub use service::read_service;
pub use sessions::read_sessions;
pub use table::TITLE_ROWS;
pub use template::{WriteError, template_csv, template_xlsx};
pub use testssl::{read_testssl_csv, read_testssl_json};
pub use trivy::read_trivy;

pub use unix::read_unix;
pub use workbook::{CELLS, read_workbook};
pub use zap::{read_zap, read_zap_json};
