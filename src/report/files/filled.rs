//! Somebody's own workbook with numbers put into its cells, and nothing else of it changed.
//!
//! The sheets' parts are cut open where a number goes in; formulas, formats, merged cells and all other parts stay byte for
//! byte. What formulas gave before is taken out where it may have changed, and the workbook is marked to be calculated when
//! it is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::pack;
use crate::finding::{Finding, Findings, Origin, Severity, column_letters};

/// A number for a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Put {
    /// A number as it stands there.
    Number(Decimal),
    /// A share: 0.85 in a cell that shows percent, else 85.
    Share(Decimal),
    /// Nothing is known: a number that stands there goes.
    Nothing,
}

/// What goes into a sheet, by row and column from 0.
pub type Puts = BTreeMap<(u32, u32), Put>;

/// A workbook that was filled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filled {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many cells were filled.
    pub count: usize,
    /// The cells that were left as they are: words stand there.
    pub findings: Findings,
}

/// A workbook with numbers put into the cells of its sheets, by their names. A cell with a formula keeps it.
///
/// # Errors
/// A file that is no .xlsx, or that lacks a sheet; nothing of it is written then.
pub fn filled(name: &str, bytes: &[u8], sheets: &BTreeMap<String, Puts>) -> Result<Filled, Findings> {
    let broken = || Findings::from(Finding::error("form-not-xlsx", Origin::file(name)));
    let parts = pack::read(bytes).map_err(|_| broken())?;
    let text = |part: &str| parts.get(part).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let book = Book::open(&parts).ok_or_else(broken)?;
    let percents = text("xl/styles.xml").map(percents).unwrap_or_default();
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    let (mut count, mut findings) = (0, Findings::new());
    for (sheet, puts) in sheets {
        let path = book.sheets.iter().find(|(known, _)| known == sheet).map(|(_, path)| path).ok_or_else(broken)?;
        let xml = text(path).ok_or_else(broken)?;
        let made = Sheet { xml, puts, percents: &percents }.made().ok_or_else(broken)?;
        count += made.count;
        for (row, column) in made.refused {
            let origin = Origin { sheet: Some(sheet.as_str().into()), ..Origin::file(name) }.at(row + 1, column + 1);
            findings.push(Finding::new("form-cell-taken", Severity::Warning, origin));
        }
        changed.insert(path.clone(), made.xml);
    }
    // Formulas of other sheets may reach into those that were filled.
    for (_, path) in &book.sheets {
        let reaches = |xml: &&str| xml.contains("</f>") && xml.contains('!');
        if let Some(xml) = text(path).filter(|_| !changed.contains_key(path)).filter(reaches) {
            let none = Puts::new();
            let made = Sheet { xml, puts: &none, percents: &percents }.made().ok_or_else(broken)?;
            changed.insert(path.clone(), made.xml);
        }
    }
    let has_formulas =
        book.sheets.iter().any(|(_, path)| text(path).is_some_and(|xml| xml.contains("<f") || xml.contains(":f>")));
    if has_formulas {
        changed.insert(book.path.clone(), calculated_on_load(text(&book.path).ok_or_else(broken)?).ok_or_else(broken)?);
    }
    let bytes = pack::replaced(bytes, changed).map_err(|_| broken())?;
    Ok(Filled { bytes, count, findings })
}

/// The workbook's own part, and its sheets with their parts.
struct Book {
    path: String,
    sheets: Vec<(String, String)>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
}

/// The tags of a text, with where each stands.
fn tags(xml: &str, mut take: impl FnMut(&Event<'_>, Range<usize>) -> bool) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        if matches!(event, Event::Eof) || !take(&event, start..end) {
            return Some(());
        }
    }
}

