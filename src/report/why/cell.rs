//! Why a cell is what it is: its parts, its source cell, or the rule by which a run projected it.
//!
//! A year of monthly data is the months' sum for money, their mean for heads, the last month's for the balance and the
//! target. The base of several is weighted by contributors.
//!
//! Source: model sections 2 and 4.

use super::super::{Books, CellValue, Derivation, Holder, Input, Lead, Place, Quantity, SettlementItem};
use super::{MOST_TERMS, Sign, Why, percent, settlement, shown};
use crate::dataset::{Change, Grain};
use crate::field::Nature;
use crate::field::{Amount, Field, Row};
use crate::journal::Kind;
use crate::measures::Fund;
use crate::money::{Money, Rate};
use crate::month::{Month, Period};
use crate::people::cohort::MonthHeads;
use crate::people::persons;
use crate::place::PlaceId;
use crate::report::views::by_hand::by_hand;
use crate::report::views::context::{self, Settled};
use crate::report::words::law::by_law;
use crate::scenario::Mode;
use crate::scenario::lever::LeverKey;
use crate::simulation::{Bound, Course};

/// How a cell came about.
pub(super) fn derivation(
    why: Why<'_>,
    place: &Place,
    period: Period,
    field: Field,
    books: Books,
) -> Option<Derivation> {
    let fund = why.fund(books)?;
    let at = fund.places().find(place)?;
    let on_record = fund.on_record(at, period);
    if on_record.is_empty() {
        return None;
    }
    let value = fund.value(at, period, field).map(|amount| context::amount(field, amount));
    let bare = Derivation {
        title: why.title(
            &why.0.place_name(place),
            fund.recorded(at, period).unwrap_or(period),
            &why.field(field),
            books,
        ),
        value: shown(value),
        rule: String::new(),
        workings: Vec::new(),
        exact: Vec::new(),
        inputs: Vec::new(),
        postings: Vec::new(),
        notes: Vec::new(),
    };
    let this = Cell { why, place, period, field, books };
    if on_record != [period] {
        return Some(this.of_months(bare, &on_record));
    }
    if !fund.places().is_county(at) {
        return Some(this.of_counties(bare, &fund, at));
    }
    if let (Books::Scenario(number), Period::Month(month)) = (books, period) {
        let settled = why.0.settled(number)?;
        if let Some(n) = settled.run.position(month) {
            return Projected { this, settled, number, month, n, county: at }.derivation(bare);
        }
    }
    Some(this.observed(bare, &fund, at))
}

/// A cell under question.
#[derive(Clone, Copy)]
struct Cell<'a> {
    why: Why<'a>,
    place: &'a Place,
    period: Period,
    field: Field,
    books: Books,
}

