//! The systems and their hosts: what there is.

use crate::book::{Book, plus, workday};
use crate::organisation::{People, Work};
use zilu_engine::Day;

/// One line per system: id, name, reach, core function, class, platform, hosts, thousands of customer records, flags.
/// `?` is a thing that nobody has recorded. Flags: c core, i core ICT (annex 6), o open platform, p personal data,
/// e e-commerce, r remote service, m mobile service, s shared with partners, d directory, w SWIFT, x operations
/// outsourced, v development outsourced, k client application, t static passwords, n newly taken into use.
const SYSTEMS: &str = "\
LIFE-CORE|壽險核心主機|internal|policy_servicing|one|IBM i|6|2150|cipt
UW|壽險核保系統|internal|underwriting|one|Java / Linux|10|640|ciop
ISSUE|新契約出單系統|internal|underwriting|one|Java / Linux|12|820|ciop
SERVICE|保全變更系統|internal|policy_servicing|one|Java / Linux|12|2150|ciop
CLAIM|壽險理賠系統|internal|claims|one|Java / Linux|11|930|ciop
PREMIUM|保費收費系統|internal|premium|one|.NET / Windows|10|2150|ciopv
NL-CORE|產險核心系統|internal|underwriting|one|Java / AIX|9|1480|ciop
NL-CLAIM|產險理賠系統|internal|claims|one|.NET / Windows|8|610|ciop
MOTOR|車險承保系統|internal|underwriting|one|Java / Linux|8|1120|ciopv
REINSURE|再保險系統|internal|none|two|.NET / Windows|4|0|iov
EAPPLY|網路投保平台|internet|underwriting|one|Java / Linux|14|380|cioepr
AGENT|保經代服務平台|internet|underwriting|one|.NET / Windows|10|760|ciopsvt
WEB|官方網站|internet|none|one|PHP / Linux|8|0|iov
MEMBER|保戶會員專區|internet|policy_servicing|one|Java / Linux|10|910|cioepr
MOBILE-API|行動服務介接平台|internet|policy_servicing|one|Go / Linux|8|910|cioepmk
EPOLICY|電子保單簽發平台|internet|policy_servicing|one|Java / Linux|6|410|cioep
CHAIN|保全理賠聯盟鏈介接平台|internet|claims|one|Java / Linux|5|120|ciop
PAYMENT|網路繳費閘道|internet|premium|one|Java / Linux|5|300|cioepx
FIELD|業務員行動投保|internet|underwriting|one|Go / Linux|8|540|ciopmk
CLAIM-WEB|線上理賠申請|internet|claims|one|Java / Linux|5|90|ioperk
MAILGATE|郵件閘道|internet|none|one|Appliance|4|0|o
VPN|遠端存取閘道|internet|none|one|Appliance|4|0|o
AD|網域服務|internal|none|one|Windows Server|8|0|iodt
PAM|特權帳號管理系統|internal|none|one|Windows Server|4|0|io
DEPLOY|程式部署平台|internal|none|two|Linux|5|0|io
SIEM|資安監控平台|internal|none|two|Linux|8|0|io
LOGS|集中日誌平台|internal|none|two|Linux|8|0|io
BACKUP|備份管理系統|internal|none|two|Windows Server|6|0|io
TREASURY|資金調度系統|internal|none|two|Windows Server|4|0|iow
FINANCE|財務會計系統|internal|none|two|SAP / Linux|8|0|io
WAREHOUSE|資料倉儲|internal|none|two|Oracle / Linux|12|3600|iop
CRM|客戶關係管理系統|internal|none|two|.NET / Windows|6|2900|iopv
CALL|客戶服務中心系統|internal|none|two|.NET / Windows|8|1800|iopx
IMAGE|影像掃描系統|internal|none|two|.NET / Windows|6|1300|iop
BI|報表分析平台|internal|none|two|Windows Server|6|1100|op
AML|洗錢防制系統|internal|none|two|Java / Linux|5|2600|iop
FRAUD|保險詐欺偵測系統|internal|none|two|Python / Linux|4|900|op
COMMISSION|佣獎系統|internal|none|two|.NET / Windows|5|30|op
FILES|檔案伺服器|internal|none|two|Windows Server|8|260|op
HR|人力資源系統|internal|none|three|.NET / Windows|4|3|opx
GENERAL|總務採購系統|internal|none|three|.NET / Windows|3|0|o
INVEST|投資管理系統|internal|none|three|Windows Server|5|0|o
ACTUARY|精算評估系統|internal|none|three|Windows Server|6|0|o
IFRS17|合約負債計算系統|internal|none|three|Linux|6|0|o
RISK|風險管理系統|internal|none|three|Windows Server|4|0|o
DOCFLOW|公文簽核系統|internal|none|three|.NET / Windows|4|0|o
PORTAL|員工入口網站|internal|none|three|.NET / Windows|4|0|o
LEARN|數位學習平台|internal|none|three|PHP / Linux|3|0|o
WIKI|知識管理平台|internal|none|three|Linux|2|0|o
TICKET|資訊服務管理系統|internal|none|three|Java / Linux|3|0|o
CMDB|組態管理資料庫|internal|none|three|Linux|2|0|o
MONITOR|系統監控平台|internal|none|three|Linux|4|0|o
SOURCE|版本控制系統|internal|none|three|Linux|3|0|o
CODESCAN|源碼檢測平台|internal|none|three|Linux|2|0|o
VDI|虛擬桌面平台|internal|none|three|Windows Server|10|0|o
MEETING|視訊會議系統|internal|none|three|Appliance|3|0|ox
PRINT|列印管理系統|internal|none|three|Windows Server|3|0|o
DOOR|門禁與監視系統|isolated|none|three|Windows Server|4|0|o
CHATBOT|智能客服平台|internet|none|?|Python / Linux|3|40|openv
LAB|創新實驗平台|?|none|three|Linux|4|0|on
NETWORK|網路與資安設備|internal|none|two|Network appliance|0|0|io
LEGACY|舊保單查詢系統|internal|policy_servicing|one|.NET / Windows|3|700|iop";

