//! CycloneDX XML: each component, composition and vulnerability becomes a value in the form of the JSON.
//!
//! Prefixes of namespaces are dropped: the vulnerability extension of 1.0–1.3 (`v:vulnerability`) has the same names as
//! what later versions have without one.

use super::{Bom, is_kept};
use crate::code;
use crate::fault::Fault;
use crate::item::{Feed, Source, Stop};
use crate::json::{day, text_of};
use crate::sbom::word;
use crate::xml::{Token, Xml};
use serde_json::{Map, Value};
use std::io::Read;

/// Elements whose children are a list in JSON.
const LISTS: [&str; 8] = [
    "components",
    "vulnerabilities",
    "ratings",
    "cwes",
    "references",
    "affects",
    "assemblies",
    "dependencies",
];

/// Elements and bytes of text in one component, composition or vulnerability.
const NODES: usize = 500_000;
const TEXT: usize = 16 << 20;

pub(super) fn read<R: Read, E>(
    input: R,
    source: &Source,
    bom: &mut Bom,
    feed: &mut Feed<'_, E>,
) -> Result<(), Stop<E>> {
    let mut xml = Xml::open(input, source.place())?;
    feed.summary.encoding = Some(xml.encoding());
    let outcome = document(&mut xml, bom, feed);
    feed.summary.bytes = xml.bytes_read();
    outcome
}

fn document<R: Read, E>(xml: &mut Xml<R>, bom: &mut Bom, feed: &mut Feed<'_, E>) -> Result<(), Stop<E>> {
    if xml.next()? != Token::Start || local(xml.name()) != "bom" {
        let fault = xml.fault(
            "wrong-root",
            "根元素應為 <bom>".to_owned(),
            "the root element should be <bom>".to_owned(),
        );
        return Err(Box::new(fault.hint("這不是 CycloneDX 文件", "this is no CycloneDX document")).into());
    }
    xml.attributes(|name, value| match name {
        "serialNumber" => bom.serial = Some(value.trim().to_owned()).filter(|text| !text.is_empty()),
        _ if name == "xmlns" || name.starts_with("xmlns:") => {
            if let Some((_, version)) = value.split_once("cyclonedx.org/schema/bom/") {
                bom.spec = Some(version.trim().to_owned());
            }
        }
        _ => {}
    })?;
    loop {
        match xml.next()? {
            Token::Start => match local(xml.name()) {
                "metadata" => metadata(xml, bom)?,
                "components" => each(xml, |value, xml| {
                    bom.component(&value, &xml.place(), "component")?;
                    feed.progress(xml.bytes_read()).map_err(Stop::Sink)
                })?,
                "compositions" => each(xml, |value, xml| Ok(bom.composition(&value, &xml.place())?))?,
                "vulnerabilities" => each(xml, |value, xml| {
                    bom.vulnerability(&value, &xml.place(), None)?;
                    feed.progress(xml.bytes_read()).map_err(Stop::Sink)
                })?,
                _ => xml.skip()?,
            },
            Token::Text => {}
            Token::End => break,
            Token::EndOfFile => break,
        }
    }
    if xml.next()? != Token::EndOfFile {
        let fault = xml.fault(
            "trailing",
            "文件結束之後還有內容".to_owned(),
            "there is more after the end of the document".to_owned(),
        );
        return Err(fault.into());
    }
    Ok(())
}

fn metadata<R: Read, E>(xml: &mut Xml<R>, bom: &mut Bom) -> Result<(), Stop<E>> {
    while xml.next_child()? {
        let name = local(xml.name()).to_owned();
        let place = xml.place();
        match name.as_str() {
            "timestamp" | "component" | "supplier" | "manufacture" | "manufacturer" => {}
            _ => {
                xml.skip()?;
                continue;
            }
        }
        let value = element(xml, &mut Left { nodes: NODES, text: TEXT })?;
        match name.as_str() {
            "timestamp" => bom.on = day(&value),
            "component" => bom.root(&value, &place),
            _ => bom.author = bom.author.take().or(word(&value, &["name"], 200)),
        }
    }
    Ok(())
}

/// Each child of the element whose start was the last token.
fn each<R: Read, E>(
    xml: &mut Xml<R>,
    mut take: impl FnMut(Value, &Xml<R>) -> Result<(), Stop<E>>,
) -> Result<(), Stop<E>> {
    while xml.next_child()? {
        let value = element(xml, &mut Left { nodes: NODES, text: TEXT })?;
        take(value, xml)?;
    }
    Ok(())
}

struct Left {
    nodes: usize,
    text: usize,
}

/// The element whose start was the last token, up to its end: a text, or an object of its attributes and children.
fn element<R: Read>(xml: &mut Xml<R>, left: &mut Left) -> Result<Value, Box<Fault>> {
    let place = xml.place();
    let name = local(xml.name()).to_owned();
    let mut object = Map::new();
    let mut size = 0;
    xml.attributes(|name, value| {
        size += name.len() + value.len();
        object.insert(local(name).to_owned(), value.trim().into());
    })?;
    let is_list = LISTS.contains(&name.as_str());
    let mut list = Vec::new();
    let mut text = String::new();
    loop {
        xml.collect_text(true);
        let token = xml.next();
        xml.collect_text(false);
        match token? {
            Token::Start => {
                text.push_str(&xml.take_text());
                let child = local(xml.name()).to_owned();
                if !is_kept(&child) {
                    xml.skip()?;
                    continue;
                }
                let value = element(xml, left)?;
                match name.as_str() {
                    _ if is_list => list.push(value),
                    "licenses" => list.push(Value::Object(Map::from_iter([(child, value)]))),
                    _ => {
                        // Repeated elements outside the known lists become one.
                        match object.get_mut(&child) {
                            Some(Value::Array(values)) => values.push(value),
                            Some(first) => *first = Value::Array(vec![first.take(), value]),
                            None => {
                                object.insert(child, value);
                            }
                        }
                    }
                }
            }
            Token::Text => {}
            Token::End | Token::EndOfFile => break,
        }
    }
    text.push_str(&xml.take_text());
    size += text.len() + 1;
    if left.nodes == 0 || size > left.text {
        return Err(code::too_many(place));
    }
    left.nodes -= 1;
    left.text -= size;
    let text = text.trim();
    Ok(if is_list || name == "licenses" {
        Value::Array(list)
    } else if object.is_empty() {
        text.into()
    } else {
        // A reference may be an element with a text and attributes; its text is what counts.
        if !text.is_empty()
            && text_of(&Value::Object(object.clone()), &["ref"]).is_none()
            && object.len() <= 1
        {
            return Ok(text.into());
        }
        Value::Object(object)
    })
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
