//! What the scanner of the fictitious company finds: rule numbers with titles of our own.

/// A detection rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// `nessus:` and a number.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) family: &'static str,
    /// Part of the operating system's name it occurs on; empty: any.
    pub(crate) os: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) cvss: &'static str,
    pub(crate) place: &'static str,
    pub(crate) solution: &'static str,
}

/// One line per rule: id, title, family, operating system, severity, CVSS, place, solution.
const RULES: &str = "\
nessus:10114|主機回應時間戳記查詢|General||low|2.1|general/icmp|關閉不必要的回應
nessus:10287|可由外部推知網路路徑|General||low|0|general/udp|於邊界過濾
nessus:11213|網站允許除錯方法|Web Servers|Linux|medium|5.3|443/tcp|停用除錯方法
nessus:12213|連線可被偽造重設封包中斷|Denial of Service||medium|5.9|general/tcp|更新核心參數
nessus:15901|憑證已過期|General||medium|5.3|443/tcp|換發憑證
nessus:20007|仍接受過時的加密協定|Service detection|Windows|high|7.5|443/tcp|僅允許 TLS 1.2 以上
nessus:26928|接受弱加密演算法|General||medium|5.3|443/tcp|移除弱演算法
nessus:35291|憑證使用弱雜湊簽章|General||medium|5.3|8443/tcp|改用 SHA-256
nessus:42873|接受中等強度加密演算法|General||high|7.5|443/tcp|移除該演算法
nessus:45411|憑證名稱與主機不符|General||medium|5.3|8443/tcp|換發憑證
nessus:51192|憑證無法追溯至可信任簽發者|General||medium|6.5|443/tcp|改用可信任憑證
nessus:57582|自簽憑證|General||medium|6.5|8443/tcp|改用可信任憑證
nessus:57608|檔案分享未要求簽章|Misc.|Windows|medium|5.3|445/tcp|強制簽章
nessus:58453|遠端桌面未要求網路層驗證|Misc.|Windows|medium|4.0|3389/tcp|啟用網路層驗證
nessus:65821|支援已被破解的串流加密|General||medium|5.9|443/tcp|停用該演算法
nessus:70658|遠端登入啟用弱加密模式|Misc.|Linux|low|3.7|22/tcp|停用弱模式
nessus:71049|遠端登入啟用弱訊息驗證碼|Misc.|Linux|low|3.7|22/tcp|停用弱訊息驗證碼
nessus:73412|加密函式庫可能洩漏記憶體|Misc.|Linux|high|7.5|443/tcp|更新加密函式庫
nessus:83875|金鑰交換參數過弱|Misc.||low|3.7|443/tcp|改用 2048 位元以上
nessus:85582|網頁可被嵌入其他網站|CGI abuses|Linux|medium|4.3|443/tcp|設定框架限制
nessus:90509|網域服務身分冒用弱點|Windows|Windows|high|8.1|445/tcp|安裝更新
nessus:97833|檔案分享遠端執行弱點|Windows|Windows|critical|9.8|445/tcp|安裝更新並停用舊協定
nessus:104743|仍接受第一版傳輸加密|Service detection||medium|6.5|443/tcp|停用第一版
nessus:121010|仍接受第一點一版傳輸加密|Service detection||medium|6.5|8443/tcp|停用該版本
nessus:132101|系統缺少安全設定更新|Windows|Windows|medium|5.6|445/tcp|套用設定
nessus:139785|資料庫缺少季度更新|Databases|Oracle|high|8.8|1521/tcp|安裝季度更新
nessus:142591|作業系統核心缺少安全更新|Red Hat Local|Red Hat|high|7.8|22/tcp|更新核心並重開機
nessus:146425|排程服務權限提升弱點|Red Hat Local|Red Hat|high|7.8|22/tcp|更新套件
nessus:148402|名稱解析套件溢位弱點|Red Hat Local|Red Hat|medium|6.1|22/tcp|更新套件
nessus:152231|應用伺服器資訊洩漏|Web Servers|Linux|medium|5.3|8443/tcp|更新版本
nessus:154345|日誌元件遠端執行弱點|Misc.|Linux|critical|10.0|8443/tcp|更新元件並停用查找功能
nessus:156032|目錄查詢元件弱點|Misc.|Linux|critical|9.8|443/tcp|更新元件
nessus:158900|網站伺服器請求走私弱點|Web Servers|Linux|critical|9.1|443/tcp|更新版本
nessus:160301|作業系統缺少每月累積更新|Windows|Windows|high|8.8|445/tcp|安裝累積更新
nessus:161948|瀏覽元件遠端執行弱點|Windows|Windows|high|7.8|445/tcp|安裝更新
nessus:164017|壓縮函式庫溢位弱點|Red Hat Local|Red Hat|high|7.0|22/tcp|更新套件
nessus:166602|設定允許列舉目錄|Web Servers|Linux|low|2.6|443/tcp|關閉目錄列舉
nessus:168149|套件簽章驗證不足|Red Hat Local|Red Hat|low|3.3|22/tcp|更新套件
nessus:171079|執行環境缺少安全更新|Windows|Windows|medium|6.5|445/tcp|安裝更新
nessus:173441|虛擬化工具權限提升|Windows|Windows|high|7.8|445/tcp|更新工具
nessus:176678|容器執行元件逃逸弱點|Red Hat Local|Red Hat|high|8.6|22/tcp|更新元件
nessus:178910|郵件服務開放轉寄|SMTP problems|vendor|high|7.3|25/tcp|限制轉寄
nessus:180174|管理介面對外開放|Service detection|vendor|high|8.0|8443/tcp|限制來源
nessus:182850|裝置韌體已停止維護|General|vendor|critical|10.0|443/tcp|汰換或升級
nessus:186420|遠端登入前驗證弱點|Misc.|Linux|high|8.1|22/tcp|更新套件
nessus:189953|資料庫列舉帳號弱點|Databases|Oracle|medium|5.3|1521/tcp|調整設定
nessus:192715|中介軟體權限檢查不足|AIX Local|AIX|high|7.5|22/tcp|安裝修補
nessus:194920|作業系統修補層級過舊|AIX Local|AIX|high|7.8|22/tcp|升級修補層級
nessus:197308|主機服務程式預設權限|IBM i|IBM|medium|5.0|449/tcp|調整權限
nessus:201194|遠端登入競態弱點|Misc.|Linux|high|8.1|22/tcp|更新套件";

/// All rules.
pub(crate) fn rules() -> Vec<Rule> {
    RULES
        .lines()
        .map(|line| {
            let parts: Vec<&'static str> = line.split('|').collect();
            let [id, title, family, os, severity, cvss, place, solution] = parts[..] else {
                panic!("rule line {line}")
            };
            Rule { id, title, family, os, severity, cvss, place, solution }
        })
        .collect()
}
