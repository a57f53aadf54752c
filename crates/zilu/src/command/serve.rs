//! `zilu serve`: the pages, on this machine only until sign-in exists.

use super::{actor, open, path, text, watch};
use crate::clock;
use crate::language::Language;
use crate::{output, server};
use clap::ArgMatches;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use zilu_app::{App, Error, FILE_BYTES, io_words};
use zilu_web::{IntakeSettings, WebSettings};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let address = address(matches)?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
    let app = Arc::new(open(matches)?);
    if let Some(folder) = path(matches, "watch") {
        watch::beside_server(language, Arc::clone(&app), folder, &directory, watch::interval(matches))?;
    }
    serve(language, app, address, &directory)
}

/// The address to listen on; anything but loopback is refused.
pub(super) fn address(matches: &ArgMatches) -> Result<SocketAddr, Error> {
    let written = text(matches, "address").unwrap_or("127.0.0.1");
    let address: IpAddr = match written {
        "localhost" => IpAddr::from([127, 0, 0, 1]),
        other => other.parse().map_err(|_| {
            Error::new(
                format!("--address 不是 IP 位址：{other}"),
                format!("--address is not an IP address: {other}"),
            )
            .hint("例如 127.0.0.1 或 ::1", "such as 127.0.0.1 or ::1")
        })?,
    };
    if !address.is_loopback() {
        return Err(Error::new(
            format!("拒絕監聽 {address}：目前沒有登入機制，只能在本機使用"),
            format!(
                "refusing to listen on {address}: there is no sign-in yet, so only this machine may connect"
            ),
        )
        .hint("使用 --address 127.0.0.1", "use --address 127.0.0.1"));
    }
    let port = matches.get_one::<u16>("port").copied().unwrap_or(8600);
    Ok(SocketAddr::new(address, port))
}

/// Bytes of one upload: as much as the largest file that is taken in, and a little for the form around it.
const UPLOAD_BYTES: usize = (FILE_BYTES + (1 << 20)) as usize;

/// Serves until interrupted. `directory` is the data directory, in which uploads lie until they are recorded.
pub(super) fn serve(
    language: Language,
    app: Arc<App>,
    address: SocketAddr,
    directory: &Path,
) -> Result<ExitCode, Error> {
    let failed = |error: std::io::Error| {
        let (zh, en) = io_words(&error);
        Error::new(format!("無法在 {address} 開啟網頁：{zh}"), format!("cannot serve on {address}: {en}"))
            .hint("埠可能已被占用，換一個 --port", "the port may be taken; try another --port")
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
        let local = listener.local_addr().map_err(failed)?;
        let now = Arc::new(|| clock::now_ms().div_euclid(1_000));
        let intake =
            IntakeSettings { spool: directory.join("intake"), actor: actor(), upload_bytes: UPLOAD_BYTES };
        let settings = WebSettings { intake: Some(intake), ..WebSettings::default() };
        let router = zilu_web::router(app, now, settings);
        output::say(&language.pick(
            format!("網頁已開啟：http://{local}/（Ctrl-C 結束）"),
            format!("serving on http://{local}/ (Ctrl-C stops)"),
        ));
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        server::serve(listener, router, server::HEAD, stop).await;
        Ok::<(), Error>(())
    })?;
    Ok(ExitCode::SUCCESS)
}
