//! A tree of indicators as it is edited: its text row by row, right or wrong, and changes of it that leave the rest of the
//! text as it stands.
//!
//! Source: model sections 12.1 and 12.6.

use toml_edit::{Array, ArrayOfTables, Document, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

use super::exact::Exact;
use super::figure::{self, Figure, Measured};
use super::tree::{Leaf, NodeKind, Rule, Tree};
use crate::scenario::file::reader::{Reader, Section};

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// The tree itself.
    Root,
    /// A node.
    Node,
    /// 一票否决
    Veto,
    /// 必达项
    Must,
    /// 等次
    Grade,
}

impl RowKind {
    /// Those of which there are several.
    pub const LISTED: [RowKind; 4] = [RowKind::Node, RowKind::Veto, RowKind::Must, RowKind::Grade];

    /// Their key in files.
    pub const fn key(self) -> &'static str {
        match self {
            RowKind::Root => "",
            RowKind::Node => "node",
            RowKind::Veto => "veto",
            RowKind::Must => "must",
            RowKind::Grade => "grade",
        }
    }
}

/// A row of a tree's text.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// Its place among those of its kind.
    pub number: usize,
    /// Its id; of a grade its name.
    pub id: String,
    /// Its name in Chinese and in English.
    pub names: [String; 2],
    /// The id of the node above; empty of none.
    pub parent: String,
    /// How many nodes it stands below, as far as those are there.
    pub depth: usize,
    /// Its marks as they are written; of a grade the least total.
    pub marks: String,
    /// Its rule as it is written; empty of a node that has none.
    pub rule: String,
    /// The other numbers and words of it, as they are written.
    pub keys: Vec<(String, String)>,
    /// What is looked at.
    pub value: Option<Figure>,
    /// What it is held against.
    pub target: Option<Figure>,
    /// Its lines in the text, from 1.
    pub lines: std::ops::Range<u32>,
}

impl Row {
    /// What is written under a key; empty of none.
    pub fn key(&self, key: &str) -> &str {
        self.keys.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text)
    }

    /// Whether it is a leaf, or means to be one.
    pub fn is_leaf(&self) -> bool {
        self.kind == RowKind::Node && (!self.rule.is_empty() || self.value.is_some())
    }
}

/// The rows of a text: the tree, its nodes as they stand, vetoes, musts and grades; `None` of a text that is no TOML.
pub fn rows(text: &str) -> Option<Vec<Row>> {
    let (mut reader, document) = Reader::open("", text).ok()?;
    let top = Section { table: document.as_table(), name: "", start: 0 };
    let mut rows = vec![row(&mut reader, top, RowKind::Root, 0)];
    for kind in RowKind::LISTED {
        let sections = reader.tables(top, kind.key());
        for (number, section) in sections.into_iter().enumerate() {
            rows.push(row(&mut reader, section, kind, number));
        }
    }
    let line = |byte: usize| text.get(..byte).map_or(0, |before| before.matches('\n').count()) as u32 + 1;
    let mut starts: Vec<(usize, usize)> = rows.iter().map(|row| row.lines.start as usize).zip(0..).collect();
    starts.sort_unstable();
    for (n, (start, row)) in starts.iter().enumerate() {
        let end = starts.get(n + 1).map_or(text.len(), |(next, _)| *next);
        rows[*row].lines = line(*start)..line(end) + u32::from(n + 1 == starts.len());
    }
    let parents: Vec<(String, String)> =
        rows.iter().filter(|row| row.kind == RowKind::Node).map(|row| (row.id.clone(), row.parent.clone())).collect();
    for row in rows.iter_mut().filter(|row| row.kind == RowKind::Node) {
        let mut above = row.parent.clone();
        // A circle ends after as many steps as there are nodes.
        while let Some((_, next)) = parents.iter().find(|(id, _)| *id == above && !above.is_empty()) {
            row.depth += 1;
            above.clone_from(next);
            if row.depth > parents.len() {
                row.depth = 0;
                break;
            }
        }
    }
    Some(rows)
}

