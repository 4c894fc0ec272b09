//! Gives the Windows program its icon, its name in the file's properties, and its manifest.

const ICON: &str = "assets/icon/tongchou.ico";
const MANIFEST: &str = "assets/windows.manifest";
const SIMPLIFIED_CHINESE: u16 = 0x0804;

fn main() {
    for file in ["build.rs", ICON, MANIFEST] {
        println!("cargo:rerun-if-changed={file}");
    }
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
