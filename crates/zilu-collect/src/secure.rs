//! Whom to trust: the certificate authorities of the machine, or only the ones in a file.

use crate::failure::Failure;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;

/// A configuration that checks the server's certificate and its name; there is none that does not.
pub(crate) fn configuration(ca: Option<&Path>) -> Result<Arc<ClientConfig>, Failure> {
    let roots = match ca {
        Some(file) => from_file(file)?,
        None => of_machine()?,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(
            |error| Failure::new(format!("無法設定 TLS：{error}"), format!("cannot set up TLS: {error}")),
        )?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn from_file(file: &Path) -> Result<RootCertStore, Failure> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| Failure::file(&name, &error))?;
    let bad = || {
        Failure::new(format!("{name} 不是 PEM 格式的憑證"), format!("{name} is no certificate in PEM"))
            .hint("檔案應含 -----BEGIN CERTIFICATE-----", "the file should have -----BEGIN CERTIFICATE-----")
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        roots.add(certificate.map_err(|_| bad())?).map_err(|_| bad())?;
    }
    if roots.is_empty() { Err(bad()) } else { Ok(roots) }
}

fn of_machine() -> Result<RootCertStore, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(Failure::new(
            "這台機器沒有可信任的根憑證",
            "this machine trusts no certificate authority",
        )
        .hint("請以 --ca 指定根憑證（PEM）", "name a certificate authority with --ca (PEM)"));
    }
    Ok(roots)
}
