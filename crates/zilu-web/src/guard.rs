//! Before a request is looked at: is it meant for this server, and is it of a sane size. After it: the headers that
//! keep a browser from doing with our pages what it should not.

use crate::web::Web;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Bytes of an address. A key fills up to nine bytes per character once it is encoded.
const ADDRESS_BYTES: usize = 16_384;

/// `connect-src` is for the explanation panel, which a script fetches from this server.
const CONTENT_SECURITY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Nothing of the machine is needed.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Refuses what is not meant for this server or too long.
pub(crate) async fn check(State(web): State<Web>, request: Request, next: Next) -> Response {
    let address = request.uri().path().len() + request.uri().query().map_or(0, str::len);
    if address > ADDRESS_BYTES {
        return refuse(StatusCode::URI_TOO_LONG, "網址太長。", "The address is too long.");
    }
    // Probes ask by address; the answer tells nothing.
    if request.uri().path() != "/healthz"
        && !host(&request).is_some_and(|host| web.settings().hosts.allows(host))
    {
        return refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "這個主機名稱不是本系統的。請在設定中登錄此名稱，或改用 localhost。",
            "This host name is not ours. Add it to the settings, or use localhost.",
        );
    }
    next.run(request).await
}

/// HTTP/1 names the host in a header, HTTP/2 in the address.
fn host(request: &Request) -> Option<&str> {
    let mut named = request.headers().get_all(HOST).iter();
    match (named.next(), named.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => request.uri().authority().map(axum::http::uri::Authority::as_str),
        // Two names: a trick.
        _ => None,
    }
}

fn refuse(status: StatusCode, zh: &str, en: &str) -> Response {
    (status, format!("{zh}\n{en}\n")).into_response()
}

/// Adds the headers of every answer.
pub(crate) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    // With no-referrer a browser hides where a form comes from, and the intake must know.
    let forms = request.uri().path().starts_with("/intake");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    set(headers, REFERRER_POLICY, if forms { "same-origin" } else { "no-referrer" });
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-embedder-policy"), "require-corp");
    set(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(headers, HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    if web.settings().https {
        set(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !headers.contains_key(CACHE_CONTROL) {
        set(headers, CACHE_CONTROL, "no-store");
        headers.append(VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