impl Cell<'_> {
    fn of_months(self, bare: Derivation, months: &[Period]) -> Derivation {
        let part = |period: &Period| {
            let label = self.why.0.period_name(*period);
            self.why.cell_input(Some(label), self.place, *period, self.field, self.books)
        };
        let all = || months.iter().map(part).collect();
        match self.field.spec().nature {
            Nature::Stock | Nature::Annual => {
                self.of_parts(bare, "last_month", months.last().into_iter().map(part).collect())
            }
            Nature::PerHead => self.of_parts(bare, "base_of_several", all()),
            Nature::Heads => self.of_parts(bare, "mean_of_months", all()),
            Nature::Flow => self.of_parts(bare, "sum_of_months", all()),
        }
    }

    fn of_counties(self, bare: Derivation, fund: &Fund<'_>, at: PlaceId) -> Derivation {
        let on_record = fund.counties(at).filter(|county| county.row(self.period).is_some());
        let part = |county: PlaceId| {
            let place = fund.places().key(county);
            let name = self.why.0.place_name(&place);
            self.why.cell_input(Some(name), &place, self.period, self.field, self.books)
        };
        let rule = if self.field == Field::Base { "base_of_several" } else { "sum_of_counties" };
        self.of_parts(bare, rule, on_record.map(|county| part(county.place)).collect())
    }

    fn of_parts(self, bare: Derivation, rule: &str, mut inputs: Vec<Input>) -> Derivation {
        let mut notes: Vec<String> = self.why.unknown_note(&inputs).into_iter().collect();
        notes.extend(self.why.sample_note());
        let workings = self.working(&bare.value, rule, &inputs).into_iter().collect();
        self.why.cap(&mut inputs, 0, &mut notes);
        Derivation { rule: self.why.rule(rule), workings, inputs, notes, ..bare }
    }

    /// `total = a + b + c`, for so many parts as a line can hold.
    fn working(self, value: &CellValue, rule: &str, inputs: &[Input]) -> Option<String> {
        let CellValue::Quantity(total) = value else { return None };
        if inputs.len() < 2 || inputs.len() > MOST_TERMS || rule == "base_of_several" {
            return None;
        }
        let parts = inputs.iter().map(|input| match input.value {
            CellValue::Quantity(quantity) => Some(quantity),
            _ => None,
        });
        let parts: Vec<Quantity> = parts.collect::<Option<_>>()?;
        if let Quantity::Money(total) = total {
            let money = |part: &Quantity| match part {
                Quantity::Money(money) => Some((Sign::Plus, *money)),
                _ => None,
            };
            return Some(self.why.equation(*total, &parts.iter().map(money).collect::<Option<Vec<_>>>()?));
        }
        let sum: Vec<String> = parts.iter().map(|part| self.why.quantity(*part)).collect();
        let (total, sum) = (self.why.quantity(*total), sum.join(" + "));
        Some(if rule == "mean_of_months" {
            format!("{total} = ({sum}) ÷ {}", parts.len())
        } else {
            format!("{total} = {sum}")
        })
    }

    /// The source cell with the text that stood there.
    fn observed(self, bare: Derivation, fund: &Fund<'_>, at: PlaceId) -> Derivation {
        let (why, field) = (self.why, self.field);
        let county = fund.county(at);
        let name = why.field(field);
        let mut notes = Vec::new();
        if why.0.observed.grain == Grain::Yearly && matches!(self.period, Period::Month(_)) {
            let year = why.dated_input(self.place, Period::Year(self.period.year()), field, Books::Data);
            return Derivation { rule: why.rule("spread"), inputs: vec![year], ..bare };
        }
        let correction = fund.observed.corrections.at(&county.county.name, self.period, field);
        notes.extend(correction.map(|correction| by_hand(correction, why.style())));
        let read = match correction {
            Some(correction) => shown(correction.told.amount.map(|told| context::amount(field, told))),
            None => bare.value.clone(),
        };
        let inputs = match county.source(self.period).and_then(|source| source.cell(field)) {
            Some((origin, raw)) => vec![Input {
                label: why.text("why.source_cell"),
                value: read,
                leads_to: Lead::Source {
                    origin,
                    raw: raw.to_owned(),
                    county: county.county.name.clone(),
                    period: self.period,
                    field,
                },
            }],
            None => Vec::new(),
        };
        let absent = fund.observed.absent.contains(&field);
        if absent && field.is_zero_when_absent() {
            notes.push(why.fill("why.absent_as_zero", &[("field", &name)]));
        } else if absent {
            notes.push(why.fill("why.absent", &[("field", &name)]));
        } else if bare.value == CellValue::Unknown && correction.is_none() {
            notes.push(why.text("why.blank"));
        }
        notes.extend(why.sample_note());
        if let Some(from) = fund.observed.example.and_then(|example| example.provenance(field, why.language())) {
            let values = [("name", name.as_str()), ("kind", from.kind.name(why.language())), ("note", from.note)];
            notes.push(why.fill("published.provenance_note", &values));
        }
        let rule = match correction.map(|correction| correction.change) {
            None | Some(Change::Accepted) => "observed",
            Some(Change::Value(_) | Change::Unknown) => "corrected",
        };
        Derivation { rule: why.rule(rule), inputs, notes, ..bare }
    }
}