fn row(reader: &mut Reader<'_>, section: Section<'_>, kind: RowKind, number: usize) -> Row {
    let written = |key: &str| match section.table.get(key).and_then(Item::as_value) {
        Some(Value::String(text)) => text.value().clone(),
        Some(other) => other.to_string().trim().to_owned(),
        None => String::new(),
    };
    let own = ["id", "zh", "en", "parent", "marks", "rule", "value", "target", "name"];
    let is_listed = |key: &str| RowKind::LISTED.iter().any(|kind| kind.key() == key);
    let keys = section.table.iter().filter(|(key, _)| !own.contains(key) && !is_listed(key));
    let keys = keys.map(|(key, _)| (key.to_owned(), written(key))).collect();
    Row {
        kind,
        number,
        id: written(if kind == RowKind::Grade { "name" } else { "id" }),
        names: [written("zh"), written("en")],
        parent: written("parent"),
        depth: 0,
        marks: written(if kind == RowKind::Grade { "from" } else { "marks" }),
        rule: written("rule"),
        keys,
        value: figure::read(reader, section, "value"),
        target: figure::read(reader, section, "target"),
        // The byte for now.
        lines: section.start as u32..0,
    }
}

/// A leaf by itself, with its marks, as it is written; `None` where it is not whole.
pub fn leaf(text: &str, number: usize) -> Option<(Leaf, Exact)> {
    let document: DocumentMut = text.parse().ok()?;
    let mut node = listed(&document, RowKind::Node.key())?.get(number)?.clone();
    node.remove("parent");
    let mut alone = DocumentMut::new();
    alone["id"] = value("alone");
    alone["node"] = Item::ArrayOfTables(ArrayOfTables::from_iter([node]));
    let tree = Tree::read("", &alone.to_string()).ok()?;
    let node = tree.nodes.into_iter().next()?;
    match node.kind {
        NodeKind::Leaf(leaf) => Some((leaf, node.marks)),
        NodeKind::Sum(_) => None,
    }
}

/// The tables of a kind, whichever way they are written.
fn listed(document: &DocumentMut, key: &str) -> Option<ArrayOfTables> {
    document.get(key)?.clone().into_array_of_tables().ok()
}

/// A text with its tables of a kind changed; `None` of one that is no TOML, or has something else there.
fn changed(text: &str, key: &str, change: impl FnOnce(&mut ArrayOfTables) -> Option<()>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut tables = match document.contains_key(key) {
        true => listed(&document, key)?,
        false => ArrayOfTables::new(),
    };
    change(&mut tables)?;
    if tables.is_empty() {
        document.remove(key);
    } else {
        document.insert(key, Item::ArrayOfTables(tables));
    }
    Some(document.to_string())
}

/// The text with a key of a row set, or taken away; the nodes below one that gets another id go with it.
pub fn set(text: &str, (kind, number): (RowKind, usize), key: &str, new: Option<Value>) -> Option<String> {
    let put = |table: &mut dyn TableLike| match new.clone() {
        Some(new) => drop(table.insert(key, Item::Value(new))),
        None => drop(table.remove(key)),
    };
    if kind == RowKind::Root {
        let mut document: DocumentMut = text.parse().ok()?;
        put(document.as_table_mut());
        return Some(document.to_string());
    }
    changed(text, kind.key(), |tables| {
        let old = tables.get(number)?.get("id").and_then(Item::as_str).map(str::to_owned);
        put(tables.get_mut(number)?);
        if let (RowKind::Node, "id", Some(old), Some(new)) = (kind, key, old, &new) {
            let is_below = |table: &&mut Table| table.get("parent").and_then(Item::as_str) == Some(&old);
            for below in tables.iter_mut().filter(is_below) {
                below.insert("parent", Item::Value(new.clone()));
            }
        }
        Some(())
    })
}

/// The text with another rule of a leaf: the numbers of the one before go, those of the new one begin as usual. An empty
/// rule makes a node that sums up those below.
pub fn set_rule(text: &str, number: usize, rule: &str) -> Option<String> {
    changed(text, RowKind::Node.key(), |tables| {
        let table = tables.get_mut(number)?;
        for key in ["rule", "target", "cap", "zero", "full", "steps", "per", "floor", "most"] {
            table.remove(key);
        }
        if rule.is_empty() {
            table.remove("value");
            table.remove("marks");
            return Some(());
        }
        table["rule"] = value(rule);
        if !table.contains_key("value") {
            table["value"] = value("entered");
        }
        if rule == "bonus" {
            table.remove("marks");
        } else if !table.contains_key("marks") {
            table["marks"] = value("5");
        }
        match rule {
            "ratio" => table["target"] = value("1"),
            "linear" => {
                table["zero"] = value("0");
                table["full"] = value("1");
            }
            "steps" => table["steps"] = Item::Value(steps("0.8:0.5 1:1")?),
            "deduct" => table["per"] = value("1"),
            "bonus" => {
                table["per"] = value("1");
                table["most"] = value("5");
            }
            _ => {}
        }
        Some(())
    })
}

