//! Reading all revisions in order, fast: one thread reads pages, all cores parse, the caller is handed chunks and works on
//! one while the next is parsed.

use crate::body::RevisionBody;
use crate::error::{Error, Kind};
use crate::reader::Reader;
use rayon::prelude::*;
use rusqlite::Connection;
use std::ops::Range;
use std::sync::mpsc::sync_channel;

/// Entries in a chunk.
const CHUNK: usize = 8192;
/// Chunks read ahead, and handed out in one go.
const AHEAD: usize = 8;

/// A revision with what its entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision<'a> {
    /// Number of the entry.
    pub seq: u64,
    /// When it was recorded, in milliseconds since 1970-01-01T00:00:00Z.
    pub recorded: i64,
    /// The act that recorded it.
    pub act: u64,
    /// What it states.
    pub body: RevisionBody<'a>,
}

/// Rows as read: the bodies one after the other, and where each lies.
struct Raw {
    bodies: String,
    rows: Vec<(u64, i64, u64, Range<usize>)>,
}

impl Reader {
    /// All revisions from the entry `from` on, in order, except those whose body was redacted.
    /// An error of the callback ends the reading and is handed on.
    pub fn for_each_revision(
        &self,
        from: u64,
        mut each: impl FnMut(Revision<'_>) -> Result<(), Error> + Send,
    ) -> Result<(), Error> {
        self.for_each_chunk(from, |chunk| chunk.drain(..).try_for_each(&mut each))
    }

    /// The same in chunks of some thousands, parsed on all cores, for a caller that wants to work on a chunk in parallel.
    /// The texts are borrowed until the callback returns.
    pub fn for_each_chunk(
        &self,
        from: u64,
        mut each: impl FnMut(&mut Vec<Revision<'_>>) -> Result<(), Error> + Send,
    ) -> Result<(), Error> {
        let until = self.size()?;
        if until.saturating_sub(from) <= CHUNK as u64 {
            return read(&self.conn, from, until, &mut |raw| each(&mut raw.parse()?));
        }
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(AHEAD);
            let conn = self.place.connect()?;
            let reading = scope.spawn(move || {
                // A closed channel means that the other side has stopped and has its own error.
                read(&conn, from, until, &mut |raw| sender.send(raw).map_err(|_| Error::stopped("")))
            });
            let mut receiver = receiver.into_iter();
            let done = loop {
                let raws: Vec<Raw> = receiver.by_ref().take(AHEAD).collect();
                match each_in_turn(&raws, &mut each) {
                    Ok(()) if raws.is_empty() => break Ok(()),
                    Ok(()) => {}
                    Err(error) => break Err(error),
                }
            };
            // The reader may be waiting to hand on what nobody wants any more.
            drop(receiver);
            let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            done.and(read)
        })
    }
}

/// Hands out chunks in order, each while the next one is parsed.
fn each_in_turn(
    raws: &[Raw],
    each: &mut (impl FnMut(&mut Vec<Revision<'_>>) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let Some((first, rest)) = raws.split_first() else { return Ok(()) };
    let mut parsed = first.parse()?;
    for raw in rest {
        let (next, done) = rayon::join(|| raw.parse(), || each(&mut parsed));
        done?;
        parsed = next?;
    }
    each(&mut parsed)
}

impl Raw {
    fn parse(&self) -> Result<Vec<Revision<'_>>, Error> {
        let parse = |(seq, recorded, act, body): &(u64, i64, u64, Range<usize>)| {
            let body = RevisionBody::parse(&self.bodies[body.clone()])
                .map_err(|error| Error::from(Kind::Body { seq: *seq, error: error.to_string() }))?;
            Ok(Revision { seq: *seq, recorded: *recorded, act: *act, body })
        };
        self.rows.par_iter().with_min_len(256).map(parse).collect()
    }
}

fn read(
    conn: &Connection,
    from: u64,
    until: u64,
    emit: &mut impl FnMut(Raw) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, recorded, act, body FROM entry WHERE seq >= ?1 AND seq < ?2 AND sort = 2 AND body IS NOT NULL ORDER BY seq",
    )?;
    let mut rows = statement.query([from as i64, until as i64])?;
    let mut raw = Raw { bodies: String::new(), rows: Vec::with_capacity(CHUNK) };
    while let Some(row) = rows.next()? {
        let (seq, act) = (row.get::<_, i64>(0)? as u64, row.get::<_, i64>(2)? as u64);
        let unreadable = |error: rusqlite::types::FromSqlError| Kind::Body { seq, error: error.to_string() };
        let start = raw.bodies.len();
        raw.bodies.push_str(row.get_ref(3)?.as_str().map_err(unreadable)?);
        raw.rows.push((seq, row.get(1)?, act, start..raw.bodies.len()));
        if raw.rows.len() == CHUNK {
            let bodies = String::with_capacity(raw.bodies.len() + raw.bodies.len() / 8);
            emit(std::mem::replace(&mut raw, Raw { bodies, rows: Vec::with_capacity(CHUNK) }))?;
        }
    }
    if raw.rows.is_empty() { Ok(()) } else { emit(raw) }
}
