//! Signed notes, keys and checkpoints: against published vectors, strict in what they read, and never panicking.

#![allow(clippy::unwrap_used)]

use insta::assert_snapshot;
use proptest::prelude::*;
use zilu_ledger::{Checkpoint, Hash, Note, SigningKey, VerifierKey};

fn key() -> SigningKey {
    SigningKey::from_seed("insurer.example/zilu", &[7; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: "insurer.example/zilu".into(), size: 1234, root: Hash::of(b"root") }
}

#[test]
fn the_examples_of_the_standards_verify() {
    // C2SP signed-note.md.
    let foo =
        VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").unwrap();
    let note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(note.verify(std::slice::from_ref(&foo)).unwrap(), [(&foo, None)]);
    // Go's golang.org/x/mod/sumdb/note.
    let peter =
        VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let signed = format!(
        "{text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    );
    let note = Note::parse(signed.as_bytes()).unwrap();
    assert_eq!(note.text(), text);
    assert_eq!(note.verify(std::slice::from_ref(&peter)).unwrap().len(), 1);
    let secret =
        SigningKey::parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
            .unwrap();
    assert_eq!(secret.verifier(), peter);
}

#[test]
fn keys_survive_as_text_and_the_secret_is_not_shown() {
    let key = key();
    assert_snapshot!(key.verifier(), @"insurer.example/zilu+86fadc35+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs");
    let again = SigningKey::parse(&format!("{}\n", key.to_text())).unwrap();
    assert_eq!(again.verifier(), VerifierKey::parse(&key.verifier().to_string()).unwrap());
    assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.verifier()));
    assert!(SigningKey::from_seed("two words", &[0; 32]).is_err());
    assert!(SigningKey::from_seed("", &[0; 32]).is_err());
}

