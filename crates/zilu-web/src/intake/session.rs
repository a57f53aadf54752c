//! Who sent a form: the session's cookie, the token that only our own pages carry, and the origin of the request.
//!
//! A session is a random name in a cookie that no script can read and no other site can make a browser send. The token of a
//! form is derived from it with a secret of this process. Both must fit, and the browser must say that the form was ours.

use crate::problem::Problem;
use crate::settings::WebSettings;
use axum::http::header::{COOKIE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

const NAME: &str = "zilu-session";
/// Hexadecimal digits of a session.
const DIGITS: usize = 64;

/// A browser that may send forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session(String);

/// What tokens are derived with; drawn when the server starts.
pub(crate) struct Secret([u8; 32]);

impl Secret {
    /// `None` when the system has no randomness: then no form is taken.
    pub(crate) fn draw() -> Option<Secret> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).ok()?;
        Some(Secret(secret))
    }
}

impl Session {
    /// A new one.
    pub(crate) fn open() -> Result<Session, Problem> {
        random(DIGITS / 2).map(Session)
    }

    /// The one that a request belongs to.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Session> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut named = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='));
        let id = named
            .next()
            .filter(|id| id.len() == DIGITS && id.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        // Two of them: a trick.
        named.next().is_none().then(|| Session(id.to_owned()))
    }

    /// The token of its forms.
    pub(crate) fn token(&self, secret: &Secret) -> String {
        let mut hasher = Sha256::new();
        hasher.update(secret.0);
        hasher.update(&self.0);
        hexadecimal(&hasher.finalize())
    }

    /// Whether a form carries its token.
    pub(crate) fn admits(&self, secret: &Secret, token: &str) -> bool {
        let own = self.token(secret);
        // Every byte is looked at, so that the time tells nothing.
        own.len() == token.len() && own.bytes().zip(token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    }

    pub(crate) fn cookie(&self, settings: &WebSettings) -> Option<HeaderValue> {
        let secure = if settings.https { "; Secure" } else { "" };
        let cookie = format!("{NAME}={}; Path=/; SameSite=Strict; HttpOnly{secure}", self.0);
        HeaderValue::from_str(&cookie).ok()
    }
}

/// Whether the browser says that a form of ours was sent. A request that says nothing about it is refused too.
pub(crate) fn same_origin(headers: &HeaderMap, settings: &WebSettings) -> Result<(), Problem> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(ORIGIN);
    let scheme = if settings.https { "https" } else { "http" };
    let ours = text(HOST).map(|host| format!("{scheme}://{host}"));
    let fits = site.is_none_or(|site| site == "same-origin")
        && origin.is_none_or(|origin| ours.as_deref() == Some(origin))
        && (site.is_some() || origin.is_some());
    if fits { Ok(()) } else { Err(Problem::foreign_form()) }
}

/// Random bytes in hexadecimal.
pub(crate) fn random(bytes: usize) -> Result<String, Problem> {
    let mut drawn = vec![0; bytes];
    getrandom::fill(&mut drawn).map_err(|_| Problem::internal())?;
    Ok(hexadecimal(&drawn))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
