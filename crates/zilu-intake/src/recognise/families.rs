//! The formats by what they are for: the one list from which help, pages and documentation name them.

use super::Format;
use zilu_firewall::Kind;

/// Formats that are for the same thing.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// What they hold, in Traditional Chinese.
    pub zh: &'static str,
    /// What they hold, in English.
    pub en: &'static str,
    /// The formats, the usual ones first.
    pub formats: &'static [Format],
}

impl Family {
    /// Names of the tools and standards, each once: several formats can be of one.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = self.formats.iter().map(|format| format.name()).collect();
        names.dedup();
        names
    }

    /// Every family.
    pub const ALL: &'static [Family] = &[
        Family {
            zh: "表格", en: "tables", formats: &[Format::Xlsx, Format::Csv, Format::Ods, Format::Xls]
        },
        Family {
            zh: "弱點掃描",
            en: "vulnerability scans",
            formats: &[
                Format::Nessus,
                Format::NessusCsv,
                Format::Openvas,
                Format::OpenvasCsv,
                Format::Qualys,
                Format::QualysCsv,
                Format::Nmap,
                Format::TestsslJson,
                Format::TestsslCsv,
            ],
        },
        Family {
            zh: "網站檢測",
            en: "tests of web sites",
            formats: &[
                Format::Zap,
                Format::ZapJson,
                Format::Burp,
                Format::BurpJson,
                Format::Nuclei,
                Format::QualysWas,
            ],
        },
        Family {
            zh: "程式碼、映像檔與雲端檢測",
            en: "tests of code, images and clouds",
            formats: &[
                Format::Sarif,
                Format::Semgrep,
                Format::Trivy,
                Format::Grype,
                Format::Prowler,
                Format::ProwlerCsv,
            ],
        },
        Family { zh: "行動應用程式", en: "mobile apps", formats: &[Format::MobSf, Format::Apk] },
        Family {
            zh: "元件清單與弱點聲明",
            en: "bills of materials and statements about flaws",
            formats: &[
                Format::CycloneDx,
                Format::Spdx,
                Format::Csaf,
                Format::OpenVex,
                Format::Kev,
                Format::Epss,
            ],
        },
        Family {
            zh: "帳號與目錄",
            en: "accounts and directories",
            formats: &[
                Format::Ldif,
                Format::BloodHound,
                Format::Entra,
                Format::Okta,
                Format::GitLabUsers,
                Format::Unix,
            ],
        },
        Family {
            zh: "特權連線",
            en: "privileged sessions",
            formats: &[Format::Warpgate, Format::Jumpserver, Format::JumpserverCsv, Format::Teleport],
        },
        Family {
            zh: "防火牆設定",
            en: "configurations of firewalls",
            formats: &[
                Format::Firewall(Kind::Asa),
                Format::Firewall(Kind::Ios),
                Format::Firewall(Kind::Fortigate),
                Format::Firewall(Kind::Paloalto),
                Format::Firewall(Kind::CheckPoint),
                Format::Firewall(Kind::Juniper),
                Format::Firewall(Kind::Iptables),
                Format::Firewall(Kind::Nftables),
                Format::Firewall(Kind::Firewalld),
                Format::Firewall(Kind::AwsSecurityGroups),
            ],
        },
        Family {
            zh: "社交工程演練", en: "phishing drills", formats: &[Format::Gophish, Format::GophishCsv]
        },
        Family {
            zh: "政府行政機關辦公日曆表",
            en: "the government's office calendar",
            formats: &[Format::Calendar],
        },
    ];
}

impl Format {
    /// The tool or standard, as its makers write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Nessus | Format::NessusCsv => "Nessus",
            Format::Openvas | Format::OpenvasCsv => "OpenVAS",
            Format::Qualys | Format::QualysCsv => "Qualys",
            Format::QualysWas => "Qualys WAS",
            Format::Nmap => "nmap",
            Format::Zap | Format::ZapJson => "ZAP",
            Format::Burp | Format::BurpJson => "Burp Suite",
            Format::Nuclei => "Nuclei",
            Format::TestsslCsv | Format::TestsslJson => "testssl.sh",
            Format::Ldif => "LDIF",
            Format::BloodHound => "BloodHound",
            Format::Okta => "Okta",
            Format::Entra => "Microsoft Entra",
            Format::GitLabUsers => "GitLab",
            Format::Unix => "Unix",
            Format::Csv => "CSV",
            Format::Xlsx => "XLSX",
            Format::Xls => "XLS",
            Format::Ods => "ODS",
            Format::Calendar => "CSV",
            Format::Gophish | Format::GophishCsv => "GoPhish",
            Format::Warpgate => "Warpgate",
            Format::Jumpserver | Format::JumpserverCsv => "JumpServer",
            Format::Teleport => "Teleport",
            Format::Apk => "APK",
            Format::Firewall(kind) => kind.name(),
            Format::Sarif => "SARIF",
            Format::Trivy => "Trivy",
            Format::Grype => "Grype",
            Format::Semgrep => "Semgrep",
            Format::CycloneDx => "CycloneDX",
            Format::Csaf => "CSAF",
            Format::OpenVex => "OpenVEX",
            Format::Kev => "KEV",
            Format::Epss => "EPSS",
            Format::Spdx => "SPDX",
            Format::MobSf => "MobSF",
            Format::Prowler | Format::ProwlerCsv => "Prowler",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_in_one_family() {
        for format in Format::ALL {
            let of = Family::ALL.iter().filter(|family| family.formats.contains(format)).count();
            assert_eq!(of, 1, "{format}");
        }
        let listed: usize = Family::ALL.iter().map(|family| family.formats.len()).sum();
        assert_eq!(listed, Format::ALL.len());
    }
}
