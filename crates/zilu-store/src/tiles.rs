//! Merkle nodes that are kept: the leaf hash beside each entry, and the roots of complete subtrees at levels 8, 16, 24 ….
//! Any node between is computed from at most 128 kept ones, so a proof reads some hundred short rows however long the ledger is.

use crate::error::{Error, Kind};
use rusqlite::Connection;
use zilu_ledger::{Frontier, Hash};

/// Levels between kept nodes.
pub(crate) const STEP: u32 = 8;

/// The root of the complete subtree over the leaves `index << level .. (index + 1) << level`.
pub(crate) fn node(conn: &Connection, level: u32, index: u64) -> Result<Hash, Error> {
    let base = level - level % STEP;
    let count = 1_u64 << (level - base);
    let first = index * count;
    let mut tree = Frontier::new();
    let mut push = |row: &rusqlite::Row<'_>| -> Result<(), Error> {
        let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let hash = Hash::from_slice(bytes).ok_or_else(broken)?;
        tree.push(hash);
        Ok(())
    };
    if base == 0 {
        let sql = "SELECT leaf_hash FROM entry WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([first as i64, (first + count) as i64])?;
        while let Some(row) = rows.next()? {
            push(row)?;
        }
    } else {
        let sql =
            "SELECT hash FROM subtree WHERE level = ?1 AND number >= ?2 AND number < ?3 ORDER BY number";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([i64::from(base), first as i64, (first + count) as i64])?;
        while let Some(row) = rows.next()? {
            push(row)?;
        }
    }
    if tree.size() == count { Ok(tree.root()) } else { Err(broken()) }
}

/// The right edge of the tree over the first `size` entries.
pub(crate) fn frontier(conn: &Connection, size: u64) -> Result<Frontier, Error> {
    let nodes = Frontier::shape(size)
        .map(|(level, index)| node(conn, level, index))
        .collect::<Result<Vec<_>, Error>>()?;
    Frontier::from_nodes(size, nodes).ok_or_else(broken)
}

/// Keeps what pushing this leaf completes.
pub(crate) fn push(conn: &Connection, tree: &mut Frontier, leaf: Hash) -> Result<(), Error> {
    let mut completed = Vec::new();
    tree.push_with(leaf, |level, index, hash| {
        if level.is_multiple_of(STEP) {
            completed.push((level, index, *hash));
        }
    });
    for (level, index, hash) in completed {
        let mut statement =
            conn.prepare_cached("INSERT INTO subtree (level, number, hash) VALUES (?1, ?2, ?3)")?;
        statement.execute((level, index as i64, &hash.0[..]))?;
    }
    Ok(())
}

fn broken() -> Error {
    Kind::NotAuthentic {
        detail_zh: "雜湊樹的節點缺漏或損毀",
        detail_en: "nodes of the hash tree are missing or damaged",
    }
    .into()
}
