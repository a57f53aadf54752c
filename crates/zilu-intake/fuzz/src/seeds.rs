//! Small good files of every format, written by us: where a fuzzer and the mutation tests begin.
//!
//! A new importer adds its line here and a target in `fuzz_targets`.

use crate::driver::catalogue;
use crate::manifest::binary_manifest;
use zilu_catalogue::{KindId, Language};
use zilu_intake::{template_csv, template_xlsx};

/// A good file: the target that it belongs to, its name, its content.
pub struct Seed {
    pub target: &'static str,
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

fn seed(target: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>) -> Seed {
    Seed { target, name, bytes: bytes.into() }
}

/// All of them.
pub fn seeds() -> Vec<Seed> {
    let person = catalogue().kind("person").expect("a kind of every edition");
    vec![
        seed("nessus", "two-hosts.nessus", include_bytes!("../../tests/fixtures/two-hosts.nessus")),
        seed("scan", "nessus.csv", include_bytes!("../../tests/fixtures/nessus.csv")),
        seed("scan", "tenable-sc.csv", include_bytes!("../../tests/fixtures/tenable-sc.csv")),
        seed("scan", "tenable-vm.csv", include_bytes!("../../tests/fixtures/tenable-vm.csv")),
        seed("scan", "openvas.xml", include_bytes!("../../tests/fixtures/openvas.xml")),
        seed("scan", "openvas.csv", include_bytes!("../../tests/fixtures/openvas.csv")),
        seed("scan", "qualys-scan.xml", include_bytes!("../../tests/fixtures/qualys-scan.xml")),
        seed("scan", "qualys-asset.xml", include_bytes!("../../tests/fixtures/qualys-asset.xml")),
        seed("scan", "qualys.csv", include_bytes!("../../tests/fixtures/qualys.csv")),
        seed("scan", "nmap.xml", include_bytes!("../../tests/fixtures/nmap.xml")),
        seed("scan", "zap.xml", include_bytes!("../../tests/fixtures/zap.xml")),
        seed("scan", "zap.json", include_bytes!("../../tests/fixtures/zap.json")),
        seed("scan", "burp.xml", include_bytes!("../../tests/fixtures/burp.xml")),
        seed("scan", "burp.json", include_bytes!("../../tests/fixtures/burp.json")),
        seed("scan", "qualys-was.xml", include_bytes!("../../tests/fixtures/qualys-was.xml")),
        seed("scan", "nuclei.jsonl", include_bytes!("../../tests/fixtures/nuclei.jsonl")),
        seed("scan", "testssl.csv", include_bytes!("../../tests/fixtures/testssl.csv")),
        seed("scan", "testssl.json", include_bytes!("../../tests/fixtures/testssl.json")),
        seed("ldif", "corp.ldif", include_bytes!("../../tests/fixtures/corp.ldif")),
        seed("ldif", "open.ldif", include_bytes!("../../tests/fixtures/open.ldif")),
        seed("unix", "host.unix", include_bytes!("../../tests/fixtures/host.unix")),
        seed("unix", "shadow", "a:$6$x$y:19800:0:90:7:::\nb:!:19800:0:99999:7::20000:\n"),
        seed("bloodhound", "20250301_users.json", include_bytes!("../../tests/fixtures/20250301_users.json")),
        seed(
            "bloodhound",
            "20250301_groups.json",
            include_bytes!("../../tests/fixtures/20250301_groups.json"),
        ),
        seed(
            "service",
            "okta.json",
            r#"[{"id":"00u1","status":"ACTIVE","created":"2024-01-15T10:00:00.000Z","lastLogin":null,"profile":{"login":"a@b"}}]"#,
        ),
        seed("csv", "person.csv", "employee_no,name,employment\nE1,王小明,active\n'=E2,\"李,四\",?\n"),
        seed("csv", "人員.csv", "員工編號;姓名;到職日\r\nE1;王小明;114/03/01\r\n"),
        seed(
            "csv",
            "人事異動.csv",
            "員編,姓名,異動別,生效日期\nE1,王小明,離職,114/03/01\nE2,李四,新進,114/03/03\n",
        ),
        seed("csv", "template.csv", template_csv(catalogue(), person, Language::Zh)),
        seed("firewall", "edge.asa", include_bytes!("../../tests/fixtures/edge.asa")),
        seed("firewall", "branch.fortigate", include_bytes!("../../tests/fixtures/branch.fortigate")),
        seed("firewall", "center.paloalto", include_bytes!("../../tests/fixtures/center.paloalto")),
        seed("firewall", "center.xml", include_bytes!("../../tests/fixtures/center.xml")),
        seed("firewall", "srx.juniper", include_bytes!("../../tests/fixtures/srx.juniper")),
        seed("firewall", "srx.conf", include_bytes!("../../tests/fixtures/srx.conf")),
        seed("firewall", "host.nft", include_bytes!("../../tests/fixtures/host.nft")),
        seed("firewall", "host.json", include_bytes!("../../tests/fixtures/host.nft.json")),
        seed("firewall", "groups.json", include_bytes!("../../tests/fixtures/groups.aws.json")),
        seed("firewall", "layer.json", include_bytes!("../../tests/fixtures/layer.checkpoint.json")),
        seed("firewall", "office.xml", include_bytes!("../../tests/fixtures/office.firewalld.xml")),
        seed("firewall", "gate.iptables", include_bytes!("../../tests/fixtures/gate.iptables")),
        seed("workbook", "person.xlsx", book(person)),
        seed("document", "rules.txt", "第一條 本規範\n第二條 定義\n"),
        seed("code", "report.sarif", include_bytes!("../../tests/fixtures/report.sarif")),
        seed("code", "report.trivy.json", include_bytes!("../../tests/fixtures/report.trivy.json")),
        seed("code", "report.grype.json", include_bytes!("../../tests/fixtures/report.grype.json")),
        seed("code", "report.semgrep.json", include_bytes!("../../tests/fixtures/report.semgrep.json")),
        seed("code", "report.mobsf.json", include_bytes!("../../tests/fixtures/report.mobsf.json")),
        seed("code", "prowler.csv", include_bytes!("../../tests/fixtures/prowler.csv")),
        seed("sbom", "bom.cdx.json", include_bytes!("../../tests/fixtures/bom.cdx.json")),
        seed("sbom", "bom.cdx.xml", include_bytes!("../../tests/fixtures/bom.cdx.xml")),
        seed("sbom", "bom.spdx.json", include_bytes!("../../tests/fixtures/bom.spdx.json")),
        seed("sbom", "bom.spdx", include_bytes!("../../tests/fixtures/bom.spdx")),
        seed("sbom", "openvex.json", include_bytes!("../../tests/fixtures/openvex.json")),
        seed("sbom", "csaf.json", include_bytes!("../../tests/fixtures/csaf.json")),
        seed(
            "code",
            "prowler.ocsf.json",
            r#"[{"metadata":{"event_code":"s3","product":{"vendor_name":"Prowler"}},"severity":"High","status_code":"FAIL","finding_info":{"title":"t","created_time":1739539640},"cloud":{"provider":"aws"},"resources":[{"uid":"u"}]}]"#,
        ),
        seed(
            "sbom",
            "kev.csv",
            "cveID,vendorProject,product,vulnerabilityName,dateAdded,dueDate,knownRansomwareCampaignUse\nCVE-2021-44228,A,L,\"x\ny\",2021-12-10,2021-12-24,Known\n",
        ),
        seed(
            "sbom",
            "epss.csv",
            "#model_version:v2025.03.14,score_date:2025-05-01T12:55:00Z\ncve,epss,percentile\nCVE-1999-0001,0.01298,0.78576\n",
        ),
        seed(
            "document",
            "calendar.csv",
            "西元日期,星期,是否放假,備註\n20260101,四,2,開國紀念日\n20260102,五,0,\n",
        ),
        seed(
            "calendar",
            "calendar.csv",
            "西元日期,星期,是否放假,備註\n20260101,四,2,開國紀念日\n20260102,五,0,\n",
        ),
        seed("firewall", "edge.asa", include_bytes!("../../tests/fixtures/edge.asa")),
        seed("firewall", "branch.fortigate", include_bytes!("../../tests/fixtures/branch.fortigate")),
        seed("firewall", "center.paloalto", include_bytes!("../../tests/fixtures/center.paloalto")),
        seed("firewall", "center.xml", include_bytes!("../../tests/fixtures/center.xml")),
        seed("firewall", "srx.juniper", include_bytes!("../../tests/fixtures/srx.juniper")),
        seed("firewall", "srx.conf", include_bytes!("../../tests/fixtures/srx.conf")),
        seed("firewall", "host.nft", include_bytes!("../../tests/fixtures/host.nft")),
        seed("firewall", "host.nft.json", include_bytes!("../../tests/fixtures/host.nft.json")),
        seed("firewall", "groups.aws.json", include_bytes!("../../tests/fixtures/groups.aws.json")),
        seed("firewall", "office.firewalld.xml", include_bytes!("../../tests/fixtures/office.firewalld.xml")),
        seed("firewall", "gate.iptables", include_bytes!("../../tests/fixtures/gate.iptables")),
        seed("gophish", "gophish.json", include_bytes!("../../tests/fixtures/gophish.json")),
        seed("gophish_csv", "gophish-events.csv", include_bytes!("../../tests/fixtures/gophish-events.csv")),
        seed(
            "gophish_csv",
            "gophish-results.csv",
            include_bytes!("../../tests/fixtures/gophish-results.csv"),
        ),
        seed(
            "apk",
            "AndroidManifest.xml",
            binary_manifest(&["android.permission.CAMERA", "com.example.PUSH"]),
        ),
        seed("sessions", "warpgate.json", include_bytes!("../../tests/fixtures/warpgate.json")),
        seed("sessions", "jumpserver.json", include_bytes!("../../tests/fixtures/jumpserver.json")),
        seed("sessions", "jumpserver.csv", include_bytes!("../../tests/fixtures/jumpserver.csv")),
        seed("sessions", "teleport.jsonl", include_bytes!("../../tests/fixtures/teleport.jsonl")),
    ]
}

fn book(kind: KindId) -> Vec<u8> {
    template_xlsx(catalogue(), kind, Language::En).expect("a template")
}
