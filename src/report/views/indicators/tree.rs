//! 指标体系: the tree in use row by row as it is edited, right or wrong, with what is wrong at its place.

use super::curve::{of_leaf, rule_in_words};
use super::page::{Names, decimal, named};
use crate::assessment::draft::{self, Row, RowKind};
use crate::assessment::tree::{NodeKind, Tree};
use crate::finding::Findings;
use crate::report::model::charts::Curve;
use crate::report::{Cell, CellValue, Column, Measured, Sheet, Tone};

/// A tree as it is edited, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct TreeShown {
    /// What it has, or how much is wrong with it.
    pub headline: String,
    /// What is wrong, each with the row that it stands in.
    pub findings: Vec<(String, Option<usize>)>,
    /// A row each line of the tree.
    pub sheet: Sheet,
    /// What the rows are.
    pub rows: Vec<Row>,
    /// The score curve of each leaf that is whole.
    pub curves: Vec<Option<Curve>>,
}

/// The columns that are typed in: id, name, marks, the node above.
pub const TYPED: [(usize, &str); 4] = [(1, "id"), (2, "zh"), (3, "marks"), (6, "parent")];

/// The tree of a text; messages call its file by a name.
pub fn tree(names: Names, file: &str, text: &str) -> TreeShown {
    let language = names.language;
    let read = Tree::read(file, text);
    let rows = draft::rows(text).unwrap_or_default();
    let findings = read.as_ref().err().cloned().unwrap_or_else(Findings::new);
    let at = |line: Option<u32>| rows.iter().position(|row| line.is_some_and(|line| row.lines.contains(&line)));
    let findings: Vec<(String, Option<usize>)> =
        findings.iter().map(|finding| (finding.line(language), at(finding.origin.row))).collect();
    let fill = |key: &str, values: &[(&str, &str)]| language.fill(key, values);
    let headline = match &read {
        Ok(tree) => {
            let leaves = tree.leaves().count().to_string();
            let tops = tree.nodes.iter().filter(|node| node.depth == 0).count().to_string();
            let marks = decimal(&tree.marks()).unwrap_or_default().normalize().to_string();
            let name = named(&tree.names, &tree.id, language);
            let values = [("name", name), ("leaves", &*leaves), ("parts", &*tops), ("marks", &*marks)];
            fill("indicators.tree_headline", &values)
        }
        Err(findings) => fill("indicators.tree_wrong", &[("count", &findings.len().to_string())]),
    };
    let curves: Vec<Option<Curve>> = rows
        .iter()
        .map(|row| {
            let (leaf, marks) = (row.kind == RowKind::Node).then(|| draft::leaf(text, row.number))??;
            Some(of_leaf(names, &leaf, &marks, None, None))
        })
        .collect();
    let cells = rows.iter().enumerate().map(|(n, row)| {
        let wrong = findings.iter().any(|(_, at)| *at == Some(n));
        cells(names, text, row, read.as_ref().ok(), wrong)
    });
    let column = |key: &str, measured| Column::new(language.text(key), measured);
    let sheet = Sheet {
        title: language.text("indicators.tree_title").to_owned(),
        columns: vec![
            column("indicators.kind", Measured::Text),
            column("indicators.id", Measured::Text),
            column("indicators.name", Measured::Text),
            column("indicators.marks", Measured::Number),
            column("indicators.value", Measured::Text),
            column("indicators.rule", Measured::Text),
            column("indicators.parent", Measured::Text),
        ],
        frozen: 3,
        rows: cells.collect(),
        sums: (0..rows.len()).filter(|n| rows[*n].kind == RowKind::Node && !rows[*n].is_leaf()).collect(),
        notes: read
            .iter()
            .map(|tree| named(&tree.source, "", language))
            .filter(|source| !source.is_empty())
            .map(|source| language.fill("indicators.tree_source", &[("source", source)]))
            .collect(),
        ..Sheet::default()
    };
    TreeShown { headline, findings, sheet, rows, curves }
}

/// The key of what a row is called.
pub fn kind_key(row: &Row) -> &'static str {
    match row.kind {
        RowKind::Root => "indicators.kind_root",
        RowKind::Node if row.is_leaf() => "indicators.kind_leaf",
        RowKind::Node => "indicators.kind_part",
        RowKind::Veto => "indicators.kind_veto",
        RowKind::Must => "indicators.kind_must",
        RowKind::Grade => "indicators.kind_grade",
    }
}

fn cells(names: Names, text: &str, row: &Row, tree: Option<&Tree>, wrong: bool) -> Vec<Cell> {
    let language = names.language;
    let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
    let name = named(&row.names, "", language);
    let indent = "\u{3000}".repeat(row.depth.min(6));
    // What follows from those below is shown and not typed.
    let summed = tree.and_then(|tree| match row.kind {
        RowKind::Root => decimal(&tree.marks()),
        RowKind::Node if !row.is_leaf() => {
            tree.nodes.iter().find(|node| node.id == row.id).and_then(|node| decimal(&node.marks))
        }
        _ => None,
    });
    let marks = match summed {
        Some(sum) if row.marks.is_empty() => Cell::text(sum.normalize().to_string()).toned(Tone::Muted),
        _ => Cell::text(row.marks.clone()),
    };
    let rule = match row.kind {
        RowKind::Node if row.is_leaf() => match draft::leaf(text, row.number) {
            Some((leaf, marks)) => Cell::text(rule_in_words(&leaf.rule, &marks, language)),
            None => Cell::text(row.rule.clone()).toned(Tone::Warning),
        },
        RowKind::Node => {
            let of = tree.and_then(|tree| tree.nodes.iter().find(|node| node.id == row.id));
            match of.map(|node| &node.kind) {
                Some(NodeKind::Sum(below)) => {
                    Cell::text(language.fill("indicators.sum_of", &[("count", &below.len().to_string())]))
                }
                _ => empty(),
            }
        }
        RowKind::Veto | RowKind::Must => Cell::text(condition(names, row)),
        RowKind::Grade => Cell::text(language.fill("indicators.grade_from", &[("from", &row.marks)])),
        RowKind::Root => {
            let commend = if row.key("commend").is_empty() { "3" } else { row.key("commend") };
            Cell::text(language.fill("indicators.commend_first", &[("count", commend)]))
        }
    };
    vec![
        Cell::text(language.text(kind_key(row))).toned(if wrong { Tone::Warning } else { Tone::Plain }),
        Cell::text(row.id.clone()),
        Cell::text(format!("{indent}{name}")),
        marks,
        row.value.as_ref().map_or_else(empty, |value| Cell::text(names.said(value))),
        rule,
        Cell::text(row.parent.clone()),
    ]
}

/// A veto or a must in words: 值低于 0.75.
pub fn condition(names: Names, row: &Row) -> String {
    let language = names.language;
    let one = |key: &str| {
        let limit = row.key(key);
        let named = match (key, limit) {
            (_, "") => return None,
            ("yes", "false") => "indicators.test_no".to_owned(),
            (key, _) => format!("indicators.test_{key}"),
        };
        Some(language.fill(&named, &[("limit", limit)]))
    };
    let tests: Vec<String> = ["least", "most", "below", "above", "yes"].into_iter().filter_map(one).collect();
    tests.join(language.text("county.comma"))
}
