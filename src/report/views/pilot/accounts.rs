//! 做实个人账户: what goes into the accounts year by year, and what is lacking once they are real.

use super::Shown;
use crate::money::Money;
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::views::context::{Context, Settled, name_of};
use crate::report::views::view::{column, series};
use crate::report::{Category, Cell, Figure, Mark, Measured, Place, Point, Quantity, Role, Sheet};
use crate::simulation::accounts::AccountYear;

/// What is told of a year, with the key of its name.
type Item = (&'static str, fn(&AccountYear) -> Money);

const COLLECTED: Item = ("field.collected", |year| year.collected);
const MADE_REAL: Item = ("pilot.made_real", |year| year.made_real);
const GAP: Item = ("measure.gap", |year| year.gap);
const GAP_WITH: Item = ("pilot.gap_with", AccountYear::gap_with);
const INTEREST: Item = ("pilot.account_interest", |year| year.interest);
const BALANCE: Item = ("pilot.account_balance", |year| year.balance);

fn of_place(settled: &Settled, at: PlaceId) -> Vec<AccountYear> {
    let mut years: Vec<AccountYear> = Vec::new();
    for of in settled.run.accounts.iter().filter(|of| settled.run.places.counties_of(at).contains(&of.county)) {
        match years.last_mut().filter(|year| year.year == of.year) {
            Some(year) => year.add(of),
            None => years.push(*of),
        }
    }
    years
}

/// A place's accounts under a scenario; `None` where none are made real.
pub fn accounts(context: &Context<'_>, settled: &Settled, place: &Place) -> Option<Shown> {
    let at = settled.run.places.find(place)?;
    let years = of_place(settled, at);
    let (first, last) = (years.first()?, years.last()?);
    let language = context.language();
    let text = |key: &str| language.text(key).to_owned();
    let fund = settled.fund();
    let name = |year: i32| {
        let year = Period::Year(year);
        context.period_name(fund.recorded(at, year).unwrap_or(year))
    };
    let spoken = |money: Money| context.style.spoken(Quantity::Money(money));
    let sum = |item: Item| years.iter().map(|year| item.1(year)).sum::<Money>();
    let values = [
        ("place", name_of(&settled.run.places, at, language)),
        ("first", name(first.year)),
        ("last", name(last.year)),
        ("made_real", spoken(sum(MADE_REAL))),
        ("balance", spoken(last.balance)),
        ("gap", spoken(sum(GAP))),
        ("gap_with", spoken(sum(GAP_WITH))),
    ];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    let source = context.source_of([&*settled.scenario]);
    let line = |item: Item, role, mark| {
        let point = |year: &AccountYear| Point { value: Some(Quantity::Money(item.1(year))), subject: None };
        series(text(item.0), role, mark, years.iter().map(point).collect())
    };
    let figure = |title: &str, series| Figure {
        title: text(title),
        categories: years.iter().map(|year| Category::Period(Period::Year(year.year))).collect(),
        ticks: years.iter().map(|year| year.year.to_string()).collect(),
        measured: Measured::Money,
        series,
        source: source.clone(),
        ..Figure::default()
    };
    let items = [COLLECTED, MADE_REAL, GAP, GAP_WITH, INTEREST, BALANCE];
    let row = |year: &AccountYear| {
        let amount = |item: Item| Cell::quantity(Some(Quantity::Money(item.1(year))), None);
        std::iter::once(Cell::text(name(year.year))).chain(items.map(amount)).collect()
    };
    let year = column(text("comparison.year"), Measured::Text);
    Some(Shown {
        headline: language.fill("pilot.accounts_headline", &values),
        figures: vec![
            figure(
                "pilot.lacking",
                vec![line(GAP, Role::Earlier, Mark::Line), line(GAP_WITH, Role::Trouble, Mark::Line)],
            ),
            figure("pilot.account_balance", vec![line(BALANCE, Role::Balance, Mark::Bar)]),
        ],
        sheet: Sheet {
            title: text("pilot.accounts"),
            columns: std::iter::once(year).chain(items.map(|item| column(text(item.0), Measured::Money))).collect(),
            frozen: 1,
            rows: years.iter().map(row).collect(),
            notes: ["pilot.accounts_rule", "pilot.interest_rule"].map(text).into(),
            source: source.clone(),
            ..Sheet::default()
        },
    })
}
