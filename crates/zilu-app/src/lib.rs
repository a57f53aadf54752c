//! Commands and views: the only way to change facts, and every way to look at them.
//!
//! Layout: [`app`] holds the store, the mirror and the evaluations · [`import`] takes files in · [`acts`] lists imports, [`undo`] takes one back · [`lens`] looks at
//! the company as of D, known at K · [`overview`], [`by_duty`], [`contents`], [`clause`], [`book`], [`list`], [`subject`], [`about`],
//! [`register`], [`export`], [`derivation`], [`provenance`], [`official`], [`sessions`], [`drills`], [`reconciliation`], [`firewalls`], [`first_steps`] are what pages, tables and JSON show · [`words`] puts duties into words.
//!
//! One command is one transaction: an act entry and an entry per revision. A refused command changes nothing and says
//! why. Not here: HTTP, SQL, a clock.

pub mod about;
pub mod account_view;
pub mod acts;
pub mod app;
pub mod book;
pub mod bundle;
pub mod by_duty;
pub mod clause;
mod clock;
pub mod contents;
pub mod derivation;
mod difference;
pub mod drills;
mod error;
pub mod export;
pub mod firewalls;
pub mod first_steps;
mod follow;
mod history;
pub mod import;
pub mod lens;
pub mod list;
mod next_step;
pub mod official;
pub mod overview;
mod peek;
pub mod provenance;
pub mod reconciliation;
pub mod register;
mod rules;
pub mod sessions;
mod stated;
pub mod subject;
mod text;
mod text_match;
pub mod undo;
pub mod words;

pub use acts::ActView;
pub use app::{App, FURTHEST_DAYS, LedgerHead, Recording};
pub use bundle::{Bundle, BundleFile};
pub use clock::Clock;
pub use error::{Error, io_words};
pub use export::ExportFormat;
pub use import::{
    Change, ChangeSort, FILE_BYTES, FieldChange, ImportFile, ImportOptions, ImportReport, LeftOut, Outcome,
    Preview, Unrecorded, bare_place,
};
pub use lens::{Filter, Lens, Row};
pub use rules::Rules;
pub use undo::{UndoConflict, UndoOptions, UndoReport};
pub use zilu_intake::{Family, Fault, counted, guard as csv_guard};
