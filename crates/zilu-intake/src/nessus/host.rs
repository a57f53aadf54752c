//! One `ReportHost`: its properties.

use super::Importer;
use crate::fault::Fault;
use crate::scan::{Host, Site, Stop, clean};
use crate::time::moment;
use std::io::Read;

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    pub(super) fn host(&mut self) -> Result<Host, Stop<E>> {
        let place = self.xml.place();
        let mut name = None;
        self.xml.attributes(|attribute, value| {
            if attribute == "name" {
                name = clean(value, 300).map(|t| t.0);
            }
        })?;
        let line = place.line.unwrap_or_default();
        let mut host = self.scanner.host(name, "ReportHost", place)?;
        host.complete = Some(false);
        if let Some(first) = self.hosts.insert(host.name.clone(), line) {
            let name = &host.name;
            let fault = Fault::new(
                host.place.clone(),
                "host-twice",
                format!("主機 {name} 出現兩次（另一次在第 {first} 行），無法分辨是否為同一台"),
                format!("host {name} appears twice (the other one in line {first}): one machine or two?"),
            )
            .hint(
                "請在掃描器中移除重複的目標，或改用不同的主機名稱",
                "remove the doubled target in the scanner, or give the machines different names",
            );
            self.scanner.fault(fault)?;
        }
        while self.xml.next_child()? {
            match self.xml.name() {
                "HostProperties" => self.properties(&mut host)?,
                "ReportItem" => self.item(&mut host)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(host)
    }

    fn properties(&mut self, host: &mut Host) -> Result<(), Stop<E>> {
        let (mut start, mut end) = (None, None);
        let (mut start_epoch, mut end_epoch) = (None, None);
        while self.xml.next_child()? {
            let mut name = String::new();
            self.xml.attributes(|attribute, value| {
                if attribute == "name" {
                    name = value.to_string();
                }
            })?;
            let slot = match name.as_str() {
                "HOST_START" => &mut start,
                "HOST_END" => &mut end,
                "HOST_START_TIMESTAMP" => &mut start_epoch,
                "HOST_END_TIMESTAMP" => &mut end_epoch,
                "host-ip" => &mut host.ip,
                "host-fqdn" => &mut host.fqdn,
                "mac-address" => &mut host.mac,
                "operating-system" => &mut host.os,
                "Credentialed_Scan" => {
                    host.credentialed = match self.xml.read_text()?.trim() {
                        "true" | "yes" | "1" => Some(true),
                        "false" | "no" | "0" => Some(false),
                        _ => host.credentialed,
                    };
                    continue;
                }
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            *slot = clean(self.xml.read_text()?, 500).map(|t| t.0);
        }
        if end.is_some() || end_epoch.is_some() {
            host.complete = Some(true);
        }
        // Scans of web applications write a URL here.
        host.fqdn = host.fqdn.take().map(|fqdn| Site::of(&fqdn).host);
        host.mac = host.mac.take().map(|mac| mac.to_lowercase());
        for (label, text, epoch, into) in [
            ("HOST_START", start, start_epoch, &mut host.started),
            ("HOST_END", end, end_epoch, &mut host.finished),
        ] {
            let read = epoch.as_deref().and_then(moment).or_else(|| text.as_deref().and_then(moment));
            if let (None, Some(text)) = (read, text.or(epoch)) {
                let fault = Fault::new(
                    host.place.clone(),
                    "not-a-moment",
                    format!("主機 {} 的時間「{text}」無法辨認", host.name),
                    format!("host {}: '{text}' is no moment that we can read", host.name),
                )
                .field(label)
                .hint("例：Wed Mar 23 15:07:52 2022", "for example Wed Mar 23 15:07:52 2022");
                self.scanner.fault(fault)?;
            }
            *into = into.or(read);
        }
        if let (Some(started), Some(finished)) = (host.started, host.finished)
            && finished < started
        {
            let fault = Fault::new(
                host.place.clone(),
                "time-order",
                format!("主機 {} 的結束時間早於開始時間", host.name),
                format!("the scan of host {} ends before it begins", host.name),
            )
            .field("HOST_END");
            self.scanner.fault(fault)?;
        }
        Ok(())
    }
}
