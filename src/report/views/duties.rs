//! 责任书: what each government owes under each rule in a year, what it paid, and the page that it signs.
//!
//! Source: model section 12.4.

use super::context::{Context, name_of};
use super::indicators::page::named;
use crate::assessment::kept::Kept;
use crate::assessment::responsibility::{Duty, Government, Owed, Page, incidents, of_run, subsidy_of_data};
use crate::assessment::year::YearScored;
use crate::field::Field;
use crate::measures::{Fund, Measure, Value};
use crate::money::{Money, ratio};
use crate::month::Period;
use crate::place::{Level, PlaceId};
use crate::report::model::signed::SignedPage;
use crate::report::{Books, Cell, CellValue, Column, Holder, Measured, Quantity, SettlementItem, Sheet, Subject, Tone};
use crate::scenario::Subsidy;

/// What the duties of a year are told from.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// Language, unit, data, runs.
    pub context: &'a Context<'a>,
    /// What was entered as paid.
    pub kept: &'a Kept,
    /// The year.
    pub year: i32,
    /// The data, or a scenario's run with its journal.
    pub books: Books,
    /// The rule of the matching subsidy, for the data.
    pub rule: &'a Subsidy,
    /// The year's assessment, for the incidents, where it is known.
    pub scored: Option<&'a YearScored>,
}

/// The duties of a year, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct DutiesShown {
    /// What is owed in all, what is still to be paid, and by whom most.
    pub headline: String,
    /// A row each government and rule.
    pub sheet: Sheet,
    /// What the rows are.
    pub rows: Vec<(Government, Duty)>,
    /// The keys of the governments by row.
    pub keys: Vec<String>,
    /// A page each government that owes anything.
    pub pages: Vec<SignedPage>,
}

