//! Why a figure is what it is: the rule, the numbers put in, the postings behind it, down to the source cell.
//!
//! Every [`Subject`] has its [`Derivation`]; its inputs lead to further subjects or to a cell of the source file. Workings
//! have the decimals of the screen, money in the unit chosen, products with heads in 元; beside them they stand exact, with
//! as many decimals as it takes.

mod cell;
mod fund;
mod measure;
mod running;
mod settlement;

use rust_decimal::Decimal;

use crate::field::Field;
use crate::journal::{Account, Kind, Posting, Purse};
use crate::locale::Language;
use crate::measures::{Fund, Measure};
use crate::money::{Money, Persons, Rate};
use crate::month::Period;
use crate::place::{Level, PlaceId, Places, Reach};
use crate::report::views::context::{self, Context};
use crate::report::views::published;
use crate::report::words::number::{MoneyUnit, Style, grouped};
use crate::report::{Books, CellValue, Derivation, Holder, Input, Place, PostingLine, Quantity, Subject};

/// The most parts shown one by one, as inputs.
const MOST_PARTS: usize = 100;
/// The most parts written out in one line of workings.
const MOST_TERMS: usize = 12;

/// How a figure came about; `None` where there is no such figure: an unknown county, a period that is not on record, a
/// scenario without a run.
pub fn derivation(context: &Context<'_>, subject: &Subject) -> Option<Derivation> {
    if let Subject::Published(id) = subject {
        return published::derivation(context.observed, id, context.language());
    }
    let made = derived(Why(context, Decimals::Shown), subject)?;
    let is_plain = made.workings.is_empty();
    let exact = if is_plain { Vec::new() } else { derived(Why(context, Decimals::All), subject)?.workings };
    Some(Derivation { exact: if exact == made.workings { Vec::new() } else { exact }, ..made })
}

fn derived(why: Why<'_>, subject: &Subject) -> Option<Derivation> {
    let context = why.0;
    match subject {
        Subject::Cell { place, period, field, books } => cell::derivation(why, place, *period, *field, *books),
        Subject::Measure { measure, place, period, books } => {
            measure::derivation(why, *measure, place, *period, *books)
        }
        Subject::Settlement { scenario, holder, period, item } => {
            settlement::derivation(why, *scenario, holder, *period, *item)
        }
        Subject::Fund { item, year, books } => fund::derivation(why, *item, *year, *books),
        Subject::Running { item, place, period, books } => running::derivation(why, *item, place, *period, *books),
        Subject::Published(id) => published::derivation(context.observed, id, context.language()),
    }
}

/// Whether a number is added or taken away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
}

/// How many decimals workings have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decimals {
    /// Those of the screen.
    Shown,
    /// As many as it takes.
    All,
}

/// The words and numbers of derivations, for one context.
#[derive(Clone, Copy)]
struct Why<'a>(&'a Context<'a>, Decimals);

impl<'a> Why<'a> {
    fn language(self) -> Language {
        self.0.language()
    }

    fn style(self) -> Style {
        self.0.style
    }

    fn text(self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.language().fill(key, values)
    }

