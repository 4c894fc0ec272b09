//! A deck of 20 slides with native charts, tables and notes, and a workbook of 20,000 × 12 cells with 20 charts, beside
//! python-pptx and openpyxl in the same run: `cargo bench --bench export`.
//!
//! The peers make the same slides, charts, tables and cells with their own templates. Ratios above 1 mean that the peer
//! takes longer.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::report::files::{picture, pptx, xlsx};
use tongchou::report::model::slide::{Body, Deck, Slide};
use tongchou::report::words::number::{MoneyUnit, Style};
use tongchou::report::{Category, Cell, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet};

const SLIDES: usize = 20;
const ROWS: usize = 20_000;
const COLUMNS: usize = 12;
const STYLE: Style = Style { language: Language::Chinese, unit: MoneyUnit::TenThousand };

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the peers");
    let (deck, workbook) = (deck(), workbook());
    let deck_seconds = best(|| pptx::write(&deck, STYLE, None, &mut |_, _| true).expect("the deck is written").len());
    let pdf_seconds = best(|| picture::pdf(&deck, STYLE, &mut |_, _| true).expect("the deck is written").len());
    let book_seconds = best(|| xlsx::write(&workbook, STYLE, &mut |_, _| true).expect("the workbook is written").len());
    println!("pptx {SLIDES} slides   {deck_seconds:.3} s   the same as pdf {pdf_seconds:.3} s");
    println!("xlsx {ROWS} x {COLUMNS}, {SLIDES} charts   {book_seconds:.3} s");
    for (script, own) in [("export_pptx.py", deck_seconds), ("export_xlsx.py", book_seconds)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(script);
        let Ok(peers) = Command::new("python3").arg(path).arg(folder.path()).output() else {
            return println!("skipped: no python3 for the peers");
        };
        for line in String::from_utf8_lossy(&peers.stdout).lines() {
            let Some((name, seconds)) = line.split_once('\t') else { continue };
            match seconds.parse::<f64>() {
                Ok(seconds) => println!("  {name:14} {seconds:7.3} s   {:5.2} x", seconds / own),
                Err(_) => println!("  {name:14} skipped: {seconds}"),
            }
        }
    }
}

/// The shortest of five runs, in seconds.
fn best(run: impl Fn() -> usize) -> f64 {
    let once = || {
        let start = Instant::now();
        assert!(run() > 10_000);
        start.elapsed().as_secs_f64()
    };
    (0..5).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// A figure that differs from cell to cell, in yuan.
fn amount(n: usize) -> Quantity {
    Quantity::Money(Money::from_yuan(((n * 7_919 + 104_729) % 9_973_217) as i64))
}

/// Two years by month as bars, and a line.
fn figure(slide: usize) -> Figure {
    let points =
        |from: usize| (0..12).map(|n| Point { value: Some(amount(slide * 100 + from + n)), subject: None }).collect();
    let series = |name: &str, role, mark, from| Series { name: name.to_owned(), role, mark, points: points(from) };
    Figure {
        title: format!("第{slide}张"),
        categories: (1..=12).map(|n| Category::Name(format!("{n}月"))).collect(),
        measured: Measured::Money,
        series: vec![
            series("2004年", Role::Earlier, Mark::Bar, 0),
            series("2007年", Role::Later, Mark::Bar, 20),
            series("月均", Role::Pensions, Mark::Line, 40),
        ],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

fn sheet(rows: usize, columns: usize) -> Sheet {
    let column = |n: usize| Column {
        heading: format!("第{n}列"),
        measured: if n == 0 { Measured::Text } else { Measured::Money },
        hint: String::new(),
    };
    let row = |r: usize| {
        let first = Cell::text(format!("第{r}县"));
        std::iter::once(first)
            .chain((1..columns).map(|c| Cell::quantity(Some(amount(r * columns + c)), None)))
            .collect()
    };
    Sheet {
        title: "各区县".to_owned(),
        columns: (0..columns).map(column).collect(),
        frozen: 1,
        rows: (0..rows).map(row).collect(),
        ..Sheet::default()
    }
}

/// Charts on fifteen slides, tables on five.
fn deck() -> Deck {
    let slide = |n: usize| {
        let body = if n % 4 == 3 { Body::Sheet(sheet(8, 6)) } else { Body::Figure(figure(n)) };
        let mut slide = Slide::new(format!("第{n}张：征缴收支缺口 1,474 万元"), body);
        slide.notes = "缺口 = 养老金支出 − 征缴收入".to_owned();
        slide
    };
    Deck { name: "比较".to_owned(), slides: (0..SLIDES).map(slide).collect(), ..Deck::default() }
}

fn workbook() -> xlsx::Workbook {
    let mut pages = vec![xlsx::Page { name: "数据".to_owned(), body: Body::Sheet(sheet(ROWS, COLUMNS)) }];
    pages.extend((0..SLIDES).map(|n| xlsx::Page { name: format!("图{n}"), body: Body::Figure(figure(n)) }));
    xlsx::Workbook { name: "比较".to_owned(), pages, ..xlsx::Workbook::default() }
}
