//! 余额调节表 on pages to be signed, of one month or of every one, account by account.

use std::sync::Arc;

use super::accounts::name_of;
use super::page::Page;
use super::statement::statement;
use crate::locale::Language;
use crate::month::{Month, Period};
use crate::report::Sheet;
use crate::report::model::signed::{Paper, SignedPage};
use crate::report::words::period::{day_name, period_name};
use crate::special_account::account::Matching;
use crate::special_account::statement::months;

/// Which statements are to be signed.
#[derive(Clone, PartialEq, Debug)]
pub struct Statements {
    /// The accounts.
    pub matchings: Arc<Vec<Matching>>,
    /// The account and the month, `None` for the last day of all; where nothing is told, every month of every account.
    pub only: Option<(usize, Option<Month>)>,
    /// In which language.
    pub language: Language,
}

impl Statements {
    /// A page each.
    pub fn pages(&self) -> Vec<SignedPage> {
        if let Some((at, month)) = self.only {
            return self.matchings.get(at).and_then(|matching| self.page(matching, month)).into_iter().collect();
        }
        let of = |matching: &Matching| -> Vec<SignedPage> {
            months(&matching.books).into_iter().filter_map(|month| self.page(matching, Some(month))).collect()
        };
        self.matchings.iter().flat_map(of).collect()
    }

    /// `None` where there is no entry at all.
    fn page(&self, matching: &Matching, month: Option<Month>) -> Option<SignedPage> {
        let page = Page::new(self.language, matching, month)?;
        let sheet = statement(&page);
        let is_named = self.matchings.len() > 1 || !matching.name.is_empty();
        let account = name_of(self.language, matching);
        let when = month.map_or_else(
            || day_name(page.day, self.language),
            |month| period_name(Period::Month(month), self.language),
        );
        let under = match is_named {
            true => page.fill("reconcile.sign_account", &[("account", &account)]),
            false => page.text("reconcile.sign_unit"),
        };
        let days: Vec<i32> = page.in_transit().map(|open| page.age(page.entry(open.keeper, open.entry))).collect();
        let (count, most) = (days.len().to_string(), days.iter().max().copied().unwrap_or(0).to_string());
        let mut remarks = Vec::new();
        remarks.extend(
            (!days.is_empty()).then(|| page.fill("reconcile.sign_open", &[("count", &count), ("days", &most)])),
        );
        let unexplained = page.statement.unexplained();
        if !unexplained.is_zero() {
            remarks.push(page.fill("reconcile.unexplained", &[("amount", &page.plain(unexplained))]));
        }
        let lines = |key: &str| vec![page.text(key), page.text("reconcile.sign_date")];
        Some(SignedPage {
            name: if is_named { format!("{account} {when}") } else { when },
            title: sheet.title.clone(),
            under,
            paragraphs: Vec::new(),
            sheet: Sheet { title: String::new(), notes: Vec::new(), ..sheet },
            remarks,
            paper: Paper::Across,
            signatures: ["reconcile.sign_made", "reconcile.sign_checked", "reconcile.sign_head"].map(lines).to_vec(),
        })
    }
}
