//! Lays the texts of both languages out as the program reads them, and gives the Windows program its icon, its name in the
//! file's properties, and its manifest.

use std::path::Path;

const ICON: &str = "assets/icon/tongchou.ico";
const MANIFEST: &str = "assets/windows.manifest";
const LOCALES: [&str; 2] = ["zh", "en"];
const SIMPLIFIED_CHINESE: u16 = 0x0804;

fn main() {
    for file in ["build.rs", ICON, MANIFEST] {
        println!("cargo:rerun-if-changed={file}");
    }
    LOCALES.iter().for_each(|code| lay_out_texts(code));
    // Set by the target: the machine that builds need not be the one that runs.
    if std::env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return;
    }
    winresource::WindowsResource::new()
        .set_icon(ICON)
        .set_manifest_file(MANIFEST)
        .set_language(SIMPLIFIED_CHINESE)
        .set("ProductName", "统筹")
        .set("FileDescription", "统筹：企业职工基本养老保险基金统筹测算")
        .set("LegalCopyright", "The Tongchou authors, MIT")
        .compile()
        .expect("windres (mingw-w64) or rc (Windows SDK) should make the resources");
}

/// The texts of `assets/locales/CODE.toml` as `CODE.texts`: each dotted key and its text, a NUL behind either. Reading
/// TOML would be most of what the program does to start.
fn lay_out_texts(code: &str) {
    let file = format!("assets/locales/{code}.toml");
    println!("cargo:rerun-if-changed={file}");
    let source = std::fs::read_to_string(&file).expect("the locale file can be read");
    let document: toml_edit::DocumentMut = source.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut laid_out = String::new();
    flatten("", document.as_table(), &mut laid_out);
    let folder = std::env::var_os("OUT_DIR").expect("Cargo says where");
    std::fs::write(Path::new(&folder).join(format!("{code}.texts")), laid_out).expect("the texts can be written");
}

fn flatten(prefix: &str, table: &toml_edit::Table, into: &mut String) {
    for (key, item) in table {
        let key = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
        match (item.as_str(), item.as_table()) {
            (Some(text), _) => into.extend([&key, "\0", text, "\0"]),
            (None, Some(table)) => flatten(&key, table, into),
            (None, None) => panic!("{key} is neither a text nor a table of texts"),
        }
    }
}
