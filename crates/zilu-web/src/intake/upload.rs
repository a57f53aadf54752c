//! Receiving files: streamed to a folder of their own, under numbers; their names are only names.

use super::session::{Secret, Session};
use crate::problem::Problem;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// Files of one delivery.
const FILES: usize = 10_000;
/// Bytes of a field that is no file.
const FIELD_BYTES: usize = 4_096;

/// What came.
pub(crate) struct Upload {
    /// Goes with everything in it when dropped.
    pub(crate) folder: TempDir,
    /// Names and where the files lie.
    pub(crate) files: Vec<(String, PathBuf)>,
    /// The other fields.
    pub(crate) fields: Vec<(String, String)>,
}

/// Receives a form with files. The token comes first; without it nothing is written.
pub(crate) async fn receive(
    mut form: Multipart,
    spool: &Path,
    session: &Session,
    secret: &Secret,
) -> Result<Upload, Problem> {
    let mut folder = None;
    let mut files = Vec::new();
    let mut fields = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| cut(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file) = field.file_name().map(str::to_owned) else {
            let text = text_of(&mut field).await?;
            if name == "token" && session.admits(secret, &text) {
                let made = tempfile::Builder::new().prefix("delivery-").tempdir_in(spool);
                folder = Some(made.map_err(|error| Problem::spool(&error))?);
            }
            fields.push((name, text));
            continue;
        };
        let Some(folder) = &folder else { return Err(Problem::foreign_form()) };
        if files.len() >= FILES {
            return Err(Problem::too_many_files(FILES));
        }
        let path = folder.path().join(files.len().to_string());
        let length = save(&mut field, &path).await?;
        // A browser sends an empty part for a field without files.
        if file.is_empty() && length == 0 {
            continue;
        }
        files.push((file, path));
    }
    let Some(folder) = folder else { return Err(Problem::foreign_form()) };
    if files.is_empty() {
        return Err(Problem::no_files());
    }
    Ok(Upload { folder, files, fields })
}

async fn save(field: &mut Field<'_>, path: &Path) -> Result<u64, Problem> {
    let mut out = tokio::fs::File::create(path).await.map_err(|error| Problem::spool(&error))?;
    let mut length = 0;
    while let Some(chunk) = field.chunk().await.map_err(|error| cut(&error))? {
        length += chunk.len() as u64;
        out.write_all(&chunk).await.map_err(|error| Problem::spool(&error))?;
    }
    out.flush().await.map_err(|error| Problem::spool(&error))?;
    Ok(length)
}

async fn text_of(field: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| cut(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > FIELD_BYTES {
            return Err(Problem::bad_form());
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::bad_form())
}

/// Why an upload ended early.
fn cut(error: &MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::bad_form()
    }
}