impl Book {
    fn open(parts: &BTreeMap<String, Vec<u8>>) -> Option<Book> {
        let path = parts.keys().find(|name| name.to_lowercase().ends_with("/workbook.xml"))?.clone();
        let text = |part: &str| parts.get(part).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let (folder, file) = path.rsplit_once('/')?;
        let (mut named, mut targets) = (Vec::new(), BTreeMap::new());
        tags(text(&path)?, |event, _| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && tag.local_name().as_ref() == "sheet"
            {
                named.extend(attribute(tag, "name").zip(attribute(tag, "id")));
            }
            true
        })?;
        tags(text(&format!("{folder}/_rels/{file}.rels"))?, |event, _| {
            if let Event::Start(tag) | Event::Empty(tag) = event {
                targets.extend(attribute(tag, "Id").zip(attribute(tag, "Target")));
            }
            true
        })?;
        let path_of = |target: &String| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{folder}/{target}"),
        };
        let sheets = named.into_iter().filter_map(|(name, id)| Some((name, path_of(targets.get(&id)?)))).collect();
        Some(Book { path, sheets })
    }
}

/// The numbers of the cell styles that show percent.
fn percents(styles: &str) -> BTreeSet<u32> {
    let (mut formats, mut found) = (BTreeSet::from([9, 10]), BTreeSet::new());
    let (mut within, mut style) = (false, 0);
    tags(styles, |event, _| {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "numFmt" if attribute(tag, "formatCode").is_some_and(|code| code.contains('%')) => {
                    formats.extend(number(tag, "numFmtId"));
                }
                "cellXfs" => within = true,
                "xf" if within => {
                    if number(tag, "numFmtId").is_some_and(|id| formats.contains(&id)) {
                        found.insert(style);
                    }
                    style += 1;
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => within = false,
            _ => {}
        }
        true
    });
    found
}

/// The workbook's part, marked to be calculated when it is opened.
fn calculated_on_load(xml: &str) -> Option<String> {
    // Where the mark goes: into the tag that there is, else before what may stand behind it.
    const BEHIND: [&str; 9] = [
        "oleSize",
        "customWorkbookViews",
        "pivotCaches",
        "smartTagPr",
        "smartTagTypes",
        "webPublishing",
        "fileRecoveryPr",
        "webPublishObjects",
        "extLst",
    ];
    let mark = |beside: &str| format!("<{}calcPr fullCalcOnLoad=\"1\"/>", prefix(beside));
    let mut edit: Option<(Range<usize>, String)> = None;
    tags(xml, |event, span| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else {
            if let Event::End(tag) = event
                && tag.local_name().as_ref() == "workbook"
                && edit.is_none()
            {
                edit = Some((span.start..span.start, mark(tag.name().as_ref())));
            }
            return true;
        };
        let name = tag.local_name();
        if name.as_ref() == "calcPr" {
            let old = &xml[span.clone()];
            let rest: Vec<String> = tag
                .attributes()
                .flatten()
                .filter(|a| a.key.local_name().as_ref() != "fullCalcOnLoad")
                .map(|a| format!(" {}=\"{}\"", a.key.as_ref(), a.value))
                .collect();
            let end = if old.ends_with("/>") { "/>" } else { ">" };
            edit = Some((span, format!("<{}{} fullCalcOnLoad=\"1\"{end}", tag.name().as_ref(), rest.concat())));
            return false;
        }
        if BEHIND.contains(&name.as_ref()) && edit.is_none() {
            edit = Some((span.start..span.start, mark(tag.name().as_ref())));
        }
        true
    })?;
    let (span, text) = edit?;
    Some(format!("{}{text}{}", &xml[..span.start], &xml[span.end..]))
}

/// `x:` of `x:c`.
fn prefix(name: &str) -> &str {
    name.rfind(':').map_or("", |at| &name[..=at])
}

/// A sheet's part with what goes into it.
struct Sheet<'a> {
    xml: &'a str,
    puts: &'a Puts,
    percents: &'a BTreeSet<u32>,
}

struct Made {
    xml: String,
    count: usize,
    refused: Vec<(u32, u32)>,
}

/// A cell that is being read.
#[derive(Default)]
struct Seen {
    at: (u32, u32),
    start: usize,
    style: Option<u32>,
    /// Its attributes but its kind.
    attributes: String,
    tag: String,
    formula: bool,
    value: Option<Range<usize>>,
    /// Whether it holds something else than a number.
    text: bool,
    words: String,
}