impl Told<'_> {
    fn text(self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.context.language().fill(key, values)
    }

    fn period(self) -> String {
        self.context.period_name(Period::Year(self.year))
    }

    fn full(self, money: Option<Money>) -> String {
        let quantity = money.map(|money| self.context.style.full(Quantity::Money(money)));
        quantity.unwrap_or_else(|| self.text("hand.not_known"))
    }

    fn place(self, place: PlaceId) -> String {
        name_of(&self.context.observed.places, place, self.context.language())
    }

    /// What a government is called.
    fn government(self, government: Government) -> String {
        match government {
            Government::Of(place) => self.fill("duties.government", &[("place", &self.place(place))]),
            Government::Above(Level::Nation) => self.text("duties.nation"),
            Government::Above(_) => self.text("duties.province"),
        }
    }

    fn duty(self, duty: Duty) -> String {
        self.text(&format!("duties.{}", duty.key()))
    }

    /// What was entered as paid.
    fn paid(self, government: Government, duty: Duty) -> Option<Money> {
        let key = government.key(&self.context.observed.places);
        let put = self.kept.puts("duties", self.year, &key, duty.key()).first()?;
        Money::from_decimal(put.value?)
    }

    /// The pages of the governments; of the data those of the counties, which alone have a rule on what was.
    fn told(self) -> Vec<Page> {
        match self.books {
            Books::Scenario(number) => self.context.settled(number).map_or_else(Vec::new, |settled| {
                of_run(&settled.run, self.year, |government, duty| self.paid(government, duty))
            }),
            Books::Data => {
                let fund = Fund::observed(self.context.observed);
                let places = &self.context.observed.places;
                let page = |county: &PlaceId| {
                    let mut owed = subsidy_of_data(&fund, *county, self.year, self.rule);
                    owed.paid = self.paid(Government::Of(*county), Duty::Subsidy).or(owed.paid);
                    Page { government: Government::Of(*county), duties: vec![owed], borrowed: Money::ZERO }
                };
                places.counties_of(places.root()).iter().map(page).collect()
            }
        }
    }

    /// What explains what is owed: the gap of the year before, or the postings.
    fn owed_of(self, government: Government, owed: &Owed) -> Option<Subject> {
        let Government::Of(place) = government else { return None };
        let places = &self.context.observed.places;
        let key = places.key(place);
        match self.books {
            Books::Data => {
                let period = Period::Year(self.year - 1);
                Some(Subject::Measure { measure: Measure::Gap, place: key, period, books: Books::Data })
            }
            Books::Scenario(scenario) => {
                let kind = owed.postings.first()?.kind;
                let holder = if places.is_county(place) { Holder::own(key) } else { Holder::with_below(key) };
                let (period, item) = (Period::Year(self.year), SettlementItem::Posted(kind));
                Some(Subject::Settlement { scenario, holder, period, item })
            }
        }
    }

    fn paid_of(self, government: Government, owed: &Owed) -> Option<Subject> {
        let Government::Of(place) = government else { return None };
        let is_of_data = self.books == Books::Data && self.paid(government, owed.duty).is_none();
        let place = self.context.observed.places.key(place);
        let (period, field) = (Period::Year(self.year), Field::Subsidy);
        is_of_data.then_some(Subject::Cell { place, period, field, books: Books::Data })
    }

    /// How what is owed follows, with its numbers.
    fn why(self, government: Government, owed: &Owed) -> String {
        let amount = self.full(owed.owed);
        if self.books != Books::Data {
            let count = owed.postings.len().to_string();
            let key = if owed.duty == Duty::Advances { "duties.why_advances" } else { "duties.why_postings" };
            return self.fill(key, &[("owed", &amount), ("count", &count)]);
        }
        let Government::Of(place) = government else { return String::new() };
        let fund = Fund::observed(self.context.observed);
        let gap = match fund.measure(Measure::Gap, place, Period::Year(self.year - 1)) {
            Some(Value::Money(gap)) => Some(gap),
            _ => None,
        };
        let (gap_text, threshold) = (self.full(gap), self.full(Some(self.rule.threshold)));
        let rate = (self.rule.rate * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string();
        let values = [("gap", &*gap_text), ("threshold", &*threshold), ("rate", &*rate), ("owed", &*amount)];
        let key = match (owed.owed, gap) {
            (None, _) | (_, None) => "duties.why_unknown",
            (_, Some(gap)) if gap > self.rule.threshold => "duties.why_subsidy",
            _ => "duties.why_none",
        };
        self.fill(key, &values)
    }

    /// The incidents that the tree punishes, each with its evidence and what it cost.
    fn incidents(self, place: PlaceId) -> Vec<String> {
        let Some(scored) = self.scored else { return Vec::new() };
        let Some(assessed) = scored.now().places.iter().find(|assessed| assessed.place == place) else {
            return Vec::new();
        };
        let (found, lost) = incidents(&scored.tree, assessed, &scored.entered[0]);
        let lost = lost.to_string();
        let said = found.into_iter().map(|(veto, entry)| {
            let veto = named(&veto.names, &veto.id, self.context.language());
            self.fill("duties.incident", &[("veto", veto), ("note", &entry.note), ("lost", &lost)])
        });
        said.collect()
    }

    fn columns(self, with_government: bool) -> Vec<Column> {
        let column = |key: &str, measured| Column::new(self.text(key), measured);
        let mut columns = vec![
            column("duties.duty", Measured::Text),
            column("duties.owed", Measured::Money),
            column("duties.paid", Measured::Money),
            column("duties.difference", Measured::Money),
        ];
        if with_government {
            columns.insert(0, column("duties.whose", Measured::Text));
            columns.push(column("duties.why", Measured::Text));
        }
        columns
    }

    fn cells(self, government: Government, owed: &Owed) -> Vec<Cell> {
        let money = |money: Option<Money>, subject| Cell::quantity(money.map(Quantity::Money), subject);
        let difference = owed.difference();
        let tone = if difference.is_some_and(|left| left.is_positive()) { Tone::Warning } else { Tone::Plain };
        vec![
            Cell::text(self.duty(owed.duty)),
            money(owed.owed, self.owed_of(government, owed)),
            money(owed.paid, self.paid_of(government, owed)),
            money(difference, None).toned(tone),
        ]
    }

    fn page(self, page: &Page) -> SignedPage {
        let name = self.government(page.government);
        let mut paragraphs = vec![self.fill("duties.preamble", &[("government", &name), ("year", &self.period())])];
        paragraphs.extend(page.duties.iter().map(|owed| {
            let values = [("duty", &*self.duty(owed.duty)), ("why", &*self.why(page.government, owed))];
            self.fill("duties.paragraph", &values)
        }));
        let mut remarks = Vec::new();
        if !page.borrowed.is_zero() {
            remarks.push(self.fill("duties.borrowed", &[("amount", &self.full(Some(page.borrowed)))]));
        }
        if let Government::Of(place) = page.government {
            remarks.extend(self.incidents(place));
        }
        let upper = self.text("duties.upper");
        let lines = |who: &str| {
            vec![self.fill("duties.seal", &[("who", who)]), self.text("duties.signature"), self.text("duties.date")]
        };
        SignedPage {
            title: self.fill("duties.page_title", &[("year", &self.period()), ("government", &name)]),
            under: self.books_said(),
            paragraphs,
            sheet: Sheet {
                columns: self.columns(false),
                rows: page.duties.iter().map(|owed| self.cells(page.government, owed)).collect(),
                source: self.context.source_line(),
                ..Sheet::default()
            },
            remarks,
            signatures: vec![lines(&name), lines(&upper)],
            ..SignedPage::default()
        }
    }

    /// Where the numbers are from.
    fn books_said(self) -> String {
        match self.books {
            Books::Data => self.text("duties.of_data"),
            Books::Scenario(number) => {
                let name = self.context.settled(number).map_or("", |settled| &settled.scenario.name);
                self.fill("duties.of_scenario", &[("scenario", name)])
            }
        }
    }
}