/// A cell of a month of a run.
#[derive(Clone, Copy)]
struct Projected<'a> {
    this: Cell<'a>,
    settled: &'a Settled,
    number: usize,
    month: Month,
    n: usize,
    county: PlaceId,
}

/// A rule with the numbers put in.
struct Step {
    rule: &'static str,
    workings: Vec<String>,
    inputs: Vec<Input>,
}

impl Projected<'_> {
    fn derivation(self, bare: Derivation) -> Option<Derivation> {
        let posted = match self.this.field {
            Field::Balance => Some(SettlementItem::Closing),
            field => Kind::filling(field).map(SettlementItem::Posted),
        };
        if let Some(item) = posted {
            let holder = Holder::with_below(self.this.place.clone());
            let settled = settlement::derivation(self.this.why, self.number, &holder, self.this.period, item)?;
            return Some(Derivation { title: bare.title, ..settled });
        }
        let step = match self.settled.scenario.mode {
            Mode::Replay => self.replayed(),
            Mode::Project => self.projected(&bare.value)?,
        };
        let notes = self.this.why.sample_note().into_iter().collect();
        let Step { rule, workings, inputs } = step;
        Some(Derivation { rule: self.this.why.rule(rule), workings, inputs, notes, ..bare })
    }

    fn projected(self, value: &CellValue) -> Option<Step> {
        let course = {
            let new = self.settled.run.new_pensions(self.county);
            Course::of(self.settled.fund().observed, &self.bound()?, self.county, self.month, new)?
        };
        Some(match self.this.field {
            Field::Contributors | Field::Insured | Field::Retirees if self.by_age().is_some() => self.level_by_age(),
            Field::Contributors | Field::Insured => self.level(LeverKey::ContributorsGrowth),
            Field::Retirees => self.level(LeverKey::RetireesGrowth),
            Field::Base => self.base(&course),
            Field::Due => self.due(&course),
            Field::Collected => self.collected(&course),
            Field::Pension => self.pension(&course),
            Field::Backpay => self.backpay(&course),
            Field::Other => self.other(&course),
            _ => self.target(value),
        })
    }

    /// The scenario with its places; it ran, so that they are there.
    fn bound(&self) -> Option<Bound<'_>> {
        Bound::new(&self.settled.scenario, &self.settled.run.places, &mut Vec::new()).ok()
    }

    fn row(&self, month: Month) -> Option<Row<'_>> {
        self.settled.fund().county(self.county).row(Period::Month(month))
    }

    /// A month's cell: observed before the run, of the run within it.
    fn input(&self, month: Month, field: Field) -> Input {
        let observed = month < self.settled.run.start && self.this.why.0.observed.grain == Grain::Monthly;
        let books = if observed { Books::Data } else { Books::Scenario(self.number) };
        let period = Period::Month(month);
        if month == self.month && !observed {
            self.this.why.cell_input(None, self.this.place, period, field, books)
        } else {
            self.this.why.dated_input(self.this.place, period, field, books)
        }
    }

    fn rate_input(&self, key: LeverKey, rate: Rate) -> Input {
        let input = self.this.why.rate_input(key.key(), rate);
        let follows = self.bound().is_some_and(|bound| bound.follows_law(self.county, key));
        if !follows {
            return input;
        }
        let language = self.this.why.language();
        let run = &self.settled.scenario;
        let said = format!("{}{}", percent(rate), language.text("policy.comma"));
        Input { value: CellValue::Text(said + &by_law(language, key, run, (run.start, run.end()))), ..input }
    }

    fn base_month(&self) -> Month {
        self.settled.run.start.previous()
    }

    fn replayed(&self) -> Step {
        let (why, field) = (self.this.why, self.this.field);
        let observed = why.0.observed;
        let yearly = observed.grain == Grain::Yearly;
        let period = if yearly { Period::Year(self.month.year()) } else { Period::Month(self.month) };
        let known = |field| why.cell_value(self.this.place, period, field, Books::Data);
        let from = if field == Field::Insured && known(field).is_none() { Field::Contributors } else { field };
        let mut inputs = vec![why.dated_input(self.this.place, period, from, Books::Data)];
        let factor = self.settled.scenario.replay.get(&field).copied();
        let mut workings = Vec::new();
        if let Some(factor) = factor {
            inputs.push(Input::end(why.text("lever.replay"), CellValue::Quantity(Quantity::Number(factor))));
            let value = why.cell_value(self.this.place, self.this.period, field, self.this.books);
            if let (Some(value), Some(data), false) = (value, known(from), yearly) {
                workings.push(format!("{} = {} × {}", why.quantity(value), why.quantity(data), factor.normalize()));
            }
        }
        Step { rule: if factor.is_some() { "replay_scaled" } else { "replay" }, workings, inputs }
    }

    /// Heads: the base point grown, then the shifts so far.
    fn level(&self, key: LeverKey) -> Step {
        let (why, scenario) = (self.this.why, &self.settled.scenario);
        let base = self.row(self.base_month());
        let heads = |field| base.and_then(|row| row.get(field));
        let field = self.this.field;
        let from = if field == Field::Insured && heads(field).is_none() { Field::Contributors } else { field };
        let mut inputs = vec![self.input(self.base_month(), from)];
        let level = match heads(from) {
            Some(Amount::Persons(heads)) => heads,
            _ => 0,
        };
        let mut grown = why.heads(level);
        let bound = self.bound();
        for year in scenario.start.year()..=self.month.year() {
            let (first, last) = (scenario.start.max(Month::january(year)), self.month.min(Month::december(year)));
            let months = last.since(first) + 1;
            let rate = bound.as_ref().map_or_else(Rate::default, |b| b.rate(self.county, key, last));
            if !rate.is_zero() {
                grown.push_str(&format!(" × (1 + {} × {months}/12)", percent(rate)));
            }
            let label = self.this.why.fill(
                "why.dated",
                &[
                    ("period", &why.0.period_name(Period::Year(year))),
                    ("name", why.language().text(&format!("lever.{}", key.key()))),
                ],
            );
            inputs.push(Input::end(label, CellValue::Text(percent(rate))));
        }
        self.shift(&mut grown, &mut inputs);
        Step { rule: "level", workings: self.line(&grown), inputs }
    }

    /// The county's people in the month, where they are reckoned by age.
    fn by_age(&self) -> Option<&MonthHeads> {
        let people = self.settled.run.people.as_ref()?;
        people.heads.get(self.county.index())?.months.get(self.settled.run.position(self.month)?)
    }

    /// Heads: those of all ages, then the shifts so far.
    fn level_by_age(&self) -> Step {
        let (why, now) = (self.this.why, self.by_age().copied().unwrap_or_default());
        let is_insured_known = self.row(self.base_month()).is_some_and(|row| row.persons(Field::Insured).is_some());
        let mut heads =
            why.heads(persons(if self.this.field == Field::Retirees { now.retirees } else { now.contributors }));
        if self.this.field == Field::Insured && is_insured_known {
            heads.push_str(&format!(" + {}", why.heads(persons(now.paused))));
        }
        let mut inputs = vec![self.input(self.base_month(), self.this.field)];
        self.shift(&mut heads, &mut inputs);
        Step { rule: "level_by_age", workings: self.line(&heads), inputs }
    }

    /// Adds the shifts of events and mergers so far.
    fn shift(&self, grown: &mut String, inputs: &mut Vec<Input>) {
        let (why, field, bound) = (self.this.why, self.this.field, self.bound());
        let merged = self.settled.run.mergers.iter().filter(|m| m.county == self.county && m.month <= self.month);
        let covered: i64 = merged.filter(|_| field != Field::Retirees).map(|merger| merger.covered).sum();
        if covered > 0 {
            grown.push_str(&format!(" + {}", why.heads(covered)));
            inputs.push(Input::end(why.text("group.merger"), CellValue::Change(Quantity::Persons(covered))));
        }
        let events = bound.iter().flat_map(|bound| &bound.events).filter(|(county, _)| *county == self.county);
        for (_, event) in events.filter(|(_, event)| event.month <= self.month) {
            let shift = if field == Field::Retirees { event.retirees } else { event.contributors };
            if shift != 0 {
                let sign = if shift < 0 { '−' } else { '+' };
                grown.push_str(&format!(" {sign} {}", why.heads(shift.saturating_abs())));
                let month = why.0.period_name(Period::Month(event.month));
                inputs.push(Input::end(
                    why.fill("why.event", &[("month", &month)]),
                    CellValue::Change(Quantity::Persons(shift)),
                ));
            }
        }
    }

    /// `value = …` with the value in 元 or heads.
    fn line(&self, rest: &str) -> Vec<String> {
        let why = self.this.why;
        match self.row(self.month).and_then(|row| row.get(self.this.field)) {
            Some(Amount::Persons(heads)) => vec![format!("{} = {rest}", why.heads(heads))],
            Some(Amount::Money(money)) => vec![format!("{} = {rest}", why.yuan(money))],
            None => Vec::new(),
        }
    }

    fn base(&self, course: &Course) -> Step {
        let (why, wage) = (self.this.why, self.this.why.yuan(course.wage_before));
        let (mut inputs, mut workings) = (Vec::new(), Vec::new());
        let before = self.row(self.month.previous());
        if self.n == 0 && before.is_some_and(|row| row.money(Field::Base).is_none()) {
            let rate = course.rates.contribution;
            inputs.push(self.input(self.base_month(), Field::Due));
            inputs.push(self.input(self.base_month(), Field::Contributors));
            inputs.push(self.rate_input(LeverKey::ContributionRate, rate));
            if let Some((due, heads)) =
                before.and_then(|row| Some((row.money(Field::Due)?, row.persons(Field::Contributors)?)))
            {
                workings.push(format!("{wage} = {} ÷ ({} × {})", why.yuan(due), why.heads(heads), percent(rate)));
            }
        } else {
            inputs.push(self.input(self.month.previous(), Field::Base));
        }
        let growth = course.rates.wage_growth;
        if course.wage_rises {
            inputs.push(self.rate_input(LeverKey::WageGrowth, growth));
            workings.extend(self.line(&format!("{wage} × (1 + {})", percent(growth))));
        } else {
            workings.extend(self.line(&wage));
        }
        Step { rule: if course.wage_rises { "base_rises" } else { "base_stays" }, workings, inputs }
    }

    fn due(&self, course: &Course) -> Step {
        let (why, rate) = (self.this.why, course.rates.contribution);
        let heads = self.row(self.month).and_then(|row| row.persons(Field::Contributors));
        let workings = heads.map_or_else(Vec::new, |heads| {
            self.line(&format!("{} × {} × {}", why.heads(heads), why.yuan(course.wage), percent(rate)))
        });
        let inputs = vec![
            self.input(self.month, Field::Contributors),
            self.input(self.month, Field::Base),
            self.rate_input(LeverKey::ContributionRate, rate),
        ];
        Step { rule: "due", workings, inputs }
    }

    fn collected(&self, course: &Course) -> Step {
        let (why, rate) = (self.this.why, course.rates.collection);
        let mut inputs = vec![self.input(self.month, Field::Due), self.rate_input(LeverKey::CollectionRate, rate)];
        let due = self.row(self.month).and_then(|row| row.money(Field::Due)).unwrap_or_default();
        let mut product = format!("{} × {}", why.yuan(due), percent(rate));
        if let Some(factor) = course.season {
            product.push_str(&format!(" × {}", factor.normalize()));
            inputs.push(Input::end(why.text("lever.season"), CellValue::Quantity(Quantity::Number(factor))));
        }
        Step { rule: "collected", workings: self.line(&product), inputs }
    }

    fn pension(&self, course: &Course) -> Step {
        let (why, now) = (self.this.why, course.paid);
        let row = self.row(self.month);
        let heads = row.and_then(|row| row.persons(Field::Retirees)).unwrap_or_default();
        let backpay = row.and_then(|row| row.money(Field::Backpay)).unwrap_or_default();
        let mut workings = self.line(&format!("{} × {} + {}", why.heads(heads), why.yuan(now), why.yuan(backpay)));
        let is_by_rules = !self.settled.run.new_pensions(self.county).is_empty();
        if !is_by_rules {
            workings.push(self.rise(course));
        }
        let mut inputs = vec![
            self.input(self.month, Field::Retirees),
            Input::end(why.text("why.pension_per_head"), CellValue::Quantity(Quantity::PerPerson(now))),
            self.input(self.month, Field::Backpay),
            self.input(self.month.previous(), Field::Pension),
        ];
        if now != course.paid_before {
            inputs.push(self.rate_input(LeverKey::PensionGrowth, course.rates.pension_growth));
        }
        Step { rule: if is_by_rules { "pension_by_rules" } else { "pension" }, workings, inputs }
    }

    /// How the pension per head follows from the month before.
    fn rise(&self, course: &Course) -> String {
        let (why, before) = (self.this.why, self.this.why.yuan(course.paid_before));
        let growth = percent(course.rates.pension_growth);
        let rest = if course.paid == course.paid_before { before } else { format!("{before} × (1 + {growth})") };
        why.fill("why.per_head_line", &[("working", &format!("{} = {rest}", why.yuan(course.paid)))])
    }

    fn backpay(&self, course: &Course) -> Step {
        let why = self.this.why;
        if course.backpay_months == 0 {
            return Step { rule: "no_backpay", workings: Vec::new(), inputs: Vec::new() };
        }
        let months: Vec<Month> = (1..=course.backpay_months as i32).rev().map(|back| self.month.plus(-back)).collect();
        let at_base = self.row(self.base_month()).and_then(|row| row.persons(Field::Retirees)).unwrap_or_default();
        let heads =
            months.iter().map(|month| self.row(*month).and_then(|row| row.persons(Field::Retirees)).unwrap_or(at_base));
        let heads: Vec<String> = heads.map(|heads| why.heads(heads)).collect();
        if !self.settled.run.new_pensions(self.county).is_empty() {
            let inputs = months.iter().map(|month| self.input(*month, Field::Retirees)).collect();
            return Step { rule: "backpay_by_rules", workings: Vec::new(), inputs };
        }
        let (now, before) = (why.yuan(course.paid), why.yuan(course.paid_before));
        let mut workings = self.line(&format!("({}) × ({now} − {before})", heads.join(" + ")));
        workings.push(self.rise(course));
        let mut inputs: Vec<Input> = months.iter().map(|month| self.input(*month, Field::Retirees)).collect();
        inputs.push(self.rate_input(LeverKey::PensionGrowth, course.rates.pension_growth));
        Step { rule: "backpay", workings, inputs }
    }

    fn other(&self, course: &Course) -> Step {
        let why = self.this.why;
        let heads = self.row(self.month).and_then(|row| row.persons(Field::Retirees)).unwrap_or_default();
        let each = format!("{} {}", course.rates.other.yuan().normalize(), why.text("unit.yuan"));
        let inputs = vec![
            self.input(self.month, Field::Retirees),
            Input::end(why.text("lever.other_per_retiree"), CellValue::Text(each.clone())),
        ];
        let mut line = format!("{} × {each}", why.heads(heads));
        if self.by_age().is_none() {
            return Step { rule: "other", workings: self.line(&line), inputs };
        }
        let run = &self.settled.run;
        let extra = run.position(self.month).map_or(Money::ZERO, |n| run.extra(n, self.county));
        line.push_str(&format!(" + {}", why.yuan(extra)));
        Step { rule: "other_by_age", workings: self.line(&line), inputs }
    }

    fn target(&self, value: &CellValue) -> Step {
        let label = self.this.why.text("lever.target");
        let inputs = vec![Input::end(label, value.clone())];
        Step { rule: "target", workings: Vec::new(), inputs }
    }
}
