//! Several accounts side by side: which agree, and what is open in each.

use super::page::{Page, money};
use crate::locale::Language;
use crate::month::Month;
use crate::report::{Cell, Column, Measured, Quantity, Sheet, Tone};
use crate::special_account::account::Matching;
use crate::special_account::ledger::Keeper;

/// All accounts.
#[derive(Clone, PartialEq, Debug)]
pub struct Accounts {
    /// How many agree, and which does not.
    pub headline: String,
    /// A row each.
    pub sheet: Sheet,
    /// The account of each row, by its name.
    pub names: Vec<String>,
}

/// An account as it is called: one without a name is that of the files that tell none.
pub fn name_of(language: Language, matching: &Matching) -> String {
    match matching.name.is_empty() {
        true => language.text("reconcile.account_untold").to_owned(),
        false => matching.name.clone(),
    }
}

/// An account with what it was told to be called besides.
fn names_of(language: Language, matching: &Matching) -> String {
    let called = |name: &str| if name.is_empty() { language.text("reconcile.account_untold") } else { name }.to_owned();
    let others: Vec<String> = matching.account.also(&matching.name).map(called).collect();
    let (name, others) = (name_of(language, matching), others.join(language.text("reconcile.account_comma")));
    match others.is_empty() {
        true => name,
        false => language.fill("reconcile.account_also", &[("name", &name), ("others", &others)]),
    }
}

/// The accounts at the end of a month, each of its own last day without one; `None` where there is and was one alone.
pub fn accounts(language: Language, matchings: &[Matching], month: Option<Month>) -> Option<Accounts> {
    if !matchings.first().is_some_and(|matching| matching.account.has_several()) {
        return None;
    }
    let text = |key: &str| language.text(key).to_owned();
    let number = |count: usize| Cell::quantity(Some(Quantity::Number(count.into())), None);
    let (mut rows, mut names, mut off) = (Vec::new(), Vec::new(), Vec::new());
    for matching in matchings {
        let Some(page) = Page::new(language, matching, month) else { continue };
        let (unexplained, suspects) = (page.statement.unexplained(), page.suspects().count());
        let lacking = Keeper::BOTH.into_iter().find(|keeper| matching.files[*keeper as usize].is_empty());
        let stands = match lacking {
            Some(keeper) => page.fill("reconcile.missing", &[("ledger", &page.keeper(keeper))]),
            None if !unexplained.is_zero() => text("reconcile.account_off"),
            None => text("reconcile.account_agrees"),
        };
        let tone = match lacking.is_some() || !unexplained.is_zero() {
            true => Tone::Trouble,
            false if suspects > 0 => Tone::Warning,
            false => Tone::Plain,
        };
        if lacking.is_some() || !unexplained.is_zero() {
            off.push(name_of(language, matching));
        }
        rows.push(vec![
            Cell::text(names_of(language, matching)),
            Cell::text(page.day.to_string()),
            money(page.statement.bank.balance),
            money(page.statement.agency.balance),
            money(page.statement.adjusted_bank()),
            money(page.statement.adjusted_agency()),
            money(unexplained),
            number(page.in_transit().count()),
            number(suspects),
            Cell::text(stands).toned(tone),
        ]);
        names.push(matching.name.clone());
    }
    let columns = [
        ("reconcile.account", Measured::Text),
        ("reconcile.account_date", Measured::Text),
        ("reconcile.account_bank", Measured::Yuan),
        ("reconcile.account_agency", Measured::Yuan),
        ("reconcile.adjusted_bank", Measured::Yuan),
        ("reconcile.adjusted_agency", Measured::Yuan),
        ("reconcile.account_unexplained", Measured::Yuan),
        ("reconcile.account_open", Measured::Number),
        ("reconcile.account_suspects", Measured::Number),
        ("reconcile.account_stands", Measured::Text),
    ];
    let (count, agree) = (rows.len().to_string(), (rows.len() - off.len()).to_string());
    let named = off.join(text("reconcile.account_comma").as_str());
    let values = [("count", &*count), ("agree", &*agree), ("off", &*named)];
    let key = if off.is_empty() { "reconcile.accounts_agree" } else { "reconcile.accounts_off" };
    Some(Accounts {
        headline: language.fill(key, &values),
        sheet: Sheet {
            title: text("reconcile.accounts_title"),
            columns: columns.map(|(key, measured)| Column::new(text(key), measured)).to_vec(),
            frozen: 1,
            rows,
            ..Sheet::default()
        },
        names,
    })
}
