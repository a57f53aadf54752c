//! The crate's error: what was given cannot be read or does not prove what it should.

use std::fmt;

/// Why something could not be read or accepted. Says so in both languages, with a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Kind>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    HashText,
    KeyName,
    KeyText,
    KeyId { stated: String, computed: String },
    KeyType(u8),
    NoteShape(&'static str, &'static str),
    NoteLimit,
    SignatureWrong(String),
    SignatureMissing(String),
    CheckpointShape(&'static str, &'static str),
    CheckpointOrigin { stated: String, expected: String },
    ProofRange { index: u64, size: u64 },
    ProofLength,
    ProofRoot,
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Error {
        Error(Box::new(kind))
    }
}

impl Error {
    /// A signature that should be there is missing or wrong, or the note is another ledger's: the text is not to be believed.
    /// (Otherwise it could not even be read, or a proof failed.)
    pub fn is_signature(&self) -> bool {
        matches!(*self.0, Kind::SignatureWrong(_) | Kind::SignatureMissing(_) | Kind::CheckpointOrigin { .. })
    }

    /// In Traditional Chinese.
    pub fn zh(&self) -> String {
        match &*self.0 {
            Kind::HashText => "不是雜湊值：應為 64 個小寫十六進位字元。提示：請完整複製，前後不留空白".into(),
            Kind::KeyName => {
                "金鑰名稱不可空白，也不可含空白、加號或控制字元。提示：例如 insurer.example/zilu".into()
            }
            Kind::KeyText => {
                "金鑰無法讀取：應為「名稱+識別碼+base64」一行。提示：請使用 ledger.vkey 的整行內容".into()
            }
            Kind::KeyId { stated, computed } => {
                format!(
                    "金鑰識別碼不符：寫 {stated}，算得 {computed}。提示：金鑰或名稱曾被改動，請重新取得原檔"
                )
            }
            Kind::KeyType(t) => {
                format!("不支援的金鑰種類 0x{t:02x}。提示：帳本金鑰為 Ed25519（0x01），見證金鑰為 0x04")
            }
            Kind::NoteShape(zh, _) => {
                format!("不是簽署文件：{zh}。提示：請提供查核點原檔，含空行後以「— 」開頭的簽章行")
            }
            Kind::NoteLimit => "簽署文件過大或簽章過多。提示：查核點通常不到 1 KB".into(),
            Kind::SignatureWrong(name) => {
                format!("「{name}」的簽章不符：內容或簽章曾被改動。提示：請與留存的查核點比對")
            }
            Kind::SignatureMissing(name) => {
                format!("沒有「{name}」的簽章。提示：確認驗證金鑰（ledger.vkey）屬於這個帳本")
            }
            Kind::CheckpointShape(zh, _) => {
                format!("不是查核點：{zh}。提示：前三行依序為帳本名稱、筆數、根雜湊")
            }
            Kind::CheckpointOrigin { stated, expected } => {
                format!("查核點屬於另一個帳本「{stated}」，應為「{expected}」。提示：請選用這個帳本的查核點")
            }
            Kind::ProofRange { index, size } => {
                format!(
                    "證明的範圍不合：{index} 不在 {size} 筆之內。提示：查核點可能比證明舊，請取較新的查核點"
                )
            }
            Kind::ProofLength => "證明的長度與帳本筆數不合。提示：證明可能取自另一個筆數".into(),
            Kind::ProofRoot => {
                "證明與查核點的根雜湊不符：內容不在這個帳本，或曾被改動。提示：請與留存的查核點比對".into()
            }
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match &*self.0 {
            Kind::HashText => {
                "not a hash: 64 lower-case hexadecimal digits expected; hint: copy the whole value, without blanks".into()
            }
            Kind::KeyName => {
                "a key name must not be empty nor contain blanks, plus signs or control characters; hint: for example insurer.example/zilu".into()
            }
            Kind::KeyText => {
                "the key cannot be read: one line 'name+id+base64' expected; hint: use the whole line of ledger.vkey".into()
            }
            Kind::KeyId { stated, computed } => format!(
                "the key id does not fit: {stated} is written, {computed} computed; hint: the key or its name was changed, fetch the original again"
            ),
            Kind::KeyType(t) => format!(
                "unsupported type of key 0x{t:02x}; hint: a ledger key is Ed25519 (0x01), a witness key 0x04"
            ),
            Kind::NoteShape(_, en) => format!(
                "not a signed note: {en}; hint: give the checkpoint as it was filed, with the signature lines that start with '— ' after the empty line"
            ),
            Kind::NoteLimit => {
                "the signed note is too large or has too many signatures; hint: a checkpoint is mostly below 1 KB".into()
            }
            Kind::SignatureWrong(name) => format!(
                "the signature of '{name}' is wrong: text or signature was changed; hint: compare with a checkpoint that was kept"
            ),
            Kind::SignatureMissing(name) => format!(
                "there is no signature of '{name}'; hint: check that the verifier key (ledger.vkey) belongs to this ledger"
            ),
            Kind::CheckpointShape(_, en) => format!(
                "not a checkpoint: {en}; hint: the first three lines are the ledger's name, its size and its root hash"
            ),
            Kind::CheckpointOrigin { stated, expected } => format!(
                "the checkpoint is of another ledger, '{stated}' instead of '{expected}'; hint: choose a checkpoint of this ledger"
            ),
            Kind::ProofRange { index, size } => format!(
                "the proof is out of range: {index} is not within {size} entries; hint: the checkpoint may be older than the proof, fetch a newer one"
            ),
            Kind::ProofLength => {
                "the length of the proof does not fit the size of the ledger; hint: it may have been made for another size".into()
            }
            Kind::ProofRoot => {
                "the proof does not lead to the checkpoint's root: the content is not in this ledger or was changed; hint: compare with a checkpoint that was kept".into()
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for Error {}
