//! Whose statements of a budget year are shown, and how its lines and amounts are written.

use crate::field::Field;
use crate::locale::Language;
use crate::money::{Money, ratio};
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::views::context::{Context, name_of};
use crate::report::{Books, Cell, CellValue, Quantity, Subject};
use crate::statements::flows;
use crate::statements::form::{Fill, Form, Source};
use crate::statements::statement::{Version, Who};
use crate::statements::year::BudgetYear;

/// A budget year as one place has it.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// Language, unit, data.
    pub context: &'a Context<'a>,
    /// The year.
    pub year: &'a BudgetYear,
    /// Whose.
    pub who: Who,
}

impl<'a> Page<'a> {
    /// The language.
    pub fn language(self) -> Language {
        self.context.language()
    }

    /// A text by key.
    pub fn text(self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    /// A text by key with what goes into it.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.language().fill(key, values)
    }

    /// The name of whose it is.
    pub fn name(self) -> String {
        self.name_of(self.who)
    }

    /// The name of a place, or of its pool.
    pub fn name_of(self, who: Who) -> String {
        let name = name_of(&self.year.places, who.place(), self.language());
        match who {
            Who::Pool(_) => self.fill("budget.pool_of", &[("place", &name)]),
            Who::County(_) | Who::Whole(_) => name,
        }
    }

    /// The amount of a line by its id in a statement.
    pub fn amount(self, version: Version, line: &str) -> Option<Money> {
        let statement = self.year.statement(self.who, version)?;
        statement.cells[self.year.form.line(line)?].amount()
    }

    /// The name of a line in a sentence.
    pub fn line(self, line: usize) -> String {
        let name = &self.year.form.lines[line].names[usize::from(self.language().is_english())];
        name.strip_prefix(self.language().text("budget.of_which")).unwrap_or(name).to_owned()
    }

    /// Money in a sentence: 1,474 万元.
    pub fn spoken(self, money: Money) -> String {
        self.context.style.spoken(Quantity::Money(money))
    }

    /// A place's key in files.
    pub fn key(self) -> String {
        self.who.key(&self.year.places)
    }

    /// What explains an amount on record, or of a run: the same cell of the data or the run. Of money between places and
    /// of pools there is none.
    pub fn subject(self, line: usize, year: i32, books: Books) -> Option<Subject> {
        let field = field_of(&self.year.form, line).filter(|_| self.year.beside.is_none())?;
        let place = match self.who {
            Who::Pool(_) => return None,
            Who::Whole(_) if self.year.form.lines[line].transfer.is_some() => return None,
            Who::County(place) | Who::Whole(place) => self.year.places.key(place),
        };
        Some(Subject::Cell { place, period: Period::Year(year), field, books })
    }

    /// The name of a version: 预算, 执行.
    pub fn version(self, version: Version) -> String {
        self.text(version_key(version))
    }
}

/// The key of a version's name: 预算, 执行.
pub const fn version_key(version: Version) -> &'static str {
    match version {
        Version::Budget => "budget.version_budget",
        Version::Revised => "budget.version_revised",
        Version::Actual => "budget.version_actual",
        Version::Forecast => "budget.version_forecast",
        Version::Final => "budget.version_final",
    }
}

/// Whose statement is shown of a place: its pool's own where that is wanted, else that of all below it.
pub fn who_of(year: &BudgetYear, place: PlaceId, own: bool) -> Who {
    match (year.places.is_county(place), own) {
        (true, _) => Who::County(place),
        (false, true) => Who::Pool(place),
        (false, false) => Who::Whole(place),
    }
}

/// The field of the data that alone fills a line.
pub(in crate::report) fn field_of(form: &Form, line: usize) -> Option<Field> {
    let Fill::From(from) = &form.lines[line].fill else { return None };
    Some(match from[..] {
        [Source::Contribution] => Field::Collected,
        [Source::Grant] => Field::Grant,
        [Source::Interest] => Field::Interest,
        [Source::Pension] => Field::Pension,
        [Source::BackPay] => Field::Backpay,
        _ => return None,
    })
}

/// Whether a line sums up lines that are no parts (其中) of it, or is the difference of two.
pub fn is_total(form: &Form, line: usize) -> bool {
    match &form.lines[line].fill {
        Fill::Sum(_) => form.lines.iter().all(|part| part.of != Some(line)),
        Fill::Less(..) => true,
        Fill::Entered | Fill::From(_) | Fill::Lines(_) => form.lines[line].id == "closing",
    }
}

/// The rows that are totals.
pub fn sums(form: &Form, lines: &[usize]) -> Vec<usize> {
    (0..lines.len()).filter(|row| is_total(form, lines[*row])).collect()
}

/// The names of a form's lines as printed: items indented below their totals, parts (其中) below their items.
pub fn line_names(form: &Form, language: Language) -> Vec<String> {
    let is_summed = |n: usize| {
        form.lines
            .iter()
            .any(|line| matches!(&line.fill, Fill::Sum(parts) if parts.contains(&n) && line.id != form.lines[n].id))
    };
    let of_which = language.text("budget.of_which");
    let mut names = Vec::with_capacity(form.lines.len());
    for (n, line) in form.lines.iter().enumerate() {
        let name = &line.names[usize::from(language.is_english())];
        let name = name.strip_prefix(of_which).unwrap_or(name);
        let indented = match line.of {
            Some(_) if n > 0 && form.lines[n - 1].of == line.of => {
                let width = of_which.chars().filter(|c| !c.is_ascii()).count().max(2);
                format!("{}{name}", "\u{3000}".repeat(2 + width))
            }
            Some(_) => format!("\u{3000}\u{3000}{of_which}{name}"),
            None if is_total(form, n) || !is_summed(n) => name.to_owned(),
            None => format!("\u{3000}{name}"),
        };
        names.push(indented);
    }
    names
}

/// An amount as a cell: blank where nothing was entered, a dash where it is not known.
pub fn money_cell(cell: flows::Cell, subject: Option<Subject>) -> Cell {
    match cell {
        flows::Cell::Blank => Cell { value: CellValue::Empty, ..Cell::default() },
        flows::Cell::Unknown => Cell::default(),
        flows::Cell::Known(money) => Cell::quantity(Some(Quantity::Money(money)), subject),
    }
}

/// What an amount changed by.
pub fn change_cell(change: Option<Money>) -> Cell {
    let empty = Cell { value: CellValue::Empty, ..Cell::default() };
    change.map_or(empty, |change| Cell { value: CellValue::Change(Quantity::Money(change)), ..Cell::default() })
}

/// An amount over another, in percent; empty where there is none.
pub fn share_cell(over: Option<Money>, under: Option<Money>) -> Cell {
    let share = over.zip(under).and_then(|(over, under)| ratio(over.fen(), under.fen().abs(), 6));
    let empty = Cell { value: CellValue::Empty, ..Cell::default() };
    share.map_or(empty, |share| Cell::quantity(Some(Quantity::Ratio(share)), None))
}

/// A rate in words, signed: +9.4%.
pub fn rate_in_words(context: &Context<'_>, over: Money, under: Money) -> Option<String> {
    let rate = ratio(over.fen(), under.fen().abs(), 6)?;
    let text = context.style.plain(Quantity::Ratio(rate));
    Some(if rate.is_sign_positive() && !rate.is_zero() { format!("+{text}%") } else { format!("{text}%") })
}