/// The system that stands for the network itself: its hosts are firewalls and switches.
pub(crate) const DEVICES: &str = "NETWORK";

/// A system.
#[derive(Debug, Clone)]
pub(crate) struct System {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Empty where nobody recorded it.
    pub(crate) reach: &'static str,
    pub(crate) function: &'static str,
    /// 1, 2 or 3; 0 where nobody recorded it.
    pub(crate) class: u8,
    pub(crate) platform: &'static str,
    pub(crate) records: i64,
    pub(crate) flags: &'static str,
    pub(crate) owner: usize,
    /// The day from which it is on record.
    pub(crate) since: Day,
    /// The day on which it was taken out of use.
    pub(crate) retired: Option<Day>,
    /// Its hosts, by number.
    pub(crate) hosts: Vec<usize>,
}

impl System {
    pub(crate) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    pub(crate) fn internet(&self) -> bool {
        self.reach == "internet"
    }

    pub(crate) fn used_on(&self, day: Day) -> bool {
        day >= self.since && self.retired.is_none_or(|retired| day < retired)
    }

    /// One of the first two classes, as the company recorded it.
    pub(crate) fn guarded(&self) -> bool {
        matches!(self.class, 1 | 2)
    }
}

/// A host.
#[derive(Debug, Clone)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) system: usize,
    pub(crate) os: &'static str,
    pub(crate) segment: &'static str,
    pub(crate) production: bool,
    pub(crate) address: String,
}

/// Systems and hosts.
#[derive(Debug, Clone)]
pub(crate) struct Estate {
    pub(crate) systems: Vec<System>,
    pub(crate) hosts: Vec<Host>,
}

impl Estate {
    pub(crate) fn system(&self, id: &str) -> usize {
        self.systems.iter().position(|system| system.id == id).unwrap_or_else(|| panic!("no system {id}"))
    }
}