    fn fund(self, books: Books) -> Option<Fund<'a>> {
        self.0.fund(books)
    }

    /// A rule in words.
    fn rule(self, key: &str) -> String {
        self.text(&format!("why.rule.{key}"))
    }

    fn field(self, field: Field) -> String {
        self.text(field.text_key())
    }

    fn measure(self, measure: Measure) -> String {
        self.text(&format!("measure.{}", measure.key()))
    }

    fn kind(self, kind: Kind, level: Level) -> String {
        self.text(&kind.text_key_at(level))
    }

    /// Place, period and name, with the scenario where it is one.
    fn title(self, place: &str, period: Period, name: &str, books: Books) -> String {
        let period = self.0.period_name(period);
        let title = self.fill("why.title", &[("place", place), ("period", &period), ("name", name)]);
        match books {
            Books::Data => title,
            Books::Scenario(number) => {
                let scenario = self.0.settled(number).map_or("", |settled| &settled.scenario.name);
                self.fill("why.title_of_scenario", &[("title", &title), ("scenario", scenario)])
            }
        }
    }

    /// The value of a cell, of any place and period.
    fn cell_value(self, place: &Place, period: Period, field: Field, books: Books) -> Option<Quantity> {
        let fund = self.fund(books)?;
        fund.value(fund.places().find(place)?, period, field).map(|amount| context::amount(field, amount))
    }

    /// A cell as an input, under its field's name or another.
    fn cell_input(self, label: Option<String>, place: &Place, period: Period, field: Field, books: Books) -> Input {
        Input::of(
            label.unwrap_or_else(|| self.field(field)),
            shown(self.cell_value(place, period, field, books)),
            Subject::Cell { place: place.clone(), period, field, books },
        )
    }

    /// A cell of another period than the title's, which its label therefore names.
    fn dated_input(self, place: &Place, period: Period, field: Field, books: Books) -> Input {
        let values = [("period", self.0.period_name(period)), ("name", self.field(field))];
        let label = self.fill("why.dated", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
        self.cell_input(Some(label), place, period, field, books)
    }

    fn rate_input(self, lever: &str, rate: Rate) -> Input {
        let label = self.text(&format!("lever.{lever}"));
        Input::end(label, CellValue::Text(percent(rate)))
    }

    /// Money in the unit chosen.
    fn money(self, money: Money) -> String {
        grouped(self.style().unit.scaled(money), self.places(&[money]))
    }

    fn places(self, amounts: &[Money]) -> u32 {
        let unit = self.style().unit;
        let least = if unit == MoneyUnit::HundredMillion { 4 } else { 2 };
        if self.1 == Decimals::Shown {
            return least;
        }
        amounts.iter().map(|m| unit.scaled(*m).normalize().scale()).max().unwrap_or(0).max(least)
    }

    /// Money in 元 with its unit, exact.
    fn yuan(self, money: Money) -> String {
        Style { unit: MoneyUnit::Yuan, ..self.style() }.full(Quantity::Money(money))
    }

    fn heads(self, heads: Persons) -> String {
        self.style().full(Quantity::Persons(heads))
    }

    /// `total = a + b − c`, money all with the same decimals.
    fn equation(self, total: Money, terms: &[(Sign, Money)]) -> String {
        let amounts: Vec<Money> = terms.iter().map(|(_, m)| *m).chain([total]).collect();
        let places = self.places(&amounts);
        let write = |money| grouped(self.style().unit.scaled(money), places);
        let mut line = format!("{} =", write(total));
        for (n, (sign, money)) in terms.iter().enumerate() {
            line.push_str(match (sign, n) {
                (Sign::Plus, 0) => " ",
                (Sign::Plus, _) => " + ",
                (Sign::Minus, _) => " − ",
            });
            line.push_str(&bracketed(write(*money), n));
        }
        line
    }

    /// `0.00 = max(0, −12.00)`
    fn or_zero(self, value: Money, inner: Money) -> String {
        format!("{} = max(0, {})", self.money(value), self.money(inner))
    }

    /// Any quantity, in the decimals chosen.
    fn quantity(self, quantity: Quantity) -> String {
        match (quantity, self.1) {
            (Quantity::Money(money), _) => self.money(money),
            (Quantity::Ratio(_), Decimals::Shown) => format!("{}%", self.style().plain(quantity)),
            (Quantity::Ratio(ratio), Decimals::All) => percent(ratio),
            (Quantity::Months(number), Decimals::All) => grouped(number, number.normalize().scale().max(1)),
            _ => self.style().plain(quantity),
        }
    }

    fn postings(self, places: &Places, postings: &[&Posting]) -> Vec<PostingLine> {
        let line = |posting: &&Posting| PostingLine {
            month: posting.month,
            kind: self.kind(posting.kind, places.level(posting.from.place().unwrap_or(places.root()))),
            from: self.account(posting.from, places),
            to: self.account(posting.to, places),
            amount: posting.amount(),
        };
        postings.iter().map(line).collect()
    }

    fn account(self, account: Account, places: &Places) -> String {
        let of = |key: &str| match account.place() {
            Some(place) => self.fill(key, &[("county", &self.0.place_name(&places.key(place)))]),
            None => self.text(key),
        };
        let is_county = account.place().is_some_and(|place| places.is_county(place));
        match account.purse() {
            Purse::Fund if is_county => of("holder.county"),
            Purse::Fund => account.place().map_or_else(String::new, |place| self.pool(place, places)),
            Purse::PersonalAccounts => of("holder.personal_accounts"),
            Purse::Payers => of("holder.payers"),
            Purse::Pensioners => of("holder.pensioners"),
            Purse::Others => of("holder.others"),
            Purse::Bank => of("holder.bank"),
            Purse::CentralAndProvincialBudget => of("holder.upper"),
            Purse::Treasury if is_county => of("holder.county_treasury"),
            Purse::Treasury if account.place().is_some_and(|place| place == places.root()) => {
                self.text(match places.level(places.root()) {
                    Level::Nation => "holder.nation_treasury",
                    Level::Province => "holder.province_treasury",
                    Level::City | Level::County => "holder.city_treasury",
                })
            }
            Purse::Treasury => of("holder.county_treasury"),
            Purse::ProvinceTreasury => of("holder.province_treasury"),
            Purse::NationTreasury => of("holder.nation_treasury"),
            Purse::Lender => of("holder.lender"),
            Purse::OtherPool => of("holder.other_pool"),
        }
    }

    /// What the pool of a place is called: the city's is, where there is but one, by its level.
    fn pool(self, place: PlaceId, places: &Places) -> String {
        let is_only = place == places.root() && places.level(place) == Level::City;
        match is_only {
            true => self.text("holder.pool"),
            false => self.fill("holder.pool_of", &[("place", &self.0.place_name(&places.key(place)))]),
        }
    }

    fn holder(self, holder: &Holder) -> String {
        let places = &self.0.observed.places;
        match (&holder.place, holder.reach) {
            (Place::Root, Reach::WithBelow) if places.level(places.root()) == Level::City => self.text("holder.all"),
            (Place::Root | Place::Place(_), Reach::Own) => {
                places.find(&holder.place).map_or_else(String::new, |place| self.pool(place, places))
            }
            (place, _) => self.0.place_name(place),
        }
    }

    /// That the data are the sample, where they are.
    fn sample_note(self) -> Option<String> {
        Some(self.0.observed.example?.mark(self.language()).to_owned())
    }

    /// Keeps a list of parts readable; a note says how many more there are, with those that were not made.
    fn cap(self, inputs: &mut Vec<Input>, unmade: usize, notes: &mut Vec<String>) {
        let more = inputs.len().saturating_sub(MOST_PARTS) + unmade;
        if more > 0 {
            inputs.truncate(MOST_PARTS);
            notes.push(self.fill("ui.and_more", &[("count", &more.to_string())]));
        }
    }

    /// Which of the inputs are unknown, where any is.
    fn unknown_note(self, inputs: &[Input]) -> Option<String> {
        let unknown: Vec<&str> = inputs
            .iter()
            .filter(|i| i.value == CellValue::Unknown)
            .map(|i| i.label.as_str())
            .take(MOST_TERMS)
            .collect();
        let list = unknown.join(&self.text("why.list_separator"));
        (!unknown.is_empty()).then(|| self.fill("why.unknown_inputs", &[("inputs", &list)]))
    }
}

fn shown(quantity: Option<Quantity>) -> CellValue {
    quantity.map_or(CellValue::Unknown, CellValue::Quantity)
}

/// A rate in percent with as many decimals as it has: `28.1%`.
fn percent(rate: Rate) -> String {
    let value = rate.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(rate);
    format!("{}%", grouped(value, value.normalize().scale()))
}

/// A negative number after an operator stands in brackets.
fn bracketed(number: String, n: usize) -> String {
    if n > 0 && number.starts_with('−') { format!("({number})") } else { number }
}

#[cfg(test)]
mod tests;
