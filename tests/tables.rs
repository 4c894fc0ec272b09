//! Tables are found in sheets that nobody here wrote: each value that their readers tell of is found at its row and
//! column.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_decimal::Decimal;
use tongchou::intake;
use tongchou::intake::table::{TableHints, tables, values};
use tongchou::intake::value::{Number, number};
use tongchou::sheet::Sheet;

/// Yearbook sheets as printed (`__raw`) beside what they mean, value by value (`__tidy`); outside the repository.
fn techme() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/techme");
    folder.is_dir().then_some(folder)
}

fn sheets(path: &Path) -> Vec<Arc<Sheet>> {
    let name = path.file_name().unwrap().to_string_lossy();
    intake::sheets(&name, &fs::read(path).unwrap()).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn amount(text: &str) -> Option<Decimal> {
    match number(text)? {
        Number::Known(number) => Some(number),
        Number::Unknown => None,
    }
}

/// Headings whose readers call them otherwise than they are printed: the file, the reader's word, the printed one.
const RENAMED: [(&str, &str, &str); 3] = [
    ("01-operation__2022", "主营业务收入", "营业收入"),
    ("02-RD__2023", "有效专利数", "有效发明专利数"),
    ("02-RD__2023", "技术引进经费支出", "引进境外技术经费支出"),
];

/// Places likewise: that year prints the sum as 国内, beside a 总计 with foreign countries.
const PLACES: [(&str, &str, &str); 1] = [("06-plant-variety__2020", "全国", "国内")];

/// A value of the raw file: its rows' names, its headings from the outermost, its number.
struct Found {
    names: Vec<String>,
    headings: Vec<String>,
    /// Whether no column stands left of it, so that it is the sum of those that do to its right.
    is_first: bool,
    number: Decimal,
}

fn found(path: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in sheets(path) {
        for table in tables(&sheet, &TableHints::default()) {
            let first = table.values.first().map(|column| column.index);
            let take = |value: values::Value<'_>| -> Result<(), ()> {
                let Some(number) = amount(value.text) else { return Ok(()) };
                found.push(Found {
                    names: value.row_names.iter().map(|name| without_spaces(name)).collect(),
                    headings: value.column.path.iter().map(|h| without_spaces(&h.text)).collect(),
                    is_first: Some(value.column.index) == first,
                    number,
                });
                Ok(())
            };
            values::each(&table, take).unwrap();
        }
    }
    found
}

#[test]
fn yearbook_sheets_give_each_value_at_its_row_and_column() {
    let Some(folder) = techme() else {
        println!("skipped: ../shared/corpora/techme is not there");
        return;
    };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut all, mut all_found, mut lost) = (0, 0, Vec::new());
    for tidy in files.iter().filter(|path| path.to_string_lossy().ends_with("__tidy.xlsx")) {
        let raw = PathBuf::from(tidy.to_string_lossy().replace("__tidy", "__raw"));
        let file = raw.file_name().unwrap().to_string_lossy().into_owned();
        let values = found(&raw);
        let mut by_name: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
        for value in &values {
            for name in &value.names {
                by_name.entry(name).or_default().push(value);
            }
        }
        let sheet = &sheets(tidy)[0];
        let column = |name| sheet.row(0).position(|heading| heading == name).unwrap();
        let (province, block, value) = (column("province"), column("chn_block4"), column("value"));
        let (mut told, mut here) = (0, 0);
        for row in 1..sheet.height() {
            let place = without_spaces(sheet.cell(row, province));
            let block = without_spaces(sheet.cell(row, block));
            // Readers leave a blank where the print has none.
            let Some(wanted) = amount(sheet.cell(row, value)) else {
                println!("no number told: {file} {place} {block} {:?}", sheet.cell(row, value));
                continue;
            };
            let called = PLACES.iter().find(|(f, p, _)| file.contains(f) && *p == place);
            let place = called.map_or(place.as_str(), |(.., printed)| printed);
            let renamed = RENAMED.iter().find(|(f, b, _)| file.contains(f) && *b == block);
            let printed = renamed.map_or(block.as_str(), |(.., printed)| printed);
            // The innermost Chinese heading names the block; of a sum the readers say 合计 whatever is printed.
            let is_block = |found: &&&Found| {
                found.headings.iter().any(|heading| heading.contains(printed)) || (block == "合计" && found.is_first)
            };
            told += 1;
            let at = by_name.get(place).into_iter().flatten().filter(is_block).collect::<Vec<_>>();
            if at.iter().any(|found| found.number == wanted) {
                here += 1;
            } else {
                let seen: Vec<String> = at.iter().map(|f| f.number.to_string()).collect();
                lost.push(format!("{file}: {place} {block} {wanted}, found {seen:?}"));
            }
        }
        println!("{here}/{told} {file}");
        all += told;
        all_found += here;
    }
    println!("{all_found}/{all} in all");
    assert!(all > 5_000, "{all} values are told of");
    assert!(lost.is_empty(), "{} lost\n{}", lost.len(), lost[..lost.len().min(60)].join("\n"));
}