/// Invents the systems and hosts.
pub(crate) fn estate(book: &Book<'_>, people: &People) -> Estate {
    let mut random = book.random("systems");
    let mut estate = Estate { systems: Vec::new(), hosts: Vec::new() };
    for line in SYSTEMS.lines() {
        let parts: Vec<&'static str> = line.split('|').collect();
        let [id, name, reach, function, class, platform, hosts, records, flags] = parts[..] else {
            panic!("system line {line}")
        };
        let known = |word: &'static str| if word == "?" { "" } else { word };
        let owners = people.standing(match function {
            "underwriting" => Work::Underwriting,
            "policy_servicing" => Work::Servicing,
            "claims" => Work::Claims,
            "premium" => Work::Premium,
            _ if flags.contains('i') => Work::Operations,
            _ => Work::Other,
        });
        let heads: Vec<usize> = owners.iter().copied().filter(|i| people.all[*i].manager).collect();
        let since = if flags.contains('n') {
            workday(plus(book.today, -random.between(45, 110)))
        } else {
            book.start
        };
        let number = estate.systems.len();
        let mut system = System {
            id,
            name,
            reach: known(reach),
            function,
            class: match class {
                "one" => 1,
                "two" => 2,
                "three" => 3,
                _ => 0,
            },
            platform,
            records: records.parse::<i64>().unwrap_or_else(|_| panic!("records of {id}")) * 1_000,
            flags,
            owner: random.pick(&heads),
            since,
            retired: (id == "LEGACY").then(|| workday(plus(book.today, -140))),
            hosts: Vec::new(),
        };
        let count: usize = hosts.parse().unwrap_or_else(|_| panic!("hosts of {id}"));
        for i in 0..count {
            system.hosts.push(estate.hosts.len());
            estate.hosts.push(host(&system, number, i, count));
        }
        if id == DEVICES {
            for (i, name) in crate::operations::devices().into_iter().enumerate() {
                system.hosts.push(estate.hosts.len());
                estate.hosts.push(device(name, number, i));
            }
        }
        estate.systems.push(system);
    }
    estate
}

fn host(system: &System, number: usize, i: usize, count: usize) -> Host {
    let production = count < 4 || i + 2 < count;
    let role = match (i * 3 / count.max(1), system.internet()) {
        (0, true) => "web",
        (0, false) => "ap",
        (1, _) => "app",
        _ => "db",
    };
    let stage = if production {
        ""
    } else if i + 1 == count {
        "-t"
    } else {
        "-d"
    };
    let os = match system.platform {
        "IBM i" => "IBM i 7.5",
        "Appliance" => "vendor appliance 9.4",
        platform if platform.contains("AIX") => "AIX 7.3",
        platform if platform.contains("Windows") => "Windows Server 2022",
        _ if role == "db" => "Oracle Linux 8.10",
        _ => "Red Hat Enterprise Linux 9.4",
    };
    let (segment, second) = if !production {
        if i + 1 == count { ("TEST", 40) } else { ("DEV", 41) }
    } else {
        match (
            system.internet(),
            system.class,
            system.has('d') || system.id == "PAM" || system.id == "BACKUP",
        ) {
            (.., true) => ("MGMT", 30),
            (true, ..) if role == "web" => ("DMZ", 10),
            (_, 1 | 0, _) => ("PROD-CORE", 20),
            (_, 2, _) => ("PROD-TWO", 21),
            _ => ("PROD-THREE", 22),
        }
    };
    Host {
        name: format!("{}{stage}-{role}{:02}", system.id.to_lowercase(), i + 1),
        system: number,
        os,
        segment,
        production,
        address: format!("10.{second}.{}.{}", number + 1, i + 11),
    }
}

fn device(name: String, system: usize, i: usize) -> Host {
    let address = format!("10.30.9.{}", i + 1);
    Host { name, system, os: "network appliance 11.1", segment: "MGMT", production: true, address }
}
