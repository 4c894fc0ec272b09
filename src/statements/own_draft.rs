//! A form as it is edited: its text line by line, right or wrong, and changes of it that leave the rest as it stands.
//!
//! Lines are told by their numbers, which are those of the printed form: 2+3+9 adds up the second, third and ninth.
//!
//! Source: model section 11.1.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value, value};

use crate::scenario::file::reader::{Reader, Section};

/// A form as it is written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Draft {
    /// What is said of the whole, by key: id, zh, en, fund, unit, source, source_en, from, to.
    pub head: Vec<(String, String)>,
    /// The lines.
    pub rows: Vec<Row>,
}

impl Draft {
    /// What is said of the whole under a key; empty of none.
    pub fn key(&self, key: &str) -> &str {
        self.head.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text)
    }

    /// The number of a line's id, from 0.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }
}

/// A line as it is written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its names in Chinese and English.
    pub names: [String; 2],
    /// What it is.
    pub kind: String,
    /// What fills it.
    pub filled: Filled,
    /// 其中: the id of the line of which it is a part; empty of none.
    pub of: String,
    /// Which way its money goes between places; empty of none.
    pub transfer: String,
    /// Its lines in the text, from 1.
    pub lines: std::ops::Range<u32>,
}

/// What fills a line, as it is written: ids of lines, names of sources.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Filled {
    /// A person, or a file.
    #[default]
    Entered,
    /// The total of lines.
    Sum(Vec<String>),
    /// One line less another.
    Less(Vec<String>),
    /// What a run or the data have of it.
    From(Vec<String>),
}

