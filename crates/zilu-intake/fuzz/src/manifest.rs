//! A small binary manifest, written by us.

/// A manifest of `com.example.app`, version 1.2 (code 12), that asks for these permissions.
pub fn binary_manifest(permissions: &[&str]) -> Vec<u8> {
    // Attribute names come first, so that the list of resources numbers them.
    let mut strings: Vec<&str> = vec![
        "name",
        "versionCode",
        "versionName",
        "minSdkVersion",
        "targetSdkVersion",
        "package",
        "manifest",
        "uses-sdk",
        "uses-permission",
        "com.example.app",
        "1.2",
        "application",
    ];
    strings.extend(permissions);
    let number =
        |text: &str| strings.iter().position(|string| *string == text).map_or(u32::MAX, |at| at as u32);
    let text = |name: &str, value: &str| [u32::MAX, number(name), number(value), 0x0300_0008, number(value)];
    let integer = |name: &str, value: u32| [u32::MAX, number(name), u32::MAX, 0x1000_0008, value];
    let mut body = Vec::new();
    body.extend(pool(&strings));
    body.extend(chunk(0x0180, 8, &words(&[0x0101_0003, 0x0101_021B, 0x0101_021C, 0x0101_020C, 0x0101_0270])));
    let start = |name: &str, attributes: &[[u32; 5]]| {
        let mut content =
            words(&[1, u32::MAX, u32::MAX, number(name), 0x0014_0014, attributes.len() as u32, 0]);
        attributes.iter().for_each(|attribute| content.extend(words(attribute)));
        chunk(0x0102, 16, &content)
    };
    let end = |name: &str| chunk(0x0103, 16, &words(&[1, u32::MAX, u32::MAX, number(name)]));
    let root = [text("package", "com.example.app"), integer("versionCode", 12), text("versionName", "1.2")];
    body.extend(start("manifest", &root));
    body.extend(start("uses-sdk", &[integer("minSdkVersion", 26), integer("targetSdkVersion", 35)]));
    body.extend(end("uses-sdk"));
    for permission in permissions {
        body.extend(start("uses-permission", &[text("name", permission)]));
        body.extend(end("uses-permission"));
    }
    body.extend(start("application", &[]));
    body.extend(end("application"));
    body.extend(end("manifest"));
    chunk(0x0003, 8, &body)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn chunk(kind: u16, header: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(header.to_le_bytes());
    bytes.extend((content.len() as u32 + 8).to_le_bytes());
    bytes.extend(content);
    bytes
}

fn pool(strings: &[&str]) -> Vec<u8> {
    let (mut offsets, mut text) = (Vec::new(), Vec::new());
    for string in strings {
        offsets.push(text.len() as u32);
        let units: Vec<u16> = string.encode_utf16().collect();
        text.extend((units.len() as u16).to_le_bytes());
        text.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        text.extend([0, 0]);
    }
    text.resize(text.len().next_multiple_of(4), 0);
    let count = strings.len() as u32;
    let mut content = words(&[count, 0, 0, 28 + count * 4, 0]);
    content.extend(words(&offsets));
    content.extend(text);
    chunk(0x0001, 28, &content)
}