/// The duties of a year.
pub fn duties(told: Told<'_>) -> DutiesShown {
    let all: Vec<Page> = told.told().into_iter().filter(|page| !page.duties.is_empty()).collect();
    let flat: Vec<(Government, &Owed)> =
        all.iter().flat_map(|page| page.duties.iter().map(|owed| (page.government, owed))).collect();
    let row = |(government, owed): &(Government, &Owed)| {
        let mut cells = vec![Cell::text(told.government(*government))];
        cells.extend(told.cells(*government, owed));
        cells.push(Cell::text(told.why(*government, owed)));
        cells
    };
    let mut rows: Vec<Vec<Cell>> = flat.iter().map(row).collect();
    let sum = |of: &dyn Fn(&Owed) -> Option<Money>| flat.iter().map(|(_, owed)| of(owed)).sum::<Option<Money>>();
    let totals = [sum(&|owed| owed.owed), sum(&|owed| owed.paid), sum(&Owed::difference)];
    if flat.len() > 1 {
        let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
        let mut total = vec![Cell::text(told.text("rewarded.all")), empty()];
        total.extend(totals.map(|money| Cell::quantity(money.map(Quantity::Money), None)));
        total.push(empty());
        rows.push(total);
    }
    let borrowed: Money = all.iter().map(|page| page.borrowed).sum();
    let mut notes = vec![told.text("duties.note")];
    if !borrowed.is_zero() {
        notes.push(told.fill("duties.borrowed", &[("amount", &told.full(Some(borrowed)))]));
    }
    let year = told.period();
    DutiesShown {
        headline: headline(told, &flat, totals),
        rows: flat.iter().map(|(government, owed)| (*government, owed.duty)).collect(),
        keys: flat.iter().map(|(government, _)| government.key(&told.context.observed.places)).collect(),
        pages: all.iter().map(|page| told.page(page)).collect(),
        sheet: Sheet {
            title: told.fill("duties.title", &[("year", &year)]),
            columns: told.columns(true),
            frozen: 1,
            totals: usize::from(flat.len() > 1),
            rows,
            notes,
            source: told.context.source_line(),
            ..Sheet::default()
        },
    }
}

fn headline(told: Told<'_>, flat: &[(Government, &Owed)], [owed, paid, _]: [Option<Money>; 3]) -> String {
    let style = told.context.style;
    let year = told.period();
    let Some(owed) = owed else { return told.fill("duties.headline_unknown", &[("year", &year)]) };
    let spoken = |money: Money| style.spoken(Quantity::Money(money));
    let owed_text = spoken(owed);
    let mut values = vec![("year", &*year), ("owed", &*owed_text)];
    let Some(paid) = paid else { return told.fill("duties.headline_owed", &values) };
    let paid_text = spoken(paid);
    let share = ratio(paid.fen(), owed.fen(), 6).map_or_else(String::new, |share| style.full(Quantity::Ratio(share)));
    values.extend([("paid", &*paid_text), ("share", &*share)]);
    let most = flat.iter().filter_map(|(government, owed)| Some((*government, owed.difference()?)));
    let most = most.filter(|(_, left)| left.is_positive()).max_by_key(|(_, left)| *left);
    let Some((government, left)) = most else { return told.fill("duties.headline_paid", &values) };
    let (name, left) = (told.government(government), spoken(left));
    values.extend([("government", &*name), ("left", &*left)]);
    told.fill("duties.headline", &values)
}