#[test]
fn wrong_keys_say_what_is_wrong() {
    let good = key().verifier().to_string();
    let say = |text: &str| {
        let error = VerifierKey::parse(text).unwrap_err();
        format!("{}\n{}", error.zh(), error.en())
    };
    assert_snapshot!(say("nothing"), @"
    金鑰無法讀取：應為「名稱+識別碼+base64」一行。提示：請使用 ledger.vkey 的整行內容
    the key cannot be read: one line 'name+id+base64' expected; hint: use the whole line of ledger.vkey
    ");
    assert_snapshot!(say(&good.replacen("insurer", "Insurer", 1)), @"
    金鑰識別碼不符：寫 86fadc35，算得 e714b6c9。提示：金鑰或名稱曾被改動，請重新取得原檔
    the key id does not fit: 86fadc35 is written, e714b6c9 computed; hint: the key or its name was changed, fetch the original again
    ");
    assert_snapshot!(say("a+00000000+CQ=="), @"
    金鑰無法讀取：應為「名稱+識別碼+base64」一行。提示：請使用 ledger.vkey 的整行內容
    the key cannot be read: one line 'name+id+base64' expected; hint: use the whole line of ledger.vkey
    ");
}

#[test]
fn a_checkpoint_is_written_and_read_back() {
    let signed = checkpoint().sign(&key());
    assert_snapshot!(signed, @"
    insurer.example/zilu
    1234
    SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=

    — insurer.example/zilu hvrcNcLXaq0NpxlaYsLvFyjBAfousx4xiEzuB+ZBBgKm1ag62G45Bj3DdMN8LztG0kCFeNHsyrTZRjX1BLcuyxYprQI=
    ");
    let opened = Checkpoint::open(signed.as_bytes(), &key().verifier(), &[]).unwrap();
    assert_eq!(opened.checkpoint, checkpoint());
}

#[test]
fn a_witness_cosignature_is_checked_and_strangers_are_ignored() {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use ed25519_dalek::Signer as _;
    let secret = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let vkey = {
        let mut bytes = vec![4];
        bytes.extend_from_slice(secret.verifying_key().as_bytes());
        let mut input = b"witness.example\n".to_vec();
        input.extend_from_slice(&bytes);
        let id = &Hash::of(&input).to_string()[..8];
        format!("witness.example+{id}+{}", BASE64_STANDARD.encode(bytes))
    };
    let witness = VerifierKey::parse(&vkey).unwrap();
    assert!(witness.is_witness() && !key().verifier().is_witness());
    let cosign = |message: String| {
        let mut line = witness.id().to_vec();
        line.extend_from_slice(&1_700_000_000_u64.to_be_bytes());
        line.extend_from_slice(&secret.sign(message.as_bytes()).to_bytes());
        format!("— witness.example {}\n", BASE64_STANDARD.encode(line))
    };
    let signed = checkpoint().sign(&key());
    let right = cosign(format!("cosignature/v1\ntime 1700000000\n{}", checkpoint().text()));
    let stranger = "— stranger.example AAAAAAAA\n";
    let open =
        |note: &str| Checkpoint::open(note.as_bytes(), &key().verifier(), std::slice::from_ref(&witness));
    assert_eq!(open(&signed).unwrap().cosigned, []);
    let opened = open(&format!("{signed}{stranger}{right}")).unwrap();
    assert_eq!(
        (opened.cosigned[0].witness.as_str(), opened.cosigned[0].time),
        ("witness.example", 1_700_000_000)
    );
    let wrong = cosign(format!("cosignature/v1\ntime 1700000001\n{}", checkpoint().text()));
    assert!(open(&format!("{signed}{wrong}")).unwrap_err().is_signature());
    // A witness alone does not make a checkpoint.
    assert!(open(&format!("{}\n{right}", checkpoint().text())).unwrap_err().is_signature());
}

#[test]
fn anything_but_the_exact_form_is_refused() {
    let signed = checkpoint().sign(&key());
    let say = |note: String| match Checkpoint::open(note.as_bytes(), &key().verifier(), &[]) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!("{}\n{}", error.zh(), error.en()),
    };
    let resigned = |text: &str| {
        let note = checkpoint().sign(&key());
        format!("{text}\n{}", note.rsplit_once("\n\n").unwrap().1)
    };
    assert_snapshot!(say(String::new()), @"
    不是簽署文件：沒有分隔內容與簽章的空行。提示：請提供查核點原檔，含空行後以「— 」開頭的簽章行
    not a signed note: no empty line before the signatures; hint: give the checkpoint as it was filed, with the signature lines that start with '— ' after the empty line
    ");
    assert_snapshot!(say(signed.replace('\n', "\r\n")), @"
    不是簽署文件：含控制字元（例如 CR 換行）。提示：請提供查核點原檔，含空行後以「— 」開頭的簽章行
    not a signed note: it contains control characters (CR line ends?); hint: give the checkpoint as it was filed, with the signature lines that start with '— ' after the empty line
    ");
    assert_snapshot!(say(signed.trim_end().to_owned()), @"
    不是簽署文件：最後一行沒有換行。提示：請提供查核點原檔，含空行後以「— 」開頭的簽章行
    not a signed note: the last line has no newline; hint: give the checkpoint as it was filed, with the signature lines that start with '— ' after the empty line
    ");
    assert_snapshot!(say(signed.replace("— ", "- ")), @"
    不是簽署文件：簽章行格式不符。提示：請提供查核點原檔，含空行後以「— 」開頭的簽章行
    not a signed note: a signature line is malformed; hint: give the checkpoint as it was filed, with the signature lines that start with '— ' after the empty line
    ");
    assert_snapshot!(say(signed.replace("\n1234\n", "\n1235\n")), @"
    「insurer.example/zilu」的簽章不符：內容或簽章曾被改動。提示：請與留存的查核點比對
    the signature of 'insurer.example/zilu' is wrong: text or signature was changed; hint: compare with a checkpoint that was kept
    ");
    assert_snapshot!(say(resigned("insurer.example/zilu\n01234\nx\n")), @"
    不是查核點：第二行不是筆數。提示：前三行依序為帳本名稱、筆數、根雜湊
    not a checkpoint: the second line is not a size; hint: the first three lines are the ledger's name, its size and its root hash
    ");
    assert_snapshot!(say(resigned("insurer.example/zilu\n1234\nAAAA\n")), @"
    不是查核點：第三行不是根雜湊。提示：前三行依序為帳本名稱、筆數、根雜湊
    not a checkpoint: the third line is not a root hash; hint: the first three lines are the ledger's name, its size and its root hash
    ");
    assert_snapshot!(say(resigned("insurer.example/zilu\n")), @"
    不是查核點：不足三行。提示：前三行依序為帳本名稱、筆數、根雜湊
    not a checkpoint: less than three lines; hint: the first three lines are the ledger's name, its size and its root hash
    ");
    assert_snapshot!(say(signed.replace("insurer.example/zilu\n1234", "other.example\n1234")), @"
    查核點屬於另一個帳本「other.example」，應為「insurer.example/zilu」。提示：請選用這個帳本的查核點
    the checkpoint is of another ledger, 'other.example' instead of 'insurer.example/zilu'; hint: choose a checkpoint of this ledger
    ");
    let other = Checkpoint { size: 9, ..checkpoint() }
        .sign(&SigningKey::from_seed("insurer.example/zilu", &[8; 32]).unwrap());
    assert_snapshot!(say(other), @"
    沒有「insurer.example/zilu」的簽章。提示：確認驗證金鑰（ledger.vkey）屬於這個帳本
    there is no signature of 'insurer.example/zilu'; hint: check that the verifier key (ledger.vkey) belongs to this ledger
    ");
}

#[test]
fn flipping_any_bit_of_a_checkpoint_refuses_it() {
    let signed = checkpoint().sign(&key()).into_bytes();
    let key = key().verifier();
    for at in 0..signed.len() {
        for bit in 0..8 {
            let mut flipped = signed.clone();
            flipped[at] ^= 1 << bit;
            assert!(Checkpoint::open(&flipped, &key, &[]).is_err(), "byte {at} bit {bit}");
        }
    }
}

proptest! {
    #[test]
    fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,80}") {
        let _ = Note::parse(&bytes);
        let _ = VerifierKey::parse(&text);
        let _ = SigningKey::parse(&text);
        let _ = Checkpoint::parse_text(&text);
        let _ = text.parse::<Hash>();
        prop_assert!(zilu_ledger::Entry::parse(&bytes).is_none_or(|e| e.leaf()[..] == bytes[..]));
    }

    #[test]
    fn mangled_notes_never_panic(at in 0_usize..200, insert in "[\n— +a0]{0,4}", cut in 0_usize..40) {
        let mut note: Vec<char> = checkpoint().sign(&key()).chars().collect();
        let at = at.min(note.len());
        let end = (at + cut).min(note.len());
        note.splice(at..end, insert.chars());
        let text: String = note.into_iter().collect();
        let opened = Checkpoint::open(text.as_bytes(), &key().verifier(), &[]);
        prop_assert!(opened.is_err() || text.starts_with(&checkpoint().text()));
    }
}
