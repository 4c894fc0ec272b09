//! Reading a text file of a million rows in GBK and a workbook of 200,000 × 15 cells, beside pandas, polars and
//! python-calamine in the same run: `cargo bench --bench reading`.
//!
//! `cells` is the file as a sheet of cells, `data` the whole way to a checked dataset of exact money. The peers stop at typed
//! columns. Ratios above 1 mean that the peer takes longer.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tongchou::field::Field;
use tongchou::intake;

const COUNTIES: usize = 2_778;
const MONTHS: usize = 360;
const FIELDS: [Field; 8] = [
    Field::Contributors,
    Field::Retirees,
    Field::Base,
    Field::Due,
    Field::Collected,
    Field::Pension,
    Field::Backpay,
    Field::Balance,
];

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let (text, workbook) = (folder.path().join("months.csv"), folder.path().join("months.xlsx"));
    std::fs::write(&text, csv()).expect("the text file is written");
    xlsx(&workbook);
    let csv_cells = best(|| cells("months.csv", &text));
    let csv_data = best(|| data("months.csv", &text));
    let xlsx_cells = best(|| cells("months.xlsx", &workbook));
    println!("csv  1,000,080 rows, GBK, {} MB", size(&text));
    println!("  cells {csv_cells:.3} s   data {csv_data:.3} s");
    println!("xlsx 200,000 x 15, {} MB", size(&workbook));
    println!("  cells {xlsx_cells:.3} s");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/reading_peers.py");
    let peers = Command::new("python3").arg(script).arg(&text).arg(&workbook).output();
    let Ok(peers) = peers else { return println!("skipped: no python3 for the peers") };
    for line in String::from_utf8_lossy(&peers.stdout).lines() {
        let Some((name, seconds)) = line.split_once('\t') else { continue };
        match seconds.parse::<f64>() {
            Ok(seconds) if name.starts_with("csv") => println!(
                "  {name:22} {seconds:7.3} s   {:5.2} x cells   {:5.2} x data",
                seconds / csv_cells,
                seconds / csv_data
            ),
            Ok(seconds) => println!("  {name:22} {seconds:7.3} s   {:5.2} x cells", seconds / xlsx_cells),
            Err(_) => println!("  {name:22} skipped: {seconds}"),
        }
    }
}

/// The shortest of three runs, in seconds.
fn best(run: impl Fn()) -> f64 {
    let once = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn cells(name: &str, path: &Path) {
    let bytes = std::fs::read(path).expect("the file is there");
    let sheets = intake::sheets(name, &bytes).expect("the file is read");
    assert!(sheets[0].height() > 200_000);
}

fn data(name: &str, path: &Path) {
    let bytes = std::fs::read(path).expect("the file is there");
    let imported = intake::import(name, &bytes).expect("the file is a table");
    assert_eq!(imported.dataset.counties.len(), COUNTIES);
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len() / 1_000_000)
}

/// A figure that differs from cell to cell.
fn figure(n: usize) -> usize {
    (n * 7_919 + 104_729) % 9_973_217
}

fn csv() -> Vec<u8> {
    let mut text = String::from("区县,年月");
    for field in FIELDS {
        write!(text, ",{}", tongchou::locale::Language::Chinese.text(field.text_key())).expect("writing to a string");
    }
    text.push('\n');
    for county in 0..COUNTIES {
        for month in 0..MONTHS {
            write!(text, "第{county}县,{}-{:02}", 1990 + month / 12, month % 12 + 1).expect("writing to a string");
            // Figures as a county has them, each cell another.
            let contributors = 9_000 + county * 13 + month * 31;
            let (retirees, base) = (contributors * 2 / 5, 800 + month * 9);
            let (due, pension) = (contributors * base * 27 / 100, retirees * (600 + month * 7));
            let (collected, balance) =
                (due * (880 + month % 90) / 1_000, 90_000_000 + county * 7_919 + month * 104_729);
            write!(text, ",{contributors},{retirees},{base}.50").expect("writing to a string");
            writeln!(text, ",{due}.25,{collected}.10,{pension}.99,{}.00,{balance}.01", pension / 50)
                .expect("writing to a string");
        }
    }
    encoding_rs::GB18030.encode(&text).0.into_owned()
}

fn xlsx(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for column in 0..15_u16 {
        sheet.write_string(0, column, format!("第{column}列")).expect("a cell is written");
    }
    for row in 1..=200_000_u32 {
        sheet.write_string(row, 0, format!("第{}县", row % 3_000)).expect("a cell is written");
        for column in 1..15_u16 {
            let number = figure(row as usize * 15 + usize::from(column)) as f64 / 100.0;
            sheet.write_number(row, column, number).expect("a cell is written");
        }
    }
    book.save(path).expect("the workbook is written");
}
