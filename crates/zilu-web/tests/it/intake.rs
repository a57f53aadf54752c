//! Taking files in: the whole way from the form to the undoing, and forms that somebody else would like to send.

#![allow(clippy::unwrap_used)]

use crate::company::{Answer, app, ask, send};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use std::path::Path;
use std::sync::Arc;
use zilu_web::{IntakeSettings, WebSettings, router};

/// 2025-10-06T10:00:00+08:00.
const NOW: i64 = 1_759_716_000;
const TABLE: &str = "id,name,reach,in_use,生效日\nnew,新系統,internet,yes,2025-02-01\nweb,官網,internal,yes,2025-08-01\napi,介接平臺,,yes,2025-01-02\n";

struct Door {
    server: Router,
    folder: tempfile::TempDir,
    cookie: String,
    token: String,
}

/// A file of a form: the name of the field, of the file, the content.
type File<'a> = (&'a str, &'a str, &'a [u8]);

impl Door {
    async fn open() -> Door {
        Door::open_with(1 << 20).await
    }

    async fn open_with(upload_bytes: usize) -> Door {
        let folder = tempfile::tempdir().unwrap();
        let intake = IntakeSettings { spool: folder.path().join("intake"), actor: "e1".into(), upload_bytes };
        // What an interrupted run left behind.
        std::fs::create_dir_all(intake.spool.join("delivery-old")).unwrap();
        let settings = WebSettings { intake: Some(intake), ..WebSettings::default() };
        let server = router(Arc::new(app()), Arc::new(|| NOW), settings);
        let page = ask(server.clone(), "/intake?lang=en", &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        // Under no-referrer a browser would send its forms with the origin "null".
        assert_eq!(page.header("referrer-policy"), "same-origin");
        let cookies = page.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
        let session = cookies.map(str::to_owned).find(|line| line.starts_with("zilu-session=")).unwrap();
        assert!(session.ends_with("; Path=/; SameSite=Strict; HttpOnly"), "{session}");
        let cookie = session.split(';').next().unwrap().to_owned();
        let token = page.body.split("name=\"token\" value=\"").nth(1).unwrap()[..64].to_owned();
        Door { server, folder, cookie, token }
    }

    fn spool(&self) -> Vec<String> {
        let read = std::fs::read_dir(self.folder.path().join("intake")).unwrap();
        read.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    async fn get(&self, path: &str) -> Answer {
        ask(self.server.clone(), path, &[("cookie", &self.cookie)]).await
    }

    /// Sends a form as our page does.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", &self.token).extend_pairs(fields);
        self.send(path, "application/x-www-form-urlencoded", form.finish().into_bytes(), &[]).await
    }

    async fn send(&self, path: &str, content: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        let ours = [
            ("host", "localhost:8600"),
            ("origin", "http://localhost:8600"),
            ("sec-fetch-site", "same-origin"),
            ("cookie", &self.cookie),
        ];
        let mut request = Request::post(path).header("content-type", content);
        let replaced = |name: &str| headers.iter().any(|(other, _)| *other == name);
        for (name, value) in ours.iter().filter(|(name, _)| !replaced(name)).chain(headers) {
            if !value.is_empty() {
                request = request.header(*name, *value);
            }
        }
        send(self.server.clone(), request.body(Body::from(body)).unwrap()).await
    }

    async fn upload(&self, fields: &[(&str, &str)], files: &[File<'_>]) -> Answer {
        let fields: Vec<(&str, &str)> =
            [("token", self.token.as_str())].iter().chain(fields).copied().collect();
        self.send("/intake/files", "multipart/form-data; boundary=XX", multipart(&fields, files), &[]).await
    }

    /// Uploads and waits for what would change; the address of the delivery and the page.
    async fn preview(&self, fields: &[(&str, &str)], files: &[File<'_>]) -> (String, String) {
        let answer = self.upload(fields, files).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let place = answer.header("location").to_owned();
        let page = self.settled(&place).await;
        (place, page)
    }

    /// The page of a delivery once nothing is being worked on.
    async fn settled(&self, place: &str) -> String {
        loop {
            let page = self.get(&format!("{place}?lang=en")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            if page.body.contains("data-delivery=\"false\"") {
                return page.body;
            }
            tokio::task::yield_now().await;
        }
    }
}

fn multipart(fields: &[(&str, &str)], files: &[File<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (field, name, content) in files {
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    body
}

fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_looked_at_recorded_and_undone() {
    let door = Door::open().await;
    let before = door.get("/api/standings").await.body;
    let (place, page) =
        door.preview(&[("reason", "quarterly")], &[("files", "system.csv", TABLE.as_bytes())]).await;
    assert!(page.contains("What would change") && page.contains("row 3"), "{page}");
    assert!(page.contains("internet</bdi> → ") || page.contains(" → "), "{page}");
    assert_eq!(door.get("/api/standings").await.body, before, "a preview changes nothing");
    assert_eq!(door.spool().len(), 1);
    let answer = door
        .post(
            &place,
            &[("preview", value(&page, "preview")), ("offered", "0"), ("take", "0"), ("action", "record")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = door.settled(&place).await;
    assert!(page.contains("What came of it") && page.contains(">recorded<"), "{page}");
    assert_ne!(door.get("/api/standings").await.body, before);
    let imports = door.get("/api/imports").await.data();
    assert_eq!(
        (imports[0]["file"].as_str(), imports[0]["actor"].as_str(), imports[0]["reason"].as_str()),
        (Some("system.csv"), Some("e1"), Some("quarterly"))
    );
    assert_eq!((imports[0]["new"].as_u64(), imports[0]["revisions"].as_u64()), (Some(1), Some(2)));
    let subject = door.get("/subjects/system/new?lang=en").await.body;
    assert!(subject.contains("file system.csv, row 2, SHA-256 "), "{subject}");
    let act = imports[0]["act"].to_string();
    let without = door.post("/intake/undo", &[("act", &act), ("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::CONFLICT);
    let undone = door.post("/intake/undo", &[("act", &act), ("reason", "wrong file")]).await;
    assert_eq!(
        (undone.status, undone.header("location")),
        (StatusCode::SEE_OTHER, format!("/intake?undone={act}").as_str())
    );
    let standings = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["data"].clone();
    assert_eq!(standings(&door.get("/api/standings").await.body), standings(&before));
    assert!(door.get("/intake?lang=en").await.body.contains("wrong file"));
    // Dropped: nothing lies about any more.
    door.post(&place, &[("action", "drop")]).await;
    assert_eq!(door.get(&place).await.status, StatusCode::NOT_FOUND);
    assert!(door.spool().is_empty(), "{:?}", door.spool());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_overtaken_is_shown_again_before_it_is_recorded() {
    let door = Door::open().await;
    let (place, page) = door.preview(&[], &[("files", "system.csv", TABLE.as_bytes())]).await;
    let (other, second) = door
        .preview(
            &[],
            &[("files", "system.csv", b"id,in_use,\xE7\x94\x9F\xE6\x95\x88\xE6\x97\xA5\nx,yes,2025-01-01\n")],
        )
        .await;
    door.post(&other, &[("preview", value(&second, "preview")), ("action", "record")]).await;
    door.settled(&other).await;
    let record = |preview: String| {
        let (door, place) = (&door, &place);
        async move {
            door.post(place, &[("preview", &preview), ("action", "record")]).await;
            door.settled(place).await
        }
    };
    let again = record(value(&page, "preview").to_owned()).await;
    assert!(again.contains("The data changed after the preview"), "{again}");
    let forged = record("0".repeat(32)).await;
    assert!(forged.contains("The data changed after the preview"), "{forged}");
    assert!(record(value(&again, "preview").to_owned()).await.contains("What came of it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_file_does_not_say_is_asked_for() {
    let door = Door::open().await;
    let (place, page) = door.preview(&[], &[("files", "x.csv", b"name,in_use\na,yes\n")]).await;
    assert!(page.contains("Say what the file does not") && page.contains("name=\"kind.0\""), "{page}");
    let fields = [("kind.0", "system"), ("date.0", "2025-01-01"), ("subject.0", ""), ("action", "check")];
    door.post(&place, &fields).await;
    let page = door.settled(&place).await;
    assert!(page.contains("value=\"2025-01-01\"") || page.contains(">ready<"), "{page}");
    let wrong = [("date.0", "no day"), ("action", "check")];
    door.post(&place, &wrong).await;
    assert!(door.settled(&place).await.contains("not a date: no day"));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_and_an_archive_are_sorted_out() {
    let door = Door::open().await;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("../evil.csv", TABLE), ("清冊/system.csv", TABLE)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let files: [File<'_>; 3] =
        [("files", "all.zip", &zip), ("files", "photo.png", b"\x89PNG"), ("files", "empty.csv", b"")];
    let (_, page) = door.preview(&[], &files).await;
    assert!(page.contains("all.zip/清冊/system.csv"), "{page}");
    for words in [">ready<", ">refused<", ">not recognised<", "suspicious path"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!Path::new("/evil.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_is_shown_as_it_will_be_after_those_before_it() {
    let door = Door::open().await;
    let of = |reach: &str, day: &str| format!("id,reach,生效日\nweb,{reach},{day}\n");
    let (first, second) = (of("internal", "2025-02-01"), of("internet", "2025-03-01"));
    let files: [File<'_>; 2] = [("files", "a.csv", first.as_bytes()), ("files", "b.csv", second.as_bytes())];
    let (place, page) = door.preview(&[], &files).await;
    assert_eq!(page.matches(">ready<").count(), 2, "{page}");
    // Without the first, the second changes something else: that is shown before it is recorded.
    let mut fields = vec![("preview", value(&page, "preview")), ("offered", "0"), ("offered", "1")];
    fields.extend([("take", "1"), ("action", "record")]);
    door.post(&place, &fields).await;
    let page = door.settled(&place).await;
    assert!(page.contains("or other files were chosen"), "{page}");
    let mut fields = vec![("preview", value(&page, "preview")), ("offered", "0"), ("offered", "1")];
    fields.extend([("take", "0"), ("take", "1"), ("action", "check")]);
    door.post(&place, &fields).await;
    let page = door.settled(&place).await;
    assert_eq!(page.matches(">ready<").count(), 2, "{page}");
    door.post(&place, &[("preview", value(&page, "preview")), ("action", "record")]).await;
    assert!(door.settled(&place).await.contains("What came of it"));
    let (_, page) = door.preview(&[], &files).await;
    assert_eq!((page.matches(">ready<").count(), page.matches(">the same<").count()), (0, 2), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_others_are_refused() {
    let door = Door::open().await;
    let files: [File<'_>; 1] = [("files", "system.csv", TABLE.as_bytes())];
    let content = "multipart/form-data; boundary=XX";
    let good = || multipart(&[("token", &door.token)], &files);
    let refused = |answer: Answer, why: &str| {
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{why}: {}", answer.body);
        assert!(door.spool().is_empty(), "{why}");
    };
    refused(door.send("/intake/files", content, multipart(&[], &files), &[]).await, "no token");
    refused(
        door.send("/intake/files", content, multipart(&[("token", &"0".repeat(64))], &files), &[]).await,
        "a wrong token",
    );
    let late = multipart(&[], &[files[0]]);
    refused(door.send("/intake/files", content, late, &[]).await, "files before the token");
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "https://localhost:8600"),
        ("origin", "http://localhost:9999"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
        ("cookie", "zilu-session=short"),
        ("cookie", ""),
    ] {
        refused(
            door.send("/intake/files", content, good(), &[(name, value)]).await,
            &format!("{name}: {value}"),
        );
    }
    let silent = [("origin", ""), ("sec-fetch-site", "")];
    refused(door.send("/intake/files", content, good(), &silent).await, "a client that says nothing");
    let other = Door::open().await;
    refused(
        door.send("/intake/files", content, good(), &[("cookie", &other.cookie)]).await,
        "another session",
    );
    // The same for what a form without files does.
    for path in ["/intake/undo", "/intake/00112233445566778899aabbccddeeff"] {
        let body = b"act=1&reason=x&action=record".to_vec();
        let kind = "application/x-www-form-urlencoded";
        assert_eq!(door.send(path, kind, body.clone(), &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        let foreign = [("origin", "http://evil.example")];
        assert_eq!(door.send(path, kind, body, &foreign).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(door.get("/api/imports").await.data().as_array().unwrap().len(), 0);
    // Another session does not see what this one brought.
    let (place, _) = door.preview(&[], &files).await;
    let strange = ask(door.server.clone(), &place, &[("cookie", &other.cookie)]).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_uploads_do_no_harm() {
    let door = Door::open().await;
    let bomb = "../../../etc/<img src=x onerror=alert(1)>\u{202e}.csv";
    let (_, page) = door.preview(&[], &[("files", bomb, b"<script>alert(1)</script>,id\n")]).await;
    assert!(!page.contains("<img src=x") && !page.contains("<script>alert"), "{page}");
    assert!(page.contains("etc/&lt;img src=x onerror=alert(1)&gt;"), "{page}");
    assert!(!page.contains("../"), "{page}");
    for body in [
        &b""[..],
        b"--XX",
        b"--XX\r\n\r\n",
        b"garbage",
        b"--XX\r\nContent-Disposition: form-data\r\n\r\n\r\n--XX--\r\n",
    ] {
        let answer = door.send("/intake/files", "multipart/form-data; boundary=XX", body.to_vec(), &[]).await;
        assert!(answer.status.is_client_error(), "{body:?}: {}", answer.status);
    }
    let answer = door.send("/intake/files", "text/plain", b"x".to_vec(), &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        door.upload(&[], &[("files", "", b"")]).await.status,
        StatusCode::BAD_REQUEST,
        "nothing chosen"
    );
    let small = Door::open_with(10_000).await;
    let large = vec![b'a'; 20_000];
    let answer = small.upload(&[], &[("files", "large.csv", &large)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(small.spool().is_empty(), "{:?}", small.spool());
    let field = "x".repeat(5_000);
    assert_eq!(small.upload(&[("reason", &field)], &[]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_server_that_only_shows_takes_nothing() {
    let page = ask(crate::company::server(), "/intake?lang=en", &[]).await;
    assert!(
        page.body.contains("Files are not taken here") && !page.body.contains("<form class=\"intake-form\"")
    );
    assert!(
        !page.headers.get_all("set-cookie").iter().any(|line| line.to_str().unwrap().contains("session"))
    );
    let request = Request::post("/intake/files")
        .header("host", "localhost")
        .header("content-type", "multipart/form-data; boundary=XX");
    let answer = send(crate::company::server(), request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(crate::company::server(), "/intake/files", &[]).await.header("location"), "/intake");
}