/// The text with a row more of a kind, under an id that is not there yet; of nodes below `parent`, where that is not empty,
/// and behind what is there of it.
pub fn add(text: &str, kind: RowKind, parent: &str, name: &str) -> Option<String> {
    let known: Vec<String> = rows(text)?.into_iter().map(|row| row.id).collect();
    let prefix = match kind {
        RowKind::Node if parent.is_empty() => String::new(),
        RowKind::Node => format!("{parent}."),
        kind => kind.key().to_owned(),
    };
    let id = (1..).map(|n| format!("{prefix}{n}")).find(|id| !known.contains(id))?;
    changed(text, kind.key(), |tables| {
        let mut table = Table::new();
        match kind {
            RowKind::Grade => {
                table["name"] = value(name);
                table["from"] = value("0");
            }
            _ => {
                table["id"] = value(&id);
                table["zh"] = value(name);
            }
        }
        match kind {
            RowKind::Node => {
                if !parent.is_empty() {
                    table["parent"] = value(parent);
                }
                table["marks"] = value("5");
                table["rule"] = value("entered");
                table["value"] = value("entered");
            }
            RowKind::Veto | RowKind::Must => {
                table["value"] = value("entered");
                table["yes"] = value(true);
            }
            RowKind::Root | RowKind::Grade => {}
        }
        let of = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
        let is_there = |other: &Table| of(other, "parent") == parent || of(other, "id") == parent;
        let last = tables.iter().enumerate().filter(|(_, other)| kind == RowKind::Node && is_there(other)).last();
        let at = last.map_or(tables.len(), |(at, _)| at + 1);
        let mut all: Vec<Table> = tables.iter().cloned().collect();
        all.insert(at.min(all.len()), table);
        // Where a table stands in the text goes with its position.
        all.iter_mut().for_each(|table| table.set_position(None));
        *tables = all.into_iter().collect();
        Some(())
    })
}

/// The text without a row, and of a node without those below.
pub fn remove(text: &str, (kind, number): (RowKind, usize)) -> Option<String> {
    changed(text, kind.key(), |tables| {
        let of = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
        let mut gone = vec![of(tables.get(number)?, "id")];
        tables.remove(number);
        let is_below = |table: &Table, gone: &[String]| {
            let parent = of(table, "parent");
            kind == RowKind::Node && !parent.is_empty() && gone.contains(&parent)
        };
        loop {
            let below = tables.iter().position(|table| is_below(table, &gone));
            let Some(at) = below else { break };
            gone.extend(tables.get(at).map(|table| of(table, "id")));
            tables.remove(at);
        }
        Some(())
    })
}

/// The key of watch rules in files.
const WATCH: &str = "rule";

/// The text of watch rules with a key of one set, or taken away.
pub fn set_watch(text: &str, number: usize, key: &str, new: Option<Value>) -> Option<String> {
    changed(text, WATCH, |tables| {
        let table = tables.get_mut(number)?;
        match new {
            Some(new) => drop(table.insert(key, Item::Value(new))),
            None => drop(table.remove(key)),
        }
        Some(())
    })
}

/// The text of watch rules with another limit of a level.
pub fn set_limit(text: &str, (number, level): (usize, usize), limit: &str) -> Option<String> {
    changed(text, WATCH, |tables| {
        let levels = tables.get_mut(number)?.get_mut("levels")?;
        if let Some(array) = levels.as_array_mut() {
            let table = array.get_mut(level)?.as_inline_table_mut()?;
            let key = if table.contains_key("above") { "above" } else { "below" };
            table.insert(key, limit.into());
        } else {
            let table = levels.as_array_of_tables_mut()?.get_mut(level)?;
            let key = if table.contains_key("above") { "above" } else { "below" };
            table.insert(key, value(limit));
        }
        Some(())
    })
}

