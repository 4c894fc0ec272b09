//! Files as they are read, before anything is understood: the texts of their cells, and how bad workbooks end.
//!
//! The larger tests read other people's files, which stand beside the checkout where there are any.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tongchou::intake::{self, Reading};
use tongchou::session::reading::{self, Watch};

/// A folder of files that nobody here wrote; says aloud where there is none.
fn corpora(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora").join(folder);
    if !path.is_dir() {
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn cells(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
    command.current_dir(folder).arg("cells").args(arguments).output().expect("the program starts")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every string of a JSON text in order; the corner cases hold nothing but objects of strings.
fn strings(json: &str) -> Vec<String> {
    let (mut found, mut characters) = (Vec::new(), json.chars());
    while characters.any(|c| c == '"') {
        let mut text = String::new();
        loop {
            match characters.next().expect("a string ends") {
                '"' => break,
                '\\' => text.push(match characters.next().expect("an escape") {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => {
                        let code: String = characters.by_ref().take(4).collect();
                        char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap()
                    }
                    other => other,
                }),
                c => text.push(c),
            }
        }
        found.push(text);
    }
    found
}

#[test]
fn corner_cases_equal_their_json() {
    let Some(folder) = corpora("csv-spectrum") else { return };
    let mut count = 0;
    for path in files_below(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(case) = name.strip_prefix("csvs__").and_then(|n| n.strip_suffix(".csv")) else { continue };
        let mut bytes = fs::read(&path).unwrap();
        // Copying through git may have taken the carriage returns that these are about.
        if case.ends_with("_crlf") && !bytes.contains(&b'\r') {
            bytes = String::from_utf8(bytes).unwrap().replace('\n', "\r\n").into_bytes();
        }
        let sheets = intake::sheets(name, &bytes).unwrap();
        let sheet = &sheets[0];
        let mut rows = (0..sheet.height()).filter(|row| sheet.width(*row) > 0);
        let header: Vec<&str> = sheet.row(rows.next().unwrap()).collect();
        let mut read = Vec::new();
        for row in rows {
            assert_eq!(sheet.width(row), header.len(), "{case}");
            read.extend(header.iter().copied().zip(sheet.row(row)).flat_map(|(key, cell)| [key, cell]));
        }
        let json = fs::read_to_string(folder.join(format!("json__{case}.json"))).unwrap();
        let mut expected = strings(&json);
        // There the two files themselves give two telephone numbers.
        if case == "location_coordinates" {
            assert_eq!((read[1], &*expected[1]), ("2095257564", "1234567890"));
            expected[1] = read[1].to_owned();
        }
        assert_eq!(read, expected, "{case}");
        count += 1;
    }
    assert_eq!(count, 12);
}

#[test]
fn cells_are_listed_one_a_line() {
    let folder = TempDir::new().unwrap();
    let (gbk, ..) = encoding_rs::GBK.encode("区县;金额\n\n\"屯溪\n区\";1,5\n");
    fs::write(folder.path().join("a.csv"), &gbk).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("一,二").unwrap();
    sheet.write_number(3, 1, 0.5).unwrap();
    book.save(folder.path().join("b.xlsx")).unwrap();
    let output = cells(folder.path(), &["a.csv", "b.xlsx", "--out", "cells.csv"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(
        fs::read_to_string(folder.path().join("cells.csv")).unwrap(),
        "file,sheet,row,column,text\na.csv,,1,1,区县\na.csv,,1,2,金额\na.csv,,3,1,\"屯溪\n区\"\na.csv,,3,2,\"1,5\"\n\
         b.xlsx,\"一,二\",4,2,0.5\n"
    );
    // What can't be read is said; the rest is there.
    fs::write(folder.path().join("c.xlsx"), b"PK\x03\x04").unwrap();
    let output = cells(folder.path(), &["c.xlsx", "b.xlsx", "--out", "cells.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).starts_with("c.xlsx: 错误: 工作簿打不开"), "{}", errors(&output));
    assert_eq!(fs::read_to_string(folder.path().join("cells.csv")).unwrap().lines().count(), 2);
    // An encoding that is told is taken.
    let output = cells(folder.path(), &["--encoding", "windows-1252", "a.csv", "--out", "cells.csv"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(fs::read_to_string(folder.path().join("cells.csv")).unwrap().contains("a.csv,,1,1,ÇøÏØ"));
    let output = cells(folder.path(), &["--encoding", "martian", "a.csv", "--out", "cells.csv"]);
    assert_eq!(output.status.code(), Some(2));
}

/// An xlsx of one sheet with given XML for its rows, and one shared string.
fn xlsx(rows: &str, shared: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
                 Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relation}\"><sheets><sheet name=\"s\" sheetId=\"1\" \
                 r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
                 Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" \
                 Type=\"{relation}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\"><si><t>{shared}</t></si></sst>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn small_files_that_ask_for_much_are_refused_or_read() {
    let folder = TempDir::new().unwrap();
    let corners =
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    fs::write(folder.path().join("corners.xlsx"), xlsx(corners, "")).unwrap();
    let output = cells(folder.path(), &["corners.xlsx", "--out", "cells.csv"]);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(
        fs::read_to_string(folder.path().join("cells.csv")).unwrap(),
        "file,sheet,row,column,text\ncorners.xlsx,s,1,1,1\ncorners.xlsx,s,1048576,16384,2\n"
    );
    // One long text, and thousands of cells that show it: a gigabyte out of a small file.
    let rows: String =
        (1..=8000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    fs::write(folder.path().join("texts.xlsx"), xlsx(&rows, &"字".repeat(50_000))).unwrap();
    // One text alone, which is as large.
    fs::write(folder.path().join("text.xlsx"), xlsx("", &"a".repeat(300 << 20))).unwrap();
    for name in ["texts.xlsx", "text.xlsx"] {
        let output = cells(folder.path(), &[name, "--out", "cells.csv"]);
        assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
        assert!(
            errors(&output).starts_with(&format!("{name}: 错误: 读这个工作簿所需的内存太多")),
            "{}",
            errors(&output)
        );
    }
}

#[test]
fn a_reading_ends_when_its_time_is_over_or_it_is_given_up() {
    reading::set_program(env!("CARGO_BIN_EXE_tongchou").into());
    let book = xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "");
    let read = |watch: &Watch| reading::read("a.xlsx", &book, &Reading::default(), watch);
    assert_eq!(read(&Watch::of_window()).unwrap().sheets[0].cell(0, 0), "1");
    let late = Watch { time: Duration::ZERO, ..Watch::of_command() };
    assert_eq!(read(&late).unwrap_err()[0].code, "workbook-too-slow");
    let stopped = Watch::of_window();
    stopped.stop.store(true, Ordering::Relaxed);
    assert_eq!(read(&stopped).unwrap_err(), []);
}

/// All files of all corpora: none ends the program or holds it up, and each that is refused says why.
#[test]
fn no_file_of_others_ends_the_program() {
    let Some(folder) = corpora("") else { return };
    let temporary = TempDir::new().unwrap();
    let out = temporary.path().join("out.csv");
    let (mut read, mut refused, mut slowest) = (0, 0, (Duration::ZERO, PathBuf::new()));
    for path in files_below(&folder) {
        for command in ["cells", "import"] {
            let began = Instant::now();
            let mut program = Command::new(env!("CARGO_BIN_EXE_tongchou"));
            let output = program.arg(command).arg(&path).arg("--out").arg(&out).output().unwrap();
            slowest = slowest.max((began.elapsed(), path.clone()));
            let status = output.status.code();
            assert!(matches!(status, Some(0 | 1)), "{command} {}: {status:?} {}", path.display(), errors(&output));
            assert!(status == Some(0) || errors(&output).contains("错误: "), "{command} {}", path.display());
            if command == "cells" {
                if status == Some(0) {
                    read += 1
                } else {
                    refused += 1
                }
                if status == Some(1) {
                    println!("{}", errors(&output).trim());
                }
            }
        }
    }
    println!("{read} files read, {refused} refused; the slowest took {:?}: {}", slowest.0, slowest.1.display());
    assert!(read > 250, "{read} files read only");
}
