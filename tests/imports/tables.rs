//! Tables are found in sheets that nobody here wrote: each value that their readers tell of is found at its row and
//! column.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;
use tongchou::finding::Origin;
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

/// A table as somebody might draw it up, before it is a sheet.
#[derive(Clone, Debug)]
struct Drawn {
    titles: usize,
    unit: bool,
    gap: bool,
    /// How the rows are named.
    naming: Naming,
    /// How many columns stand under each heading.
    groups: Vec<usize>,
    /// Whether the headings of groups stand above those of columns.
    two_rows: bool,
    total: bool,
    notes: usize,
    cells: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug)]
enum Naming {
    County,
    CountyAndMonth,
    CountyOnceAndMonth,
    Year,
    CountedCounty,
}

const COUNTIES: [&str; 7] = ["屯溪区", "黄山区", "徽州区", "歙县", "休宁县", "黟县", "祁门县"];
const LEAVES: [&str; 9] =
    ["参保人数", "缴费人数", "征缴收入", "财政补助", "利息", "养老金", "丧葬费", "其他支出", "累计结余"];
const GROUPS: [&str; 3] = ["人数", "基金收入", "基金支出"];

impl Drawn {
    fn names(&self, row: usize) -> Vec<String> {
        let county = || COUNTIES[row % 7].to_owned();
        let block = || COUNTIES[row / 3 % 7].to_owned();
        match self.naming {
            Naming::County => vec![county()],
            Naming::CountyAndMonth | Naming::CountyOnceAndMonth => vec![block(), format!("2004年{}月", row % 3 + 1)],
            Naming::Year => vec![(2004 + row).to_string()],
            Naming::CountedCounty => vec![(row + 1).to_string(), county()],
        }
    }

    fn label_headings(&self) -> &'static [&'static str] {
        match self.naming {
            Naming::County => &["地  区"],
            Naming::CountyAndMonth | Naming::CountyOnceAndMonth => &["区县", "年月"],
            Naming::Year => &["年份"],
            Naming::CountedCounty => &["序号", "区县"],
        }
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let width: usize = self.groups.iter().sum();
        let labels = self.label_headings();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let titles = ["黄山市基本养老保险基金情况表", "2004年度", "（企业职工）"];
        rows.extend(titles[..self.titles].iter().map(|title| vec![(*title).to_owned()]));
        if self.unit {
            let mut row = vec![String::new(); labels.len() + width - 1];
            row.push("单位：万元".to_owned());
            rows.push(row);
        }
        if self.gap {
            rows.push(Vec::new());
        }
        let mut top: Vec<String> = labels.iter().map(|l| (*l).to_owned()).collect();
        let mut below = vec![String::new(); labels.len()];
        let mut leaf = 0;
        for (group, size) in self.groups.iter().enumerate() {
            for place in 0..*size {
                top.push(if place == 0 { GROUPS[group].to_owned() } else { String::new() });
                below.push(LEAVES[leaf].to_owned());
                leaf += 1;
            }
        }
        if self.two_rows {
            rows.extend([top, below]);
        } else {
            rows.push(top[..labels.len()].iter().cloned().chain(below[labels.len()..].iter().cloned()).collect());
        }
        for (index, cells) in self.cells.iter().enumerate() {
            let mut names = self.names(index);
            if matches!(self.naming, Naming::CountyOnceAndMonth) && index % 3 > 0 {
                names[0].clear();
            }
            rows.push(names.into_iter().chain(cells.iter().cloned()).collect());
        }
        if self.total {
            let mut row = vec![String::new(); labels.len()];
            row[0] = "合 计".to_owned();
            row.extend((0..width).map(|n| format!("{}.5", 10_000 + n)));
            rows.push(row);
        }
        rows.extend(["注：本表不含市本级。", "资料来源：统计年鉴"][..self.notes].iter().map(|n| vec![(*n).to_owned()]));
        rows
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (0..100_000_000u64).prop_map(|fen| format!("{}.{:02}", fen / 100, fen % 100)),
        4 => (0..5_000u32).prop_map(|persons| persons.to_string()),
        1 => (1_000..9_999u32).prop_map(|n| format!("{},{n:03}", n % 90 + 1, n = n % 1000)),
        1 => (1..999u32).prop_map(|n| format!("({n})")),
        1 => Just("-".to_owned()),
        1 => Just(String::new()),
    ]
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let naming = prop_oneof![
        Just(Naming::County),
        Just(Naming::CountyAndMonth),
        Just(Naming::CountyOnceAndMonth),
        Just(Naming::Year),
        Just(Naming::CountedCounty)
    ];
    let groups = prop::collection::vec(1..=3usize, 1..=3);
    let shape = (0..=3usize, any::<bool>(), any::<bool>(), naming, groups, any::<bool>(), any::<bool>(), 0..=2usize);
    (shape, 1..=3usize).prop_flat_map(|((titles, unit, gap, naming, groups, two_rows, total, notes), blocks)| {
        let width: usize = groups.iter().sum();
        let cells = prop::collection::vec(prop::collection::vec(cell(), width), blocks * 3)
            // Headings over nothing but blanks and dashes are no table.
            .prop_filter("a value", |rows: &Vec<Vec<String>>| {
                rows.iter().flatten().any(|cell| !matches!(&**cell, "" | "-"))
            });
        cells.prop_map(move |cells| {
            let groups = groups.clone();
            Drawn { titles, unit, gap, naming, groups, two_rows, total, notes, cells }
        })
    })
}

