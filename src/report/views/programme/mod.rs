//! 专项: the medical cap, channels of funding, targets by unit, and members who move: the sentence, the chart, and tables
//! of which each figure says how it came about.
//!
//! Source: sections 11.6 to 11.8.

pub mod cap;
pub mod channels;
pub mod moved;
pub mod printed;
pub mod targets;

use rust_decimal::Decimal;

use crate::finding::{Finding, Findings};
use crate::intake::value::{self, Number};
use crate::locale::Language;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::report::words::number::{Style, grouped};
use crate::report::{Cell, CellValue, Column, Figure, Measured, Quantity, Sheet, Tone};
use crate::statements::programme::{Given, Matter};

/// How many rows a table that is typed has below those that are filled.
const BLANK_ROWS: usize = 200;

/// A table, with how each of its figures came about.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// The key of its name.
    pub key: &'static str,
    /// The table.
    pub sheet: Sheet,
    /// How each cell came about, by row and column; empty where the figure was given.
    pub told: Vec<Vec<String>>,
    /// Which table of the matter it is, where it is one that is typed.
    pub table: Option<usize>,
    /// The same without the rows that are empty, for files, where it is one that is typed.
    pub filled: Option<Sheet>,
}

/// A cell that is typed: its table, row and column.
pub type At = (usize, usize, usize);

/// What is told of a matter.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Told {
    /// The sentence.
    pub headline: String,
    /// That it is an example, and of what kind; blank where it is not.
    pub example: String,
    /// The chart, where there is anything to be drawn.
    pub figure: Option<Figure>,
    /// The tables, what comes of it before what was given.
    pub parts: Vec<Part>,
    /// What is wrong or missing, each with its table, row and column where it has such.
    pub wrong: Vec<(String, Option<At>)>,
}

impl Told {
    /// The part of a key, else the first.
    pub fn part(&self, key: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.key == key).or_else(|| self.parts.first())
    }
}

/// What is told of what is given of a matter.
pub fn told(matter: Matter, given: &Given, is_example: bool, style: Style) -> Told {
    let words = Words(style);
    let made = match matter {
        Matter::Cap => cap::told(words, given),
        Matter::Channels => channels::told(words, given),
        Matter::Targets => targets::told(words, given),
    };
    let mut told = made.unwrap_or_else(|findings| words.unfinished(matter, &findings));
    if is_example {
        told.example = words.text(&format!("programme.example_{}", matter.key()));
    }
    told.parts.extend(is_example.then(|| words.printed(Some(matter))).flatten());
    told.parts.extend((0..matter.spec().tables.len()).map(|n| words.typed(matter, n, given)));
    // What is exported of a table that is typed says as well that it is an example.
    for sheet in told.parts.iter_mut().flat_map(|part| std::iter::once(&mut part.sheet).chain(&mut part.filled)) {
        sheet.source.clone_from(&told.example);
    }
    if let Some(figure) = &mut told.figure {
        figure.source.clone_from(&told.example);
    }
    told
}

/// A cell with how it came about.
type Made = (Cell, String);

/// Words and numbers in the language and unit chosen.
#[derive(Clone, Copy)]
struct Words(Style);

impl Words {
    fn language(self) -> Language {
        self.0.language
    }

    fn text(self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.language().fill(key, values)
    }

    /// Money in a sentence.
    fn spoken(self, money: Money) -> String {
        self.0.spoken(Quantity::Money(money))
    }

    /// Money in workings: yuan to the fen.
    fn exact(self, money: Money) -> String {
        grouped(money.to_decimal(), 2)
    }

    fn column(self, key: &str, measured: Measured) -> Column {
        Column::new(self.text(key), measured)
    }

    fn part(self, key: &'static str, columns: Vec<Column>, rows: Vec<Vec<Made>>, totals: usize) -> Part {
        let (mut cells, mut told) = (Vec::new(), Vec::new());
        for row in rows {
            let (of_cells, of_told): (Vec<Cell>, Vec<String>) = row.into_iter().unzip();
            cells.push(of_cells);
            told.push(of_told);
        }
        let sheet = Sheet { title: self.text(key), columns, frozen: 1, rows: cells, totals, ..Sheet::default() };
        Part { key, sheet, told, table: None, filled: None }
    }

