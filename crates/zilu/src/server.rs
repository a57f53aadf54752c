//! Serving connections. Not axum's own loop, since that waits for the head of a request as long as somebody likes.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::time::Duration;
use tokio::net::TcpListener;

/// The head of a request has to be there within this time.
pub(crate) const HEAD: Duration = Duration::from_secs(30);
/// Before the next attempt, when no connection can be accepted: too many files are open.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until `stop` resolves: then no connection is accepted any more, and requests under way are answered. A connection
/// on which no request's head is complete within `head` is closed.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    head: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        // A connection that breaks is its browser's business.
        tokio::spawn(async move { drop(connection.await) });
    }
    graceful.shutdown().await;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    #[test]
    fn a_request_that_is_never_finished_is_closed() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(|| async { "fine" }));
        runtime.spawn(serve(listener, router, Duration::from_millis(200), std::future::pending()));
        let answer = |request: &str| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            // Ends when the other side closes.
            stream.read_to_string(&mut answer).map(|_| answer)
        };
        let whole = answer("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        assert!(whole.ends_with("fine"), "{whole}");
        let half = answer("GET / HTTP/1.1\r\nHost: localhost\r\n").unwrap();
        assert!(!half.contains("fine"), "{half}");
        assert!(!answer("").unwrap().contains("fine"));
    }
}