impl Filled {
    /// The keys in files, of which a line has at most one.
    const KEYS: [&'static str; 3] = ["sum", "less", "from"];

    fn keyed(&self) -> Option<(&'static str, &[String])> {
        match self {
            Filled::Entered => None,
            Filled::Sum(lines) => Some(("sum", lines)),
            Filled::Less(lines) => Some(("less", lines)),
            Filled::From(sources) => Some(("from", sources)),
        }
    }
}

/// The form of a text; `None` of a text that is no TOML.
pub fn draft(text: &str) -> Option<Draft> {
    let (mut reader, document) = Reader::open("", text).ok()?;
    let top = Section { table: document.as_table(), name: "", start: 0 };
    let head = ["id", "zh", "en", "fund", "unit", "source", "source_en", "from", "to"];
    let head = head.map(|key| (key.to_owned(), written(top.table, key))).into();
    let sections = reader.tables(top, "line");
    let line = |byte: usize| text.get(..byte).map_or(0, |before| before.matches('\n').count()) as u32 + 1;
    let starts: Vec<u32> = sections.iter().map(|section| line(section.start)).collect();
    let end = line(text.len()) + 1;
    let ends = |n: usize| starts.get(n + 1).copied().unwrap_or(end).max(starts[n] + 1);
    let row = |(n, section): (usize, &Section<'_>)| {
        let names = |key: &str| -> Option<Vec<String>> {
            let array = section.table.get(key)?.as_array()?;
            Some(array.iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect())
        };
        let filled = names("sum").map(Filled::Sum).or_else(|| names("less").map(Filled::Less));
        let written = |key: &str| written(section.table, key);
        Row {
            id: written("id"),
            names: [written("zh"), written("en")],
            kind: written("kind"),
            filled: filled.or_else(|| names("from").map(Filled::From)).unwrap_or_default(),
            of: written("of"),
            transfer: written("transfer"),
            lines: starts[n]..ends(n),
        }
    };
    Some(Draft { head, rows: sections.iter().enumerate().map(row).collect() })
}

/// What is written under a key.
fn written(table: &dyn TableLike, key: &str) -> String {
    match table.get(key).and_then(Item::as_value) {
        Some(Value::String(text)) => text.value().clone(),
        Some(other) => other.to_string().trim().to_owned(),
        None => String::new(),
    }
}

/// The lines of a document, whichever way they are written.
fn lines(document: &DocumentMut) -> ArrayOfTables {
    document.get("line").cloned().and_then(|lines| lines.into_array_of_tables().ok()).unwrap_or_default()
}

/// The text with what is said of the whole changed; `None` takes it away.
pub fn set_head(text: &str, key: &str, new: Option<Value>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    put(document.as_table_mut(), key, new);
    Some(document.to_string())
}

/// Puts a value under a key, or takes it away; what is remarked above the key stays.
fn put(table: &mut Table, key: &str, new: Option<Value>) {
    match (new, table.get_mut(key)) {
        (Some(new), Some(item)) => *item = Item::Value(new),
        (Some(new), None) => drop(table.insert(key, Item::Value(new))),
        (None, _) => drop(table.remove(key)),
    }
}

/// A text with its lines changed; `None` of one that is no TOML, or where the change is none.
fn changed(text: &str, change: impl FnOnce(&mut Vec<Table>) -> Option<()>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut all: Vec<Table> = lines(&document).iter().cloned().collect();
    change(&mut all)?;
    // Where a table stands in the text goes with its position.
    all.iter_mut().for_each(|table| table.set_position(None));
    document.remove("line");
    if !all.is_empty() {
        document.insert("line", Item::ArrayOfTables(all.into_iter().collect()));
    }
    Some(document.to_string())
}

/// The text with a key of a line set, or taken away.
pub fn set(text: &str, number: usize, key: &str, new: Option<Value>) -> Option<String> {
    changed(text, |lines| {
        put(lines.get_mut(number)?, key, new);
        Some(())
    })
}

/// The text with another name of a line. One that had the same name in both languages has it still.
pub fn rename(text: &str, number: usize, english: bool, name: &str) -> Option<String> {
    changed(text, |lines| {
        let line = lines.get_mut(number)?;
        let of = |key: &str| line.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
        let (zh, en) = (of("zh"), of("en"));
        put(line, if english { "en" } else { "zh" }, Some(name.into()));
        if !english && (en.is_empty() || zh == en) {
            line.remove("en");
        }
        Some(())
    })
}

/// The text with a line filled otherwise.
pub fn fill(text: &str, number: usize, filled: &Filled) -> Option<String> {
    changed(text, |lines| {
        let line = lines.get_mut(number)?;
        Filled::KEYS.iter().for_each(|key| drop(line.remove(key)));
        if let Some((key, names)) = filled.keyed() {
            line[key] = value(names.iter().map(String::as_str).collect::<Array>());
        }
        Some(())
    })
}

/// The text with a line more behind one, of the same kind, to be entered; counted by the totals that count the one.
pub fn add(text: &str, after: usize, name: &str) -> Option<String> {
    changed(text, |lines| {
        let of = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
        let known: Vec<String> = lines.iter().map(|line| of(line, "id")).collect();
        let id = (1..).map(|n| format!("own_{n}")).find(|id| !known.contains(id))?;
        let mut table = Table::new();
        table["id"] = value(&id);
        table["zh"] = value(name);
        let before = lines.get(after);
        table["kind"] = value(before.map_or("income".to_owned(), |before| of(before, "kind")));
        let is_total = before.is_some_and(|before| before.contains_key("sum") || before.contains_key("less"));
        if let Some(whole) = before.map(|before| of(before, "of")).filter(|whole| !whole.is_empty()) {
            table["of"] = value(whole);
        }
        table.decor_mut().set_prefix("\n");
        let beside = known.get(after).filter(|_| !is_total);
        for sum in lines.iter_mut().filter_map(|line| line.get_mut("sum")?.as_array_mut()) {
            let at = sum.iter().position(|part| part.as_str().is_some_and(|part| Some(part) == beside.map(|b| &**b)));
            if let Some(at) = at {
                sum.insert(at + 1, id.as_str());
            }
        }
        lines.insert((after + 1).min(lines.len()), table);
        Some(())
    })
}

/// The text without a line; totals no longer count it, and its parts (其中) are lines of their own.
pub fn remove(text: &str, number: usize) -> Option<String> {
    changed(text, |lines| {
        let gone = lines.get(number)?.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
        lines.remove(number);
        for line in lines {
            if line.get("of").and_then(Item::as_str) == Some(&gone) {
                line.remove("of");
            }
            if let Some(sum) = line.get_mut("sum").and_then(Item::as_array_mut) {
                sum.retain(|part| part.as_str() != Some(&gone));
            }
        }
        Some(())
    })
}

/// The text with a line moved to another place.
pub fn shift(text: &str, number: usize, to: usize) -> Option<String> {
    changed(text, |lines| {
        (number < lines.len() && to < lines.len() && number != to).then_some(())?;
        let line = lines.remove(number);
        lines.insert(to, line);
        Some(())
    })
}

/// A copy of a form's text under a name and an id of its own.
pub fn copy(text: &str, id: &str, [zh, en]: [&str; 2]) -> Option<String> {
    let named = set_head(text, "id", Some(id.into()))?;
    let named = set_head(&named, "zh", Some(zh.into()))?;
    set_head(&named, "en", Some(en.into()))
}

/// The number in the printed form of a line's id: what a sum or difference says, such as 2+3+9 or 16−26.
pub fn formula(draft: &Draft, row: &Row) -> String {
    let number = |id: &String| draft.position(id).map_or_else(|| id.clone(), |at| (at + 1).to_string());
    match &row.filled {
        Filled::Sum(lines) => lines.iter().map(number).collect::<Vec<String>>().join("+"),
        Filled::Less(lines) => lines.iter().map(number).collect::<Vec<String>>().join("−"),
        Filled::From(_) | Filled::Entered => String::new(),
    }
}

/// What a typed formula fills a line with: numbers or names of lines, added up, or one less another; nothing typed is
/// entered.
///
/// # Errors
/// The word that is no line's.
pub fn typed(draft: &Draft, text: &str) -> Result<Filled, String> {
    let text = text.trim().trim_start_matches(['=', '＝']);
    if text.is_empty() {
        return Ok(Filled::Entered);
    }
    let line = |word: &str| -> Result<String, String> {
        let word = word.trim();
        let of_number = || word.parse::<usize>().ok()?.checked_sub(1).and_then(|at| draft.rows.get(at));
        let of_name = || draft.rows.iter().find(|row| row.id == word || row.names.iter().any(|name| name == word));
        of_number().or_else(of_name).map(|row| row.id.clone()).ok_or_else(|| word.to_owned())
    };
    if let Some((from, less)) = text.split_once(['-', '−', '－', '–']) {
        return Ok(Filled::Less(vec![line(from)?, line(less)?]));
    }
    let words = text.split(['+', '＋', '、', '，', ',']).filter(|word| !word.trim().is_empty());
    words.map(line).collect::<Result<Vec<String>, String>>().map(Filled::Sum)
}

/// The id of a copy of a form: that of what it is copied from, and a number that makes it no other's.
pub fn own_id(id: &str, known: &[String]) -> String {
    let stem = id.split("_own").next().unwrap_or(id);
    (1..).map(|n| format!("{stem}_own{n}")).find(|id| !known.contains(id)).unwrap_or_default()
}