    /// What is typed, as it is, with rows for more.
    fn typed(self, matter: Matter, n: usize, given: &Given) -> Part {
        let rows = &given.tables[n];
        let heading = rows.first().map_or(&[][..], Vec::as_slice);
        let key = match (matter, n) {
            (Matter::Cap, _) => "programme.institutions",
            (Matter::Channels, _) => "programme.channels",
            (Matter::Targets, 0) => "programme.units",
            (Matter::Targets, _) => "programme.actuals",
        };
        let name = |column: &String| {
            let key = format!("programme.column_{column}");
            let known = self.language().text(&key);
            Column::new(if known == key { column.as_str() } else { known }, Measured::Number)
        };
        let cell = |text: &str| match value::number(text) {
            _ if text.is_empty() => Cell { value: CellValue::Empty, ..Cell::default() },
            Some(Number::Known(number)) => Cell::quantity(Some(Quantity::Number(number)), None),
            _ => Cell::text(text),
        };
        let filled = rows.iter().skip(1).map(|row| row.as_slice()).chain(std::iter::repeat_n(&[][..], BLANK_ROWS));
        let at = |row: &[String], column: usize| cell(row.get(column).map_or("", |text| text.trim()));
        let cells = filled.map(|row| (0..heading.len()).map(|column| at(row, column)).collect()).collect();
        let columns = heading.iter().map(name).collect();
        let sheet = Sheet { title: self.text(key), columns, frozen: 1, rows: cells, ..Sheet::default() };
        let known: Vec<usize> = (0..rows.len().saturating_sub(1)).collect();
        let filled = Some(sheet.only(&known));
        Part { key, sheet, told: Vec::new(), table: Some(n), filled }
    }

    /// What is missing yet, or wrong.
    fn unfinished(self, matter: Matter, findings: &Findings) -> Told {
        let place = |finding: &Finding| {
            let file = finding.origin.file.to_string();
            let n = matter.spec().tables.iter().position(|(name, _)| file.starts_with(name))?;
            let (row, column) = (finding.origin.row?, finding.origin.column.unwrap_or(1));
            Some((n, (row as usize).checked_sub(2)?, (column as usize).saturating_sub(1)))
        };
        let is_missing = |finding: &&Finding| finding.code == "missing-key";
        let name =
            |finding: &Finding| self.text(&format!("programme.rule_{}", finding.fact("key").unwrap_or_default()));
        let missing: Vec<String> = findings.iter().filter(is_missing).map(name).collect();
        let wrong = findings.iter().filter(|finding| !is_missing(finding));
        let wrong: Vec<_> = wrong.map(|f| (f.sentence(self.language()), place(f))).collect();
        let headline = match (missing.is_empty(), wrong.first()) {
            (false, _) => {
                self.fill("programme.missing", &[("names", &missing.join(self.language().text("matrix.comma")))])
            }
            (true, Some(_)) => self.fill("programme.wrong", &[("count", &wrong.len().to_string())]),
            (true, None) => String::new(),
        };
        Told { headline, wrong, ..Told::default() }
    }
}

fn money(money: Money, told: String) -> Made {
    (Cell::quantity(Some(Quantity::Money(money)), None), told)
}

fn heads(heads: i64, told: String) -> Made {
    (Cell::quantity(Some(Quantity::Persons(heads)), None), told)
}

fn ratio(ratio: Option<Decimal>, told: String) -> Made {
    (Cell::quantity(ratio.map(Quantity::Ratio), None), told)
}

fn name(text: &str) -> Made {
    (Cell::text(text), String::new())
}

fn on(month: Month) -> Made {
    (Cell::period(Period::Month(month)), String::new())
}

fn empty() -> Made {
    (Cell { value: CellValue::Empty, ..Cell::default() }, String::new())
}

/// A mark where something is so, and nothing where it is not.
fn mark(is_so: bool, word: &str) -> Made {
    match is_so {
        true => (Cell::text(word).toned(Tone::Warning), String::new()),
        false => empty(),
    }
}

/// A share in workings: 60%.
fn percent(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).normalize())
}
