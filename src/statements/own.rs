//! Forms of a project's own: an officer's, as texts of form files, right or wrong. One without fault stands before the
//! shipped ones in the years that it is in use; one with a fault is not used, and its faults say where they are.
//!
//! Source: model section 11.1.

use std::sync::Arc;

use super::form::{self, Form};
use super::own_draft;
use crate::finding::{Finding, Findings, Origin};
use crate::fund::FundKind;

/// A form of a project's own.
#[derive(Clone, Debug)]
pub struct OwnForm {
    text: Arc<str>,
    read: Result<Arc<Form>, Findings>,
}

/// Two are the same where their texts are.
impl PartialEq for OwnForm {
    fn eq(&self, other: &OwnForm) -> bool {
        self.text == other.text
    }
}

impl OwnForm {
    /// Out of a text; what is wrong with it is kept with it.
    pub fn new(text: &str) -> OwnForm {
        let draft = own_draft::draft(text).unwrap_or_default();
        let name = Some(draft.key("zh")).filter(|name| !name.is_empty()).unwrap_or("form");
        OwnForm { text: text.into(), read: checked(&format!("{name}.toml"), text).map(Arc::new) }
    }

    /// Out of a file.
    ///
    /// # Errors
    /// Every fault, each with its row: a file with faults is not taken.
    pub fn of_file(name: &str, bytes: &[u8]) -> Result<OwnForm, Findings> {
        let text = std::str::from_utf8(bytes);
        let text = text.map_err(|_| Findings::from(Finding::error("scenario-encoding", Origin::file(name))))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let read = checked(name, text).map(Arc::new)?;
        Ok(OwnForm { text: text.into(), read: Ok(read) })
    }

    /// Its text, as it stands in a file.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The form, or what is wrong with it.
    ///
    /// # Errors
    /// Every fault, each with its row.
    pub fn read(&self) -> Result<&Arc<Form>, &Findings> {
        self.read.as_ref()
    }
}

/// A form that is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// A shipped one, by its place among them.
    Shipped(usize),
    /// One of the project's own, by its place among them.
    Own(usize),
}

impl Chosen {
    /// The forms of a fund that budgets are drawn up by: the project's own, right or wrong, then the shipped ones.
    pub fn all(own: &[OwnForm], fund: &str) -> Vec<Chosen> {
        let shipped = form::shipped().iter().enumerate().filter(|(_, form)| form.fund == fund && form.is_budget());
        (0..own.len()).map(Chosen::Own).chain(shipped.map(|(n, _)| Chosen::Shipped(n))).collect()
    }

    /// Its text; `None` where it is no more.
    pub fn text(self, own: &[OwnForm]) -> Option<&str> {
        match self {
            Chosen::Own(n) => own.get(n).map(|own| &**own.text()),
            Chosen::Shipped(n) => form::shipped_text(&form::shipped().get(n)?.id),
        }
    }

    /// The form, or what is wrong with it; `None` where it is no more.
    pub fn read(self, own: &[OwnForm]) -> Option<Result<&Arc<Form>, &Findings>> {
        match self {
            Chosen::Own(n) => own.get(n).map(OwnForm::read),
            Chosen::Shipped(n) => form::shipped().get(n).map(Ok),
        }
    }

    /// The one that is used for a fund in a year.
    pub fn used(own: &[OwnForm], fund: &str, year: i32) -> Option<Chosen> {
        let used = of_year(own, fund, year)?;
        let is_it =
            |chosen: &Chosen| chosen.read(own).and_then(Result::ok).is_some_and(|form| Arc::ptr_eq(form, &used));
        Chosen::all(own, fund).into_iter().find(is_it)
    }
}

/// A form that statements of a fund can be drawn up by.
///
/// # Errors
/// What keeps it from being read, a fund that is not known, no total of income or of expenditure.
fn checked(file: &str, text: &str) -> Result<Form, Findings> {
    let form = form::read(file, text)?;
    let row_of = |key: &str| {
        let is_it = |line: &str| line.split_once('=').is_some_and(|(known, _)| known.trim() == key);
        text.lines().position(is_it).map_or(1, |at| at as u32 + 1)
    };
    let error = |code: &'static str, at: &str, key: &str| {
        let origin = Origin { row: Some(row_of(at)), ..Origin::file(file) };
        Finding::error(code, origin).with("key", key)
    };
    let known: Vec<&str> = FundKind::all().map(FundKind::key).collect();
    let fund = FundKind::of_key(&form.fund).is_none();
    let fund = fund.then(|| error("form-fund-unknown", "fund", &form.fund).with("known", known.join(", ")));
    let missing = ["income", "expenditure"].into_iter().filter(|total| form.line(total).is_none());
    let missing = missing.map(|total| error("form-without-total", "id", total));
    let found: Findings = fund.into_iter().chain(missing).collect();
    if found.is_empty() { Ok(form) } else { Err(found) }
}

/// The form of a fund's income and expenditure in a year: the first of the project's own that is in use, else the shipped
/// one of the year, else one that is the fund's at all.
pub fn of_year(own: &[OwnForm], fund: &str, year: i32) -> Option<Arc<Form>> {
    let mine = own.iter().filter_map(|own| own.read().ok());
    let mine = mine.filter(|form| form.fund == fund && form.is_budget()).find(|form| form.is_of(year));
    let any = || form::shipped().iter().find(|form| form.fund == fund && form.is_budget());
    mine.or_else(|| form::of_year(fund, year)).or_else(any).cloned()
}
