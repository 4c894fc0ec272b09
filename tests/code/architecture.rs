//! The house stays as it is laid out: modules use only those above them, egui stays in the window, money is never
//! binary floating point, and nothing reaches for a network.

use std::collections::{BTreeMap, BTreeSet};
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

/// The paths that a code names, groups of imports spelt out, each with whether it is handed on (`pub use`).
fn paths(code: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let import = statement.rfind("use ").filter(|at| {
            let starts = statement[..*at].chars().next_back().is_none_or(char::is_whitespace);
            let tree = &statement[at + 4..];
            starts && tree.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_:{},*".contains(c))
        });
        let (before, tree) = statement.split_at(import.unwrap_or(statement.len()));
        let words = before.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        found.extend(
            words.filter(|word| word.contains("::")).map(|word| (word.trim_end_matches(':').to_owned(), false)),
        );
        let public = before.trim_end().rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with("pub"));
        found.extend(tree.strip_prefix("use ").into_iter().flat_map(spelt_out).map(|path| (path, public)));
    }
    found
}

/// The paths of an import, one by one.
fn spelt_out(tree: &str) -> Vec<String> {
    let Some(open) = tree.find('{') else {
        return vec![tree.split(" as ").next().unwrap().split_whitespace().collect()];
    };
    let (head, group) = (tree[..open].trim(), &tree[open + 1..tree.rfind('}').unwrap()]);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in group.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match (c, depth) {
            (',', 0) => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| spelt_out(part)).map(|part| format!("{head}{part}")).collect()
}

/// The modules that a code names after `crate::`.
fn used(code: &str) -> Vec<String> {
    let mut found: Vec<String> = paths(code)
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("crate::")?.split("::").next().map(str::to_owned))
        .collect();
    found.dedup();
    found
}

#[test]
fn a_group_of_imports_is_read() {
    assert_eq!(used("use crate::{money::{Money, Rate}, month::Month};\ncrate::ui::run()"), ["money", "month", "ui"]);
}

#[test]
fn imports_within_a_folder_are_read() {
    let code = "pub use self::{a::{B, c}, d as e};\nfn f() { super::g::h(\"i::j\"); }\nuse k;";
    let found: Vec<String> =
        paths(code).into_iter().map(|(path, public)| if public { format!("pub {path}") } else { path }).collect();
    assert_eq!(found, ["pub self::a::B", "pub self::a::c", "pub self::d", "super::g::h", "i::j", "k"]);
}

/// The modules by their paths, with the paths each of them names.
struct House(BTreeMap<Vec<String>, Vec<(Vec<String>, bool)>>);

impl House {
    fn read() -> House {
        let module = |path: &Path| {
            let mut parts: Vec<String> =
                path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
            parts.pop_if(|last| *last == "mod");
            parts
        };
        let codes: BTreeMap<Vec<String>, String> =
            sources(false).into_iter().map(|(path, _, code)| (module(&path), code)).collect();
        let named = |own: &Vec<String>, code: &str| {
            let whole = |(path, public): (String, bool)| {
                let mut parts = path.split("::").map(str::to_owned).peekable();
                let mut from = own.clone();
                match parts.peek()?.as_str() {
                    "crate" => from.clear(),
                    "self" | "super" => {}
                    first => {
                        from.push(first.to_owned());
                        codes.get(&from)?;
                        from.pop();
                    }
                }
                while let Some(part) = parts.next_if(|part| ["crate", "self", "super"].contains(&part.as_str())) {
                    if part == "super" {
                        from.pop();
                    }
                }
                Some((from.into_iter().chain(parts).collect(), public))
            };
            paths(code).into_iter().filter_map(whole).collect()
        };
        House(codes.iter().map(|(own, code)| (own.clone(), named(own, code))).collect())
    }

    /// The module that holds what a path names, past those that only hand it on.
    fn home<'a>(&'a self, path: &'a [String]) -> Option<&'a [String]> {
        let length = (1..=path.len()).rev().find(|length| self.0.contains_key(&path[..*length]))?;
        let (module, item) = (&path[..length], path.get(length));
        let onward = |(to, public): &&(Vec<String>, bool)| *public && to.last() == item && to.as_slice() != path;
        match self.0[module].iter().find(onward) {
            Some((to, _)) if item.is_some() => self.home(to),
            _ => Some(module),
        }
    }

    /// Which files and folders of a folder use which others of it, at whatever depth.
    fn within(&self, folder: &[String]) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, named) in &self.0 {
            let Some([from, ..]) = module.strip_prefix(folder) else { continue };
            for home in named.iter().filter_map(|(path, _)| self.home(path)) {
                if let Some([to, ..]) = home.strip_prefix(folder).filter(|rest| rest.first() != Some(from)) {
                    uses.entry(from).or_default().insert(to);
                }
            }
        }
        uses
    }
}

/// The groups of names of which each leads to every other.
fn circles<'a>(uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<Vec<&'a str>> {
    let mut reached = uses.clone();
    loop {
        let further =
            |to: &BTreeSet<&'a str>| to.iter().filter_map(|name| reached.get(name)).flatten().copied().collect();
        let next: BTreeMap<&str, BTreeSet<&str>> =
            reached.iter().map(|(from, to)| (*from, to | &further(to))).collect();
        if next == reached {
            break;
        }
        reached = next;
    }
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|names| names.contains(to));
    let of =
        |name: &&'a str| reached.keys().copied().filter(|other| leads(name, other) && leads(other, name)).collect();
    reached.keys().filter(|name| leads(name, name)).map(of).collect()
}

/// What lies in one folder has an order, too, and can be read from the ground up.
#[test]
fn no_files_of_a_folder_use_each_other_in_a_circle() {
    assert_eq!(
        circles(&BTreeMap::from([
            ("a", BTreeSet::from(["b"])),
            ("b", BTreeSet::from(["a"])),
            ("c", BTreeSet::from(["a"]))
        ])),
        BTreeSet::from([vec!["a", "b"]])
    );
    let house = House::read();
    let folders: BTreeSet<&[String]> =
        house.0.keys().map(|module| &module[..module.len() - 1]).filter(|folder| !folder.is_empty()).collect();
    assert!(folders.len() > 15, "the folders were not read");
    for folder in folders {
        let name = folder.join("::");
        let circles = circles(&house.within(folder));
        assert!(circles.is_empty(), "{name}: {circles:?}");
    }
}

/// A result must not depend on where and when it is worked out; `threads` alone knows how many there may be.
#[test]
fn before_the_session_nothing_looks_around() {
    let order = order();
    let session = order.iter().find(|(_, module)| module == "session").unwrap().0;
    for (path, module, code) in sources(false) {
        if !order.iter().any(|(height, name)| *name == module && *height < session) {
            continue;
        }
        for word in ["std::env", "std::fs", "std::process", "std::time", "Instant::now", "SystemTime"] {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
        for word in ["std::thread", "thread::", "available_parallelism"] {
            assert!(module == "threads" || !code.contains(word), "{}: {word}", path.display());
        }
    }
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
    let exact = [
        "money",
        "month",
        "pension",
        "dataset",
        "checks",
        "scenario",
        "journal",
        "simulation",
        "measures",
        "answers",
        "assessment",
        "special_account",
    ];
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

#[test]
fn no_module_opens_a_socket() {
    for (path, _, code) in sources(false) {
        for name in ["std::net", "TcpStream", "UdpSocket", "TcpListener"] {
            assert!(!code.contains(name), "{}: {name}", path.display());
        }
    }
}