/// Row and column of `B12`, from 0.
fn place_of(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = name[..letters].bytes().take(4).fold(0, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    Some((name[letters..].parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

impl Sheet<'_> {
    fn made(&self) -> Option<Made> {
        let mut cutting = Cutting::new(self);
        tags(self.xml, |event, span| {
            match event {
                Event::Start(tag) => cutting.begin(tag, &span, false),
                Event::Empty(tag) => cutting.begin(tag, &span, true),
                Event::Text(text) => cutting.words(text),
                Event::End(tag) => cutting.end(tag.local_name().as_ref(), &span),
                _ => {}
            }
            true
        })?;
        let mut xml = String::with_capacity(self.xml.len() + 64 * cutting.edits.len());
        let mut from = 0;
        for (span, text) in cutting.edits {
            xml.push_str(self.xml.get(from..span.start)?);
            xml.push_str(&text);
            from = span.end;
        }
        xml.push_str(self.xml.get(from..)?);
        Some(Made { xml, count: cutting.count, refused: cutting.refused })
    }

    /// What a put is in a cell of a style; `None` of nothing.
    fn text(&self, put: Put, style: Option<u32>) -> Option<String> {
        let number = match put {
            Put::Number(number) => number,
            Put::Share(share) if style.is_some_and(|style| self.percents.contains(&style)) => share,
            Put::Share(share) => share.checked_mul(Decimal::ONE_HUNDRED)?,
            Put::Nothing => return None,
        };
        Some(number.normalize().to_string())
    }
}

/// A sheet's part while it is gone through: what is put in the place of what, in the order of the text.
struct Cutting<'a> {
    sheet: &'a Sheet<'a>,
    edits: Vec<(Range<usize>, String)>,
    /// The cells that hold words.
    refused: Vec<(u32, u32)>,
    count: usize,
    /// The row under way, and the first column and row that have not come yet.
    row: u32,
    column: u32,
    next_row: u32,
    cell: Option<Seen>,
    value_start: Option<usize>,
    row_style: Option<u32>,
    /// First and last column of a style.
    columns: Vec<(u32, u32, u32)>,
    prefix: String,
}

impl<'a> Cutting<'a> {
    fn new(sheet: &'a Sheet<'a>) -> Cutting<'a> {
        Cutting {
            sheet,
            edits: Vec::new(),
            refused: Vec::new(),
            count: 0,
            row: 0,
            column: 0,
            next_row: 0,
            cell: None,
            value_start: None,
            row_style: None,
            columns: Vec::new(),
            prefix: String::new(),
        }
    }

    fn insert(&mut self, at: usize, text: String) {
        if !text.is_empty() {
            self.edits.push((at..at, text));
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>, span: &Range<usize>, is_empty: bool) {
        let local = tag.local_name();
        match local.as_ref() {
            "col" => {
                let told = (number(tag, "min"), number(tag, "max"), number(tag, "style"));
                if let (Some(first), Some(last), Some(style)) = told {
                    self.columns.push((first.saturating_sub(1), last.saturating_sub(1), style));
                }
            }
            "sheetData" => {
                self.prefix = prefix(tag.name().as_ref()).to_owned();
                if is_empty {
                    let (rows, name) = (self.rows(u32::MAX), tag.name().as_ref().to_owned());
                    self.edits.push((span.clone(), format!("<{name}>{rows}</{name}>")));
                }
            }
            "row" => self.begin_row(tag, span, is_empty),
            "c" => self.begin_cell(tag, span, is_empty),
            "f" => self.cell.iter_mut().for_each(|cell| cell.formula = true),
            "v" | "is" if !is_empty => self.value_start = Some(span.start),
            _ => {}
        }
    }

    fn begin_row(&mut self, tag: &BytesStart<'_>, span: &Range<usize>, is_empty: bool) {
        let row = number(tag, "r").map_or(self.next_row, |number| number.saturating_sub(1));
        let rows = self.rows(row);
        self.insert(span.start, rows);
        (self.row, self.next_row, self.column) = (row, row + 1, 0);
        let is_own = attribute(tag, "customFormat").is_some_and(|value| value == "1" || value == "true");
        self.row_style = number(tag, "s").filter(|_| is_own);
        if is_empty {
            let cells = self.cells(u32::MAX);
            if !cells.is_empty() {
                let open = self.sheet.xml[span.clone()].trim_end_matches("/>").trim_end();
                self.edits.push((span.clone(), format!("{open}>{cells}</{}>", tag.name().as_ref())));
            }
        }
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>, span: &Range<usize>, is_empty: bool) {
        let at = attribute(tag, "r").and_then(|name| place_of(&name)).unwrap_or((self.row, self.column));
        let cells = self.cells(at.1);
        self.insert(span.start, cells);
        self.column = at.1 + 1;
        let others = tag.attributes().flatten().filter(|a| a.key.local_name().as_ref() != "t");
        let seen = Seen {
            at,
            start: span.start,
            style: number(tag, "s"),
            attributes: others.map(|a| format!(" {}=\"{}\"", a.key.as_ref(), a.value)).collect(),
            tag: tag.name().as_ref().to_owned(),
            text: attribute(tag, "t").is_some_and(|kind| kind != "n"),
            ..Seen::default()
        };
        match is_empty {
            true => self.close(seen, span.end),
            false => self.cell = Some(seen),
        }
    }

    fn words(&mut self, text: &str) {
        if let (Some(cell), Some(_)) = (&mut self.cell, self.value_start) {
            cell.words.push_str(text);
        }
    }

    fn end(&mut self, name: &str, span: &Range<usize>) {
        match name {
            "v" | "is" => {
                if let (Some(cell), Some(start)) = (&mut self.cell, self.value_start.take()) {
                    cell.value = Some(start..span.end);
                }
            }
            "c" => {
                if let Some(seen) = self.cell.take() {
                    self.close(seen, span.end);
                }
            }
            "row" => {
                let cells = self.cells(u32::MAX);
                self.insert(span.start, cells);
            }
            "sheetData" => {
                let rows = self.rows(u32::MAX);
                self.insert(span.start, rows);
            }
            _ => {}
        }
    }

    /// A cell that stands there, at its end.
    fn close(&mut self, seen: Seen, end: usize) {
        if seen.formula {
            // What it gave may not be what it gives now.
            self.edits.extend(seen.value.map(|value| (value, String::new())));
            return;
        }
        let Some(put) = self.sheet.puts.get(&seen.at) else { return };
        let is_dash = matches!(seen.words.trim(), "" | "-" | "—" | "－");
        if seen.text && seen.value.is_some() && !is_dash {
            return self.refused.push(seen.at);
        }
        let (tag, attributes) = (&seen.tag, &seen.attributes);
        let text = match self.sheet.text(*put, seen.style) {
            Some(number) => {
                self.count += 1;
                format!("<{tag}{attributes}><{p}v>{number}</{p}v></{tag}>", p = prefix(tag))
            }
            None if seen.value.is_none() => return,
            None => format!("<{tag}{attributes}/>"),
        };
        self.edits.push((seen.start..end, text));
    }

    /// New cells of the row under way, in the columns before one that have not come.
    fn cells(&mut self, before: u32) -> String {
        let mut text = String::new();
        let columns = self.column..before.max(self.column);
        for (at, put) in self.sheet.puts.range((self.row, columns.start)..(self.row, columns.end)) {
            let of_column = || self.columns.iter().find(|(first, last, _)| (first..=last).contains(&&at.1));
            let style = self.row_style.or_else(|| of_column().map(|(.., style)| *style));
            let Some(number) = self.sheet.text(*put, style) else { continue };
            let style = style.map_or_else(String::new, |style| format!(" s=\"{style}\""));
            let (p, name) = (&self.prefix, format!("{}{}", column_letters(at.1 + 1), at.0 + 1));
            text += &format!("<{p}c r=\"{name}\"{style}><{p}v>{number}</{p}v></{p}c>");
            self.count += 1;
        }
        text
    }

    /// New rows before one, that have not come.
    fn rows(&mut self, before: u32) -> String {
        let mut text = String::new();
        let rows = self.next_row..before.max(self.next_row);
        let missing: BTreeSet<u32> =
            self.sheet.puts.range((rows.start, 0)..(rows.end, 0)).map(|(at, _)| at.0).collect();
        for row in missing {
            (self.row, self.column, self.row_style) = (row, 0, None);
            let (cells, p) = (self.cells(u32::MAX), &self.prefix);
            if !cells.is_empty() {
                text += &format!("<{p}row r=\"{}\">{cells}</{p}row>", row + 1);
            }
        }
        text
    }
}