fn sheet_of(rows: &[Vec<String>]) -> Arc<Sheet> {
    let mut sheet = Sheet::new(Origin::file("a.csv"));
    for row in rows {
        for cell in row {
            sheet.push(cell).unwrap();
        }
        sheet.end_row();
    }
    Arc::new(sheet)
}

proptest! {
    /// A table that was drawn up is read back: each value with its names and its innermost heading, none besides.
    #[test]
    fn a_drawn_table_is_read_back(drawn in drawn()) {
        let sheet = sheet_of(&drawn.rows());
        let tables = tables(&sheet, &TableHints::default());
        prop_assert_eq!(tables.len(), 1, "{:?}", sheet);
        let mut read = Vec::new();
        let take = |value: values::Value<'_>| -> Result<(), ()> {
            let leaf = value.column.path.last().map(|h| h.text.clone()).unwrap_or_default();
            read.push((value.row_names.to_vec(), leaf, value.text.to_owned()));
            Ok(())
        };
        values::each(&tables[0], take).unwrap();
        let mut expected = Vec::new();
        for (index, cells) in drawn.cells.iter().enumerate() {
            for (leaf, cell) in LEAVES.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                expected.push((drawn.names(index), (*leaf).to_owned(), cell.clone()));
            }
        }
        if drawn.total {
            read.retain(|(names, ..)| names[0] != "合计");
        }
        prop_assert_eq!(read, expected, "{:?}", sheet);
    }

    /// Cells in any disorder are no reason to stop, and each is told of once at most.
    #[test]
    fn any_cells_are_read(rows in prop::collection::vec(prop::collection::vec(
        prop::sample::select(vec![
            "", "", "", "1", "2", "2004", "200401", "1.5", "-", "地区", "年月", "合计", "其中：", "注：", "单位：万元", "甲",
            "收入", "1月", "2004年", "其他支出", "（1）", "一、", "续表", "(人)", "%", "=", "\n", "#", "Region",
        ]), 0..8), 0..30))
    {
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect();
        let sheet = sheet_of(&rows);
        let mut told = BTreeMap::new();
        for table in tables(&sheet, &TableHints::default()) {
            prop_assert!(table.titles.end <= table.header.start && table.header.end <= sheet.height());
            prop_assert!(!table.values.is_empty());
            for line in table.lines.iter().filter(|line| !line.names.is_empty()) {
                prop_assert_eq!(line.names.len(), table.labels.len());
            }
            let count = |value: values::Value<'_>| -> Result<(), ()> {
                *told.entry((value.origin.row, value.origin.column)).or_insert(0) += 1;
                Ok(())
            };
            values::each(&table, count).unwrap();
        }
        prop_assert!(told.values().all(|times| *times == 1), "{:?}", told);
    }
}
