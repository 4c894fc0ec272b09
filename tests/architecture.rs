//! The house stays as it is laid out: modules use only those above them, egui stays in the window, money is never
//! binary floating point, and nothing reaches for a network.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up, as `lib.rs` tells them; those of the last line are ways in and don't use each other.
fn order() -> Vec<(usize, String)> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let lines: Vec<&str> =
        lib.lines().filter(|l| l.starts_with("//! ") && l[4..].starts_with(|c: char| c.is_ascii_digit())).collect();
    let mut order = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for module in line.split("[`").skip(1).filter_map(|t| t.split('`').next()) {
            let height = if number + 1 == lines.len() { usize::MAX } else { order.len() };
            order.push((height, module.to_owned()));
        }
    }
    order
}

/// Every source file with its top module, and its code without comments; `tests` tells whether test modules stay in.
fn sources(tests: bool) -> Vec<(PathBuf, String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files
        .into_iter()
        .filter(|path| tests || !path.ends_with("tests.rs"))
        .map(|path| {
            let inside = path.strip_prefix(&root).unwrap().to_owned();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let text = if tests { text.as_str() } else { text.split("#[cfg(test)]").next().unwrap() };
            let code = text.lines().map(|l| l.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
            (inside, module, code)
        })
        .collect()
}

/// The modules that a code names after `crate::`, groups included.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        let names = match after.strip_prefix('{') {
            // Of a group only the first part of each path counts; braces inside are other modules' own.
            Some(group) => {
                let (mut depth, mut part, mut parts) = (0, String::new(), Vec::new());
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
                        c if depth == 0 => part.push(c),
                        _ => {}
                    }
                }
                parts.push(part);
                parts
            }
            None => vec![after.to_owned()],
        };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                found.push(name);
            }
        }
    }
    found
}

#[test]
fn a_group_of_imports_is_read() {
    assert_eq!(used("use crate::{money::{Money, Rate}, month::Month};\ncrate::ui::run()"), ["money", "month", "ui"]);
}

#[test]
fn a_module_uses_only_those_above_it() {
    let order = order();
    let height = |path: &Path, module: &str| {
        let place = order.iter().find(|(_, m)| m == module);
        place.unwrap_or_else(|| panic!("{}: lib.rs does not tell of {module}", path.display())).0
    };
    for (path, module, code) in sources(false) {
        // A module's tests in a file of their own may look wherever they want to.
        // `main` and its allocator are the program around the library.
        if matches!(module.as_str(), "lib" | "main" | "allocator") || path.ends_with("tests.rs") {
            continue;
        }
        let own = height(&path, &module);
        for name in used(&code).into_iter().filter(|name| *name != module) {
            assert!(height(&path, &name) < own, "{} uses {name}, which is not above it", path.display());
        }
    }
}

#[test]
fn lib_tells_of_the_modules_that_are_there() {
    let order: Vec<String> = order().into_iter().map(|(_, module)| module).collect();
    let fixed = ["money", "finding", "dataset", "intake", "scenario", "journal", "simulation", "report", "session"];
    let places: Vec<_> =
        fixed.iter().map(|m| order.iter().position(|o| o == m).expect("a module of the house")).collect();
    assert!(places.is_sorted(), "the pipeline is told in another order: {order:?}");
    let there: Vec<String> = sources(false).into_iter().map(|(_, module, _)| module).collect();
    for module in &order {
        assert!(there.contains(module), "{module} is told of, and is not there");
    }
}

#[test]
fn only_the_window_knows_egui() {
    for (path, module, code) in sources(true) {
        let allowed = module == "ui" || module == "main";
        let knows = ["egui", "eframe", "winit", "wgpu"].iter().any(|name| code.contains(name));
        assert!(allowed || !knows, "{}", path.display());
    }
}

/// Stochastic runs alone may use floats: they report quantiles, not books.
#[test]
fn money_is_never_a_float() {
    let exact =
        ["money", "month", "pension", "dataset", "checks", "scenario", "journal", "simulation", "measures", "answers"];
    for (path, module, code) in sources(false) {
        if !exact.contains(&module.as_str()) || path.iter().any(|part| part == "stochastic") {
            continue;
        }
        for word in ["f32", "f64", "to_f64", "from_f64", "as_float", "as f"] {
            let whole = |(at, _): (usize, &str)| {
                let after = code[at + word.len()..].chars().next();
                let before = code[..at].chars().next_back();
                let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                !part(before) && !part(after)
            };
            assert!(!code.match_indices(word).any(whole), "{}: {word}", path.display());
        }
    }
}

/// The packages of Cargo.lock that ours builds on, tests' own left out: name and dependencies.
fn packages() -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock: toml_edit::DocumentMut = fs::read_to_string(root.join("Cargo.lock")).unwrap().parse().unwrap();
    let mut packages: Vec<(String, Vec<String>)> = Vec::new();
    for package in lock["package"].as_array_of_tables().unwrap() {
        let name = package["name"].as_str().unwrap().to_owned();
        let all = package.get("dependencies").and_then(|d| d.as_array()).into_iter().flatten();
        let names = all.filter_map(|d| d.as_str()?.split(' ').next().map(str::to_owned)).collect();
        packages.push((name, names));
    }
    let manifest: toml_edit::DocumentMut = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let mut wanted: Vec<String> =
        manifest["dependencies"].as_table().unwrap().iter().map(|(name, _)| name.to_owned()).collect();
    let mut reached: Vec<(String, Vec<String>)> = Vec::new();
    while let Some(name) = wanted.pop() {
        if reached.iter().any(|(n, _)| *n == name) {
            continue;
        }
        let needs: Vec<String> =
            packages.iter().filter(|(n, _)| *n == name).flat_map(|(_, needs)| needs.clone()).collect();
        wanted.extend(needs.clone());
        reached.push((name, needs));
    }
    reached
}

/// tokio stands in Cargo.lock for the web alone, and without its network part, which is `mio` and `socket2`.
#[test]
fn nothing_reaches_for_a_network() {
    let refused = [
        "reqwest",
        "hyper",
        "ureq",
        "curl",
        "curl-sys",
        "isahc",
        "attohttpc",
        "minreq",
        "surf",
        "h2",
        "http",
        "openssl",
        "openssl-sys",
        "native-tls",
        "rustls",
        "mio",
        "tokio-net",
        "tungstenite",
        "quinn",
        "socket2",
        "ehttp",
        "webbrowser",
    ];
    let packages = packages();
    assert!(packages.len() > 50, "Cargo.lock was not read");
    let found: Vec<&str> = packages.iter().map(|(n, _)| n.as_str()).filter(|n| refused.contains(n)).collect();
    assert!(found.is_empty(), "{found:?}");
    for (path, _, code) in sources(false) {
        for name in ["std::net", "TcpStream", "UdpSocket", "TcpListener"] {
            assert!(!code.contains(name), "{}: {name}", path.display());
        }
    }
}