/// The text of watch rules with one more, which watches the collection rate to begin with.
pub fn add_watch(text: &str, name: &str) -> Option<String> {
    changed(text, WATCH, |tables| {
        let is_there = |id: &str| tables.iter().any(|table| table.get("id").and_then(Item::as_str) == Some(id));
        let id = (1..).map(|n| format!("rule{n}")).find(|id| !is_there(id))?;
        let level = |name: &str, en: &str, below: &str| {
            let mut level = InlineTable::new();
            level.insert("name", name.into());
            level.insert("en", en.into());
            level.insert("below", below.into());
            level
        };
        let mut table = Table::new();
        table["id"] = value(id);
        table["zh"] = value(name);
        let mut measured = InlineTable::new();
        measured.insert("measure", "collection_rate".into());
        table["value"] = value(measured);
        table["levels"] = value(Array::from_iter([level("黄", "Yellow", "0.95"), level("红", "Red", "0.9")]));
        tables.push(table);
        Some(())
    })
}

/// The text of watch rules without one.
pub fn remove_watch(text: &str, number: usize) -> Option<String> {
    changed(text, WATCH, |tables| {
        tables.get(number)?;
        tables.remove(number);
        Some(())
    })
}

/// Steps of a text such as `0.95:1 1.02:0.5`; `None` where it holds none.
pub fn steps(text: &str) -> Option<Value> {
    let mut array = Array::new();
    for step in text.split([' ', '\u{3000}', ';', '；', ',', '，', '、']).filter(|step| !step.is_empty()) {
        let (from, share) = step.split_once([':', '：', '→'])?;
        let mut table = InlineTable::new();
        for (key, number) in [("from", from), ("share", share)] {
            let number = match number.trim().strip_suffix('%') {
                Some(percent) => percent.parse::<rust_decimal::Decimal>().ok()? / rust_decimal::Decimal::ONE_HUNDRED,
                None => number.trim().parse().ok()?,
            };
            table.insert(key, number.normalize().to_string().into());
        }
        array.push(table);
    }
    (!array.is_empty()).then(|| array.into())
}

/// Steps as [`steps`] reads them.
pub fn steps_written(steps: &[(Exact, Exact)]) -> String {
    let number = |number: &Exact| number.written(6).map_or_else(String::new, |text| trimmed(&text));
    let steps = steps.iter().rev().map(|(from, share)| format!("{}:{}", number(from), number(share)));
    steps.collect::<Vec<_>>().join(" ")
}

