//! What comes back from a search, taken apart without trusting its shape: the library's own way panics on a bad one.

use crate::failure::Failure;
use crate::range::Name;
use ldap3::asn1::{StructureTag, parse_tag};
use ldap3::controls::Control;
use zilu_intake::LDIF_ATTRIBUTES;

const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

/// An entry with the attributes that the importer reads; others are dropped even when a server sends them unasked.
pub(crate) struct Entry {
    pub(crate) dn: String,
    pub(crate) attributes: Vec<(Name, Vec<Vec<u8>>)>,
}

impl Entry {
    pub(crate) fn read(tag: StructureTag) -> Result<Entry, Failure> {
        let garbled = || Failure::garbled("entry");
        let mut parts = tag.expect_constructed().ok_or_else(garbled)?.into_iter();
        let dn = parts.next().and_then(StructureTag::expect_primitive).ok_or_else(garbled)?;
        let dn = String::from_utf8(dn).map_err(|_| Failure::garbled("dn"))?;
        let list = parts.next().and_then(StructureTag::expect_constructed).ok_or_else(garbled)?;
        let mut attributes = Vec::new();
        for attribute in list {
            let mut parts = attribute.expect_constructed().ok_or_else(garbled)?.into_iter();
            let name = parts.next().and_then(StructureTag::expect_primitive).ok_or_else(garbled)?;
            let values = parts.next().and_then(StructureTag::expect_constructed).ok_or_else(garbled)?;
            let Some(name) = std::str::from_utf8(&name).ok().and_then(Name::parse) else { continue };
            if !LDIF_ATTRIBUTES.contains(&name.base.as_str()) {
                continue;
            }
            let values: Option<Vec<Vec<u8>>> =
                values.into_iter().map(StructureTag::expect_primitive).collect();
            attributes.push((name, values.ok_or_else(garbled)?));
        }
        Ok(Entry { dn, attributes })
    }
}

/// Addresses of another server that would know more.
pub(crate) fn referral(tag: StructureTag) -> Vec<String> {
    let parts = tag.expect_constructed().unwrap_or_default().into_iter();
    parts.filter_map(|part| String::from_utf8(part.expect_primitive()?).ok()).collect()
}

/// Where the next page begins; empty at the end, and where the server does not know pages.
///
/// # Errors
/// The control is not what RFC 2696 says.
pub(crate) fn cookie(controls: &[Control]) -> Result<Vec<u8>, Failure> {
    let Some(Control(_, raw)) = controls.iter().find(|control| control.1.ctype == PAGED_RESULTS) else {
        return Ok(Vec::new());
    };
    let read = || {
        let (_, tag) = parse_tag(raw.val.as_ref()?).ok()?;
        tag.expect_constructed()?.into_iter().nth(1)?.expect_primitive()
    };
    read().ok_or_else(|| Failure::garbled("paged results"))
}
