//! dump
use zilu_firewall::*;
#[test]
fn dump() {
    let root = std::path::Path::new("/work/shared/corpus/firewall");
    for dir in ["asa", "ios", "fortigate", "iptables"] {
        let mut files: Vec<_> = std::fs::read_dir(root.join(dir)).unwrap().flatten().map(|e| e.path()).collect();
        files.sort();
        for f in files {
            let t = std::fs::read_to_string(&f).unwrap();
            let k = recognise(&t[..t.len().min(4096)]);
            println!("=== {dir}/{} {k:?}", f.file_name().unwrap().display());
            let Some(k) = k else { continue };
            match read(k, &t) {
                Err(e) => println!("  ERR {e:?}"),
                Ok(c) => {
                    println!("  {} {:?} sets={} rules={} counts={:?} irr={:?}", c.system, c.name, c.sets.len(), c.rules.len(), c.counts, c.irrelevant);
                    for u in &c.unread { println!("  UNREAD {} {}", u.line, u.text); }
                    for r in &c.rules { println!("   {} [{}] {:?} on={} {}->{} src={} dst={} svc={}={} app={} cond={:?} {:?} hits={:?}", r.id, r.line, r.action, r.enabled, r.from.words(), r.to.words(), r.source.words, r.destination.words, r.service.words, r.service.services.words(9), r.applications.words(), r.conditions, r.problems, r.hits); }
                    let a = analyse(&c, &Parameters::new(jiff::civil::date(2025,6,30)));
                    for f in &a.findings { println!("    * {} {} {}", f.kind.word(), c.rules[f.rule].line, f.reason.en); }
                }
            }
        }
    }
}