fn trimmed(number: &str) -> String {
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A figure as it stands in a file.
pub fn written(figure: &Figure) -> Value {
    let table = |pairs: Vec<(&str, Value)>, years: i32| {
        let mut table = InlineTable::new();
        for (key, value) in pairs {
            table.insert(key, value);
        }
        if years != 0 {
            table.insert("year", i64::from(years).into());
        }
        Value::from(table)
    };
    match figure {
        Figure::Constant(number) => trimmed(&number.written(6).unwrap_or_else(|| "0.0".to_owned())).into(),
        Figure::Entered => "entered".into(),
        Figure::Answers => "answers".into(),
        Figure::Measured { measured, years } => table(vec![("measure", measured.key().into())], *years),
        Figure::Line { line, version: "actual", years } => table(vec![("line", line.as_str().into())], *years),
        Figure::Line { line, version, years } => {
            table(vec![("line", line.as_str().into()), ("version", (*version).into())], *years)
        }
        Figure::Completion { line, years } => table(vec![("completion", line.as_str().into())], *years),
        Figure::Quotient { parts, years } => {
            table(vec![("over", written(&parts.0)), ("under", written(&parts.1))], *years)
        }
    }
}

/// What can be measured, by the key in files.
pub fn measured_of(key: &str) -> Option<Measured> {
    Measured::all().find(|measured| measured.key() == key)
}

/// Whether a text is TOML at all; what keeps it from being so is a finding of [`Tree::read`].
pub fn is_toml(text: &str) -> bool {
    Document::parse(text).is_ok()
}

/// The rules that a leaf can have, by their keys.
pub const RULES: [&str; 7] = Rule::KEYS;

#[cfg(test)]
mod tests {
    use super::super::tree::TEMPLATES;
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        Tree::read("t.toml", text).err().unwrap_or_default().iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn rows_tell_where_findings_stand() {
        for template in TEMPLATES {
            let rows = rows(template).unwrap();
            let tree = Tree::read("t.toml", template).unwrap();
            let nodes: Vec<&Row> = rows.iter().filter(|row| row.kind == RowKind::Node).collect();
            assert_eq!(nodes.len(), tree.nodes.len());
            for (row, node) in nodes.iter().zip(&tree.nodes) {
                assert_eq!((&row.id, row.depth), (&node.id, node.depth));
            }
        }
        let text = TEMPLATES[0].replace("parent = \"5\"\nzh = \"预算编制", "parent = \"55\"\nzh = \"预算编制");
        let found = Tree::read("t.toml", &text).unwrap_err();
        let rows = rows(&text).unwrap();
        let at = rows.iter().find(|row| row.lines.contains(&found[0].origin.row.unwrap())).unwrap();
        assert_eq!((found[0].code, at.id.as_str()), ("tree-parent", "5.1"));
    }

    #[test]
    fn a_tree_is_edited_and_the_rest_of_its_text_stays() {
        let text = TEMPLATES[0];
        let node = |text: &str, id: &str| {
            let rows = rows(text).unwrap();
            let row = rows.into_iter().find(|row| row.id == id && row.kind == RowKind::Node).unwrap();
            (row.kind, row.number)
        };
        // Marks that no longer add up are a finding; with the root's own they do again.
        let changed = set(text, node(text, "5.1"), "marks", Some("8".into())).unwrap();
        assert_eq!(codes(&changed), ["tree-marks-sum"]);
        let changed = set(&changed, (RowKind::Root, 0), "marks", Some("103".into())).unwrap();
        assert_eq!(codes(&changed), [""; 0]);
        assert!(changed.starts_with("# 黄山市级统筹目标考核"), "comments stay");
        // Another id takes those below along.
        let changed = set(&changed, node(&changed, "5"), "id", Some("budget".into())).unwrap();
        assert_eq!(codes(&changed), [""; 0]);
        // A leaf more and its rule.
        let changed = add(&changed, RowKind::Node, "budget", "新指标").unwrap();
        let changed = set(&changed, (RowKind::Root, 0), "marks", None).unwrap();
        assert_eq!(codes(&changed), [""; 0]);
        let number = node(&changed, "budget.1").1;
        for rule in RULES {
            let changed = set_rule(&changed, number, rule).unwrap();
            assert_eq!(codes(&changed), [""; 0], "{rule}");
            assert!(leaf(&changed, number).is_some());
        }
        let tree = Tree::read("t.toml", &changed).unwrap();
        let after = tree.nodes.iter().position(|node| node.id == "budget.1").unwrap();
        assert_eq!((tree.nodes[after - 1].id.as_str(), tree.nodes[after].depth), ("5.2", 1));
        let changed = remove(&changed, node(&changed, "budget")).unwrap();
        assert_eq!(Tree::read("t.toml", &changed).unwrap().nodes.len(), 17);
    }

    #[test]
    fn watch_rules_are_edited() {
        use super::super::watch::{self, SHIPPED};
        let text = set_limit(SHIPPED, (0, 1), "1.5").unwrap();
        let text = set_watch(&text, 0, "clear", Some(3.into())).unwrap();
        let rules = watch::read("w.toml", &text).unwrap();
        let when = &rules[0].levels[1].when;
        assert_eq!((when, rules[0].clear), (&super::super::tree::Test::Below(Exact::fraction(3, 2).unwrap()), 3));
        let more = watch::read("w.toml", &add_watch(&text, "新规则").unwrap()).unwrap();
        assert_eq!((more.len(), more.last().unwrap().names[0].as_str()), (rules.len() + 1, "新规则"));
        // Levels out of order are a finding at their place.
        let wrong = watch::read("w.toml", &set_limit(&text, (0, 1), "4").unwrap()).unwrap_err();
        assert_eq!(wrong[0].code, "watch-levels-order");
        let fewer = watch::read("w.toml", &remove_watch(&text, 0).unwrap()).unwrap();
        assert_eq!(fewer.len() + 1, rules.len());
    }

    #[test]
    fn figures_come_back_as_they_are_written() {
        for template in TEMPLATES {
            let tree = Tree::read("t.toml", template).unwrap();
            for (node, leaf) in tree.leaves() {
                let row = rows(template).unwrap().into_iter().find(|row| row.id == node.id).unwrap();
                let changed = set(template, (row.kind, row.number), "value", Some(written(&leaf.value))).unwrap();
                assert_eq!(Tree::read("t.toml", &changed).as_ref(), Ok(&tree));
                if let Rule::Steps(told) = &leaf.rule {
                    let again = steps(&steps_written(told));
                    let changed = set(template, (row.kind, row.number), "steps", again).unwrap();
                    assert_eq!(Tree::read("t.toml", &changed).as_ref(), Ok(&tree));
                }
            }
        }
    }
}
