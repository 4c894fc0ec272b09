//! Exported files, opened again: their parts, their charts, their worksheets.

#![allow(dead_code, reason = "each test program uses a part")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use resvg::usvg::roxmltree::{Document, Node};

pub fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut file = zip.by_index(n).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().to_string(), bytes)
        })
        .collect()
}

pub fn text(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts.get(name).unwrap_or_else(|| panic!("no part {name}")).clone()).unwrap()
}

pub fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|n| n.tag_name().name() == name)
}

pub fn below<'a>(node: Node<'a, 'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.descendants().filter(move |n| n.tag_name().name() == name)
}

/// A series of a chart: its name, the place of its values, and the values.
pub struct Drawn {
    pub name: String,
    pub place: String,
    pub categories: Vec<String>,
    pub values: Vec<Option<f64>>,
}

pub fn drawn(chart: &str) -> Vec<Drawn> {
    let document = Document::parse(chart).unwrap();
    let points = |node: Node| -> Vec<Option<String>> {
        let count: usize = below(node, "ptCount").next().unwrap().attribute("val").unwrap().parse().unwrap();
        let mut found = vec![None; count];
        for pt in below(node, "pt") {
            found[pt.attribute("idx").unwrap().parse::<usize>().unwrap()] =
                child(pt, "v").unwrap().text().map(str::to_owned);
        }
        found
    };
    below(document.root(), "ser")
        .map(|ser| {
            let values = child(ser, "val").or(child(ser, "yVal")).unwrap();
            let across = child(ser, "cat").or(child(ser, "xVal")).unwrap();
            Drawn {
                name: below(child(ser, "tx").unwrap(), "v").next().unwrap().text().unwrap_or_default().to_owned(),
                place: below(values, "f").next().unwrap().text().unwrap().to_owned(),
                categories: points(across).into_iter().map(Option::unwrap_or_default).collect(),
                values: points(values).into_iter().map(|v| v.map(|v| v.parse().unwrap())).collect(),
            }
        })
        .collect()
}

/// `'数据'!$B$2:$B$49` as sheet, column and rows, from 0.
pub fn place(formula: &str) -> (String, u32, u32, u32) {
    let (sheet, range) = formula.rsplit_once('!').unwrap();
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    let at = |cell: &str| {
        let mut parts = cell.trim_start_matches('$').split('$');
        let column = parts.next().unwrap().bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1) - 1;
        (column, parts.next().unwrap().parse::<u32>().unwrap() - 1)
    };
    let ((column, first), (_, last)) = (at(from), at(to));
    (sheet.trim_matches('\'').to_owned(), column, first, last)
}

pub fn number(cell: Option<&Data>) -> Option<f64> {
    match cell? {
        Data::Float(value) => Some(*value),
        Data::Int(value) => Some(*value as f64),
        _ => None,
    }
}

pub fn book(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// What a chart's caches say stands in the workbook that its formulas name.
pub fn agrees_with_its_table(chart: &str, book: &mut Xlsx<Cursor<Vec<u8>>>) {
    for series in drawn(chart) {
        let (sheet, column, first, last) = place(&series.place);
        let range = book.worksheet_range(&sheet).unwrap();
        assert_eq!((last - first + 1) as usize, series.values.len(), "{}", series.name);
        for (row, value) in (first..).zip(&series.values) {
            assert_eq!(number(range.get_value((row, column))), *value, "{} row {row}", series.name);
        }
    }
}
