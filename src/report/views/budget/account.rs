//! 决算说明: the paragraph of an audited account, written from the numbers.

use super::causes::{largest, steps};
use super::page::{Page, is_total};
use crate::measures::{Fund, Measure};
use crate::money::{Money, ratio};
use crate::month::{Month, Period};
use crate::report::views::view::View;
use crate::report::words::number::UNKNOWN;
use crate::report::{Books, Quantity};
use crate::statements::form::LineKind;
use crate::statements::statement::{Statement, Version};

/// The paragraph, ready to be copied.
#[derive(Clone, PartialEq, Debug)]
pub struct Account {
    /// What it is.
    pub headline: String,
    /// Its sentences, a line each: income, expenditure, balance.
    pub sentences: Vec<String>,
}

/// The account of a year: the final one where there is one, else the months on record.
///
/// # Errors
/// Why nothing can be said yet.
pub fn account(page: Page<'_>) -> Result<Account, String> {
    let (year, place) = (page.year.year.to_string(), page.name());
    let values = [("year", &*year), ("place", &*place)];
    let of = |version| page.year.statement(page.who, version);
    let Some(actual) = of(Version::Final).or_else(|| of(Version::Actual)) else {
        return Err(page.fill("budget.no_account", &values));
    };
    let span = match actual.months {
        12 => page.fill("period.year", &[("year", &year)]),
        months if page.context.observed.range().0.first_month() <= Month::january(page.year.year) => {
            page.fill("budget.up_to_month", &[("year", &year), ("months", &months.to_string())])
        }
        months => page.fill("budget.first_months", &[("year", &year), ("months", &months.to_string())]),
    };
    let told = Told { page, actual, span };
    let sentences = [told.flow("income"), told.flow("expenditure"), Some(told.balance())];
    Ok(Account {
        headline: page.fill("budget.account_of", &[("span", &told.span), ("place", &place)]),
        sentences: sentences.into_iter().flatten().collect(),
    })
}

struct Told<'a> {
    page: Page<'a>,
    actual: &'a Statement,
    /// The months that are told of.
    span: String,
}

impl Told<'_> {
    fn amount(&self, line: &str) -> Option<Money> {
        self.actual.cells[self.page.year.form.line(line)?].amount()
    }

    /// The same months of the year before; `None` where they were others.
    fn before(&self) -> Option<&Statement> {
        let (_, before) = self.page.year.before(self.page.who)?;
        let alike = self.page.year.alike.get(&self.page.who);
        Some(before).filter(|before| before.months == self.actual.months).or(alike)
    }

    /// What came in, or went out: how much, of the budget, against last year, and mainly why.
    fn flow(&self, id: &str) -> Option<String> {
        let page = self.page;
        let line = page.year.form.line(id)?;
        let amount = self.amount(id)?;
        let percent = |over: Money, under: Money| {
            let share = ratio(over.fen(), under.fen().abs(), 6)?;
            Some(format!("{}%", page.context.style.plain(Quantity::Ratio(share))))
        };
        let budget = page.year.against(page.who).and_then(|budget| budget.cells[line].amount());
        let done = budget.and_then(|budget| percent(amount, budget));
        let done = done.map_or_else(String::new, |share| page.fill("budget.of_budget", &[("share", &share)]));
        let last = self.before().and_then(|before| before.cells[line].amount());
        let change = last.map_or_else(String::new, |last| {
            let (off, rate) = (amount - last, percent((amount - last).abs(), last));
            let key = match (off.is_negative(), self.actual.months) {
                (true, 12) => "budget.less_than_last",
                (false, 12) => "budget.more_than_last",
                (true, _) => "budget.less_than_alike",
                (false, _) => "budget.more_than_alike",
            };
            let (off, rate) = (page.spoken(off.abs()), rate.unwrap_or(UNKNOWN.to_owned()));
            page.fill(key, &[("amount", &off), ("rate", &rate)])
        });
        let (name, said) = (page.text(&format!("budget.{id}")), page.spoken(amount));
        let values = [
            ("span", &*self.span),
            ("place", &*page.name()),
            ("what", &*name),
            ("amount", &*said),
            ("done", &*done),
            ("change", &*change),
            ("why", &*self.why(id)),
        ];
        Some(page.fill("budget.account_flow", &values))
    }

    /// The item that changed most on last year, and what made it deviate most from the budget.
    fn why(&self, id: &str) -> String {
        let page = self.page;
        let form = &page.year.form;
        let kind = if id == "income" { LineKind::Income } else { LineKind::Expenditure };
        let items = (0..form.lines.len()).filter(|n| {
            let line = &form.lines[*n];
            line.kind == kind && line.of.is_none() && !is_total(form, *n)
        });
        let change = |n: usize| Some(self.actual.cells[n].amount()? - self.before()?.cells[n].amount()?);
        let most = items.filter_map(|n| Some((n, change(n)?))).max_by_key(|(_, change)| change.abs());
        let mut why = String::new();
        if let Some((line, change)) = most.filter(|(_, change)| !change.is_zero()) {
            let name = page.line(line);
            let amount = page.spoken(change.abs());
            let key = if change.is_negative() { "budget.mainly_less" } else { "budget.mainly_more" };
            why += &page.fill(key, &[("line", &name), ("amount", &amount)]);
        }
        let bridges = page.year.bridges.iter().filter(|b| b.who == page.who && form.lines[b.line].kind == kind);
        for bridge in bridges {
            let steps = steps(page, bridge);
            if let Some((cause, effect)) = largest(&steps) {
                let name = page.line(bridge.line);
                let by = page.spoken(effect.abs());
                let effect = page
                    .fill(if effect.is_negative() { "budget.less_by" } else { "budget.more_by" }, &[("amount", &by)]);
                why +=
                    &page.fill("budget.against_budget_why", &[("line", &name), ("cause", cause), ("effect", &effect)]);
            }
        }
        why
    }

    /// 当年结余, 滚存结余, 可支付月数.
    fn balance(&self) -> String {
        let page = self.page;
        let said = |money: Option<Money>| money.map_or(UNKNOWN.to_owned(), |money| page.spoken(money));
        let surplus = self.amount("surplus");
        let (period, place) = (Period::Year(page.year.year), page.year.places.key(page.who.place()));
        let has_figures = page.year.beside.is_none();
        let view = || View::new(page.context, Books::Data, &place);
        let held = has_figures.then(view).flatten().and_then(|view| view.balance_point(period).value);
        let held = held.and_then(|held| if let Quantity::Money(money) = held { Some(money) } else { None });
        let closing = self.amount("closing").or(held);
        let cover = || Fund::observed(page.context.observed).measure(Measure::MonthsOfCover, page.who.place(), period);
        let cover = has_figures.then(cover).flatten();
        let cover = cover.map_or_else(String::new, |cover| {
            page.fill("budget.cover", &[("months", &page.context.style.plain(cover.into()))])
        });
        let values = [
            ("surplus", &*said(surplus.map(Money::abs))),
            ("closing", &*said(closing)),
            ("cover", &*cover),
            ("end", &*page.text(if self.actual.months < 12 { "budget.at_last" } else { "budget.at_years_end" })),
            ("place", &*page.name()),
        ];
        let key = if surplus.is_some_and(Money::is_negative) { "budget.account_short" } else { "budget.account_left" };
        page.fill(key, &values)
    }
}
