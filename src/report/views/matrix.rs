//! What several scenarios assume, side by side: rows are levers, columns are scenarios.
//!
//! A cell that is the scenario's own stands out; what it takes over from the one it builds on stands back. Rows are the
//! levers that are given or own in any of the scenarios; most of them are the same everywhere, so that only those that
//! differ are shown where that is asked for.

use rust_decimal::Decimal;

use super::context::Context;
use super::side_by_side::heading;
use super::view::column;
use crate::field::Field;
use crate::money::Money;
use crate::month::Period;
use crate::people::Group;
use crate::report::words::asked::{lever_measured, structure_name};
use crate::report::words::law::lever_by_law;
use crate::report::words::number::Style;
use crate::report::{Cell, CellValue, Measured, Quantity, Sheet, Tone};
use crate::scenario::PlaceKey;
use crate::scenario::family::Member;
use crate::scenario::lever::{Kept, Lever, LeverKey, LeverUnit, When};
use crate::scenario::part::Part;
use crate::scenario::{GrantSource, Mode, Scenario};

/// How many columns stand before those of the scenarios: name and unit.
pub const LEADING: usize = 2;

/// A row: a number of the scenarios, or a part of them that is no single number.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The part that it belongs to.
    pub part: Part,
    /// The number; in what differs by year, that of every year.
    lever: Option<Lever>,
    /// The calendar year that is meant.
    year: Option<i32>,
}

impl Row {
    fn part(part: Part) -> Row {
        Row { part, lever: None, year: None }
    }

    fn lever(lever: Lever) -> Row {
        Row { part: Part::of(&lever), lever: Some(lever), year: None }
    }

    /// The number that it is in a scenario; `None` where it is none, or that scenario has no use for it.
    pub fn of(&self, scenario: &Scenario) -> Option<Lever> {
        let lever = self.lever.as_ref()?;
        if !lever.def().applies_in(scenario.mode) {
            return None;
        }
        let Some(year) = self.year else { return Some(lever.clone()) };
        let n = usize::try_from(year - scenario.first_year(lever.key)).ok();
        let n = n.filter(|n| *n < scenario.years_of(lever.key))?;
        Some(lever.clone().when(When::Year(n)))
    }

    /// What it is called.
    fn name(&self, context: &Context<'_>, entries: usize) -> String {
        let language = context.language();
        let mut name = language.text(self.part.text_key()).to_owned();
        match &self.lever {
            Some(lever) => {
                if let Some(month) = lever.month() {
                    let month = language.fill("scenario.season_month", &[("month", &month.to_string())]);
                    name = format!("{name} {month}");
                } else if let Some(factor) = lever.factor() {
                    name = format!("{name} · {}", language.text(factor.text_key()));
                } else {
                    name = language.text(lever.def().text_key).to_owned();
                }
                if let Some(group) = lever.group_of_people() {
                    name = format!("{name} · {}", language.text(group.text_key()));
                }
                if let Some(n) = lever.entry().filter(|_| entries > 1) {
                    name = language.fill("matrix.of_entry", &[("lever", &name), ("number", &(n + 1).to_string())]);
                }
            }
            None if self.part == Part::Grants => name = language.text("scenario.grant_months").to_owned(),
            None => {}
        }
        if let Some(year) = self.year {
            name = format!("{name} {}", context.period_name(Period::Year(year)));
        }
        match self.part.place().name() {
            Some(place) => format!("{place} · {name}"),
            None => name,
        }
    }

    fn unit(&self, style: Style) -> &'static str {
        let Some(lever) = &self.lever else { return "" };
        match lever.def().unit {
            LeverUnit::CalendarMonth => style.language.text("matrix.calendar_month"),
            LeverUnit::Factor => "",
            _ => style.unit_name(lever_measured(lever)),
        }
    }

    fn value(&self, context: &Context<'_>, scenario: &Scenario) -> CellValue {
        let language = context.language();
        let Some(lever) = &self.lever else { return words(context, &self.part, scenario) };
        if lever.key == LeverKey::Grant && scenario.grants.as_ref().is_some_and(|g| g.source == GrantSource::Data) {
            return CellValue::Text(language.text("matrix.grants_from_data").to_owned());
        }
        let Some(lever) = self.of(scenario) else { return CellValue::Empty };
        if lever.follows_law(scenario) {
            return CellValue::Text(lever_by_law(language, &lever, scenario));
        }
        if lever.follows_budget(scenario) {
            return CellValue::Text(by_budget(context, &lever, scenario));
        }
        let given = lever.given(scenario);
        match given.or_else(|| lever.def().always_holds().then(|| lever.value(scenario))) {
            Some(number) => quantity(&lever, number).map_or(CellValue::Unknown, CellValue::Quantity),
            None => CellValue::Text(language.text("matrix.none").to_owned()),
        }
    }
}

/// A lever's number as it is shown: percents with all their decimals, for a tenth of one counts.
pub(super) fn quantity(lever: &Lever, number: Decimal) -> Option<Quantity> {
    Some(match lever.def().unit {
        LeverUnit::Percent => Quantity::Number(number.checked_mul(Decimal::ONE_HUNDRED)?.normalize()),
        LeverUnit::Money => Quantity::Money(Money::from_decimal(number)?),
        LeverUnit::YuanPerHead => Quantity::PerPerson(Money::from_decimal(number)?),
        LeverUnit::Persons => Quantity::Persons(i64::try_from(number).ok()?),
        LeverUnit::CalendarMonth | LeverUnit::Factor => Quantity::Number(number),
    })
}

/// 按批复预算, with the amounts that the budgets give in the years of the scenario, as far as there are such.
fn by_budget(context: &Context<'_>, lever: &Lever, scenario: &Scenario) -> String {
    let language = context.language();
    let places = &context.observed.places;
    let county = lever.place.county().and_then(|name| places.find_county(name).ok()).map(|place| places.path(place));
    let years = match lever.when {
        When::Year(n) => n..n + 1,
        When::Always => 0..scenario.calendar_years(),
    };
    let amount = |n: usize| {
        let year = scenario.first_month(n).year();
        let amount = *context.observed.budgeted.get(&(county?.clone(), year))?;
        let amount = context.style.spoken(Quantity::Money(amount));
        Some(language.fill("matrix.budgeted", &[("year", &year.to_string()), ("amount", &amount)]))
    };
    let amounts: Vec<String> = years.filter_map(amount).collect();
    match amounts.is_empty() {
        true => language.text("matrix.by_budget_none").to_owned(),
        false => language.fill("matrix.by_budget", &[("amounts", &amounts.join(language.text("matrix.comma")))]),
    }
}

/// A part that is no single number, in words.
fn words(context: &Context<'_>, part: &Part, scenario: &Scenario) -> CellValue {
    let language = context.language();
    let none = || language.text("matrix.none").to_owned();
    CellValue::Text(match part {
        Part::Span => {
            let key = match scenario.mode {
                Mode::Project => "matrix.span",
                Mode::Replay => "matrix.span_replayed",
            };
            let start = context.period_name(Period::Month(scenario.start));
            language.fill(key, &[("start", &start), ("count", &scenario.months.to_string())])
        }
        Part::Pooling => arrangements(context, scenario).unwrap_or_else(none),
        Part::Grants => match &scenario.grants {
            Some(grants) if !grants.months.is_empty() => {
                let months = runs(&grants.months).join(language.text("matrix.comma"));
                language.fill("scenario.season_month", &[("month", &months)])
            }
            _ => none(),
        },
        Part::Events if scenario.mode == Mode::Replay => return CellValue::Empty,
        Part::Events if scenario.events.is_empty() => none(),
        Part::Events => language.fill("matrix.times", &[("count", &scenario.events.len().to_string())]),
        Part::People => match &scenario.people {
            Some(people) => {
                format!("{} · {}", structure_name(people, language), language.text(people.policy.text_key()))
            }
            None => none(),
        },
        Part::Merger if scenario.mergers.is_empty() => none(),
        Part::Merger => language.fill("matrix.times", &[("count", &scenario.mergers.len().to_string())]),
        Part::Transfers if scenario.transfers.is_empty() => none(),
        Part::Transfers => language.fill("matrix.times", &[("count", &scenario.transfers.len().to_string())]),
        Part::Stochastic => match &scenario.stochastic {
            Some(given) => language.fill("matrix.paths", &[("count", &given.paths.to_string())]),
            None => none(),
        },
        _ => return CellValue::Empty,
    })
}

/// Months of the year, those that follow each other together: 1, 7–12.
fn runs(months: &[u32]) -> Vec<String> {
    let follows = |a: &u32, b: &u32| *b == *a + 1;
    let named = |run: &[u32]| match run {
        [first, .., last] => format!("{first}–{last}"),
        [one] => one.to_string(),
        [] => String::new(),
    };
    months.chunk_by(follows).map(named).collect()
}

/// 县级统筹 → 统收统支（2010-01 起）; that of a place alone with its name.
fn arrangements(context: &Context<'_>, scenario: &Scenario) -> Option<String> {
    let (language, places) = (context.language(), &context.observed.places);
    let name = |n: usize| {
        let pooling = &scenario.pooling[n];
        let name = language.text(&pooling.arrangement().text_key_at(pooling.level_in(places), places)).to_owned();
        let name = match &pooling.place {
            Some(path) => {
                let place = context.place_name(&PlaceKey::Place(path.clone()));
                language.fill("matrix.of_place", &[("place", &place), ("name", &name)])
            }
            None => name,
        };
        match n {
            0 => name,
            _ => language
                .fill("matrix.from", &[("name", &name), ("month", &context.period_name(Period::Month(pooling.from)))]),
        }
    };
    let names: Vec<String> = (0..scenario.pooling.len()).map(name).collect();
    (!names.is_empty()).then(|| names.join(" → "))
}

/// The levers of several scenarios.
#[derive(Clone, PartialEq, Debug)]
pub struct Matrix {
    /// As it is shown: name, unit, then a column for each scenario.
    pub sheet: Sheet,
    /// What each row of the sheet is.
    pub rows: Vec<Row>,
    /// The scenarios' numbers, column by column.
    pub numbers: Vec<usize>,
}

/// Sets the levers of scenarios side by side: all that are given or own, or only those that differ.
pub fn matrix(context: &Context<'_>, shown: &[(usize, &Member)], only_differing: bool) -> Matrix {
    let text = |key: &str| context.language().text(key).to_owned();
    let mut columns = vec![column(text("matrix.lever"), Measured::Text), column(text("matrix.unit"), Measured::Text)];
    columns.extend(shown.iter().map(|(n, member)| heading(context, *n, &member.scenario.name)));
    let entries = shown.iter().map(|(_, m)| m.scenario.pooling.len()).max().unwrap_or(0);
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    for row in all_rows(context, shown) {
        let values: Vec<CellValue> = shown.iter().map(|(_, m)| row.value(context, &m.scenario)).collect();
        let mut told = values.iter().filter(|v| **v != CellValue::Empty);
        let first = told.next();
        let differs = told.any(|v| Some(v) != first) || shown.iter().any(|(_, m)| m.own.contains(&row.part));
        if only_differing && shown.len() > 1 && !differs {
            continue;
        }
        let mut line =
            vec![Cell::text(row.name(context, entries)), Cell::text(row.unit(context.style)).toned(Tone::Muted)];
        line.extend(values.into_iter().zip(shown).map(|(value, (_, member))| {
            let tone = match (member.on, member.own.contains(&row.part)) {
                (None, _) => Tone::Plain,
                (Some(_), true) => Tone::Own,
                (Some(_), false) => Tone::Muted,
            };
            let tone = if value == CellValue::Empty { Tone::Plain } else { tone };
            Cell { value, tone, ..Cell::default() }
        }));
        cells.push(line);
        rows.push(row);
    }
    let notes = if shown.iter().any(|(_, m)| m.on.is_some()) { vec![text("matrix.own")] } else { Vec::new() };
    let sheet = Sheet {
        title: text("matrix.levers"),
        columns,
        frozen: LEADING,
        rows: cells,
        notes,
        source: String::new(),
        ..Sheet::default()
    };
    Matrix { sheet, rows, numbers: shown.iter().map(|(n, _)| *n).collect() }
}

/// Every row that says something of one of the scenarios.
fn all_rows<'a>(context: &Context<'_>, shown: &[(usize, &'a Member)]) -> Vec<Row> {
    let mut rows = Rows { shown, rows: vec![Row::part(Part::Span), Row::part(Part::Pooling)] };
    for n in 0..shown.iter().map(|(_, m)| m.scenario.pooling.len()).max().unwrap_or(0) {
        for lever in LeverKey::of_entries().map(|key| Lever::of(key).nth(n)) {
            let is_none = |s: &Scenario| lever.given(s).is_none_or(|number| number.is_zero());
            if lever.def().offered && !lever.def().zero_is_none || rows.any(|s| !is_none(s)) {
                rows.given(lever);
            }
        }
    }
    for lever in LeverKey::ALL.iter().map(|key| Lever::of(*key)) {
        match lever.def().kept {
            Kept::Said(_, of) if !of.fits(&PlaceKey::Root) => {}
            Kept::Entry(..) | Kept::Event(..) => {}
            Kept::Pension { .. } => (0..Group::ALL.len()).for_each(|group| rows.said(lever.clone().nth(group))),
            Kept::Replay => Field::replayed().for_each(|field| rows.one(Lever::replay(field))),
            _ => rows.said(lever.clone()),
        }
        if lever.key == LeverKey::Grant {
            rows.part(Part::Grants, |s| s.grants.as_ref().is_some_and(|g| !g.months.is_empty()));
        }
    }
    rows.part(Part::Events, |s| !s.events.is_empty());
    rows.part(Part::People, |s| s.people.is_some());
    rows.part(Part::Merger, |s| !s.mergers.is_empty());
    rows.part(Part::Transfers, |s| !s.transfers.is_empty());
    rows.part(Part::Stochastic, |s| s.stochastic.is_some());
    let told = |member: &'a Member| member.own.iter().map(Part::place).chain(member.scenario.own.keys());
    let mut places: Vec<&PlaceKey> = shown.iter().flat_map(|(_, m)| told(m)).collect();
    places.retain(|place| **place != PlaceKey::Root);
    places.sort_unstable();
    places.dedup();
    let position = |place: &PlaceKey| place.county().map(|name| context.observed.position(name).unwrap_or(usize::MAX));
    places.sort_by_key(|place| position(place));
    for place in places {
        LeverKey::said_of(place).for_each(|key| rows.said(Lever::of(key).at(place.clone())));
    }
    rows.rows
}

struct Rows<'a> {
    shown: &'a [(usize, &'a Member)],
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn any(&self, holds: impl Fn(&Scenario) -> bool) -> bool {
        self.shown.iter().any(|(_, m)| holds(&m.scenario))
    }

    fn is_own(&self, part: &Part) -> bool {
        self.shown.iter().any(|(_, m)| m.own.contains(part))
    }

    fn part(&mut self, part: Part, has: impl Fn(&Scenario) -> bool) {
        if self.any(has) || self.is_own(&part) {
            self.rows.push(Row::part(part));
        }
    }

    /// A lever that is given in one of the scenarios.
    fn given(&mut self, lever: Lever) {
        let is_given = |s: &Scenario| lever.given(s).is_some() || lever.follows_budget(s);
        if self.any(|s| lever.def().applies_in(s.mode) && is_given(s)) {
            self.rows.push(Row::lever(lever));
        }
    }

    /// A lever that is given or own in one of the scenarios.
    fn one(&mut self, lever: Lever) {
        if self.is_own(&Part::of(&lever)) {
            self.rows.push(Row::lever(lever));
        } else {
            self.given(lever);
        }
    }

    /// What is given by month of the year, by year, or once: of years a row for all, or one for each where they differ
    /// in one of the scenarios.
    fn said(&mut self, lever: Lever) {
        if lever.month().is_some() {
            return (0..12).for_each(|month| self.one(lever.clone().nth(month)));
        }
        let used = |s: &Scenario| lever.def().applies_in(s.mode);
        if !self.any(|s| used(s) && lever.years(s) > 1) {
            return self.one(lever);
        }
        let scenarios = || self.shown.iter().map(|(_, m)| &*m.scenario).filter(|s| used(s));
        let first_of = |s: &Scenario| s.first_year(lever.key);
        let first = scenarios().map(first_of).min().unwrap_or_default();
        let last = scenarios().map(|s| first_of(s) + s.years_of(lever.key) as i32 - 1).max().unwrap_or(first);
        let part = Part::of(&lever);
        let row = |year| Row { part: part.clone(), lever: Some(lever.clone()), year: Some(year) };
        self.rows.extend((first..=last).map(row));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::locale::Language;
    use crate::proposal;
    use crate::sample;
    use crate::scenario::family::Family;

    fn family() -> Family {
        let data = sample::load();
        let mut family = Family::of(proposal::scenarios(&data, Language::Chinese));
        family.derive(0, "少收");
        let mut changed = Scenario::clone(&family.members()[1].scenario);
        let lever = Lever::of(LeverKey::CollectionRate);
        assert!(lever.set(&mut changed, Some(Decimal::new(8, 1))));
        let of_county = Lever::of(LeverKey::PensionGrowth).at(PlaceKey::County("屯溪区".into())).when(When::Year(1));
        assert!(of_county.set(&mut changed, Some(Decimal::new(11, 2))));
        family.change(1, changed);
        family
    }

    fn of(family: &Family, only_differing: bool) -> Matrix {
        let data = sample::load();
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        let shown: Vec<(usize, &Member)> = family.members().iter().enumerate().collect();
        matrix(&context, &shown, only_differing)
    }

    fn name(matrix: &Matrix, row: usize) -> &str {
        match &matrix.sheet.rows[row][0].value {
            CellValue::Text(text) => text,
            _ => "",
        }
    }

    #[test]
    fn what_is_own_stands_out_and_what_follows_stands_back() {
        let family = family();
        let differing = of(&family, true);
        let row = (0..differing.rows.len()).find(|r| name(&differing, *r) == "征缴率").unwrap();
        let cells = &differing.sheet.rows[row][LEADING..];
        assert_eq!((cells[0].tone, cells[1].tone, cells[2].tone), (Tone::Plain, Tone::Own, Tone::Muted));
        assert_eq!(cells[1].value, CellValue::Quantity(Quantity::Number(Decimal::from(80))));
        assert_eq!(cells[4].value, CellValue::Empty, "a replay has no collection rate");
        assert!(name(&differing, 1).contains("统筹方式"));
        let all = of(&family, false);
        assert!(all.rows.len() > differing.rows.len());
        assert!(!(0..differing.rows.len()).any(|r| name(&differing, r) == "离退休人数增长率"));
        assert!((0..all.rows.len()).any(|r| name(&all, r) == "离退休人数增长率"));
    }

    #[test]
    fn a_county_has_rows_by_year_and_each_leads_to_its_lever() {
        let family = family();
        let matrix = of(&family, true);
        let years: Vec<usize> =
            (0..matrix.rows.len()).filter(|r| name(&matrix, *r).starts_with("屯溪区 · 养老金调整幅度")).collect();
        assert_eq!(years.len(), 5);
        assert_eq!(name(&matrix, years[1]), "屯溪区 · 养老金调整幅度 2009年");
        let scenario = &family.members()[1].scenario;
        let lever = matrix.rows[years[1]].of(scenario).unwrap();
        assert_eq!(lever.value(scenario), Decimal::new(11, 2));
        assert_eq!(matrix.rows[years[1]].of(&family.members()[4].scenario), None);
    }

    #[test]
    fn months_that_follow_each_other_are_named_together() {
        assert_eq!(runs(&[1, 6, 7, 8, 11, 12]), ["1", "6–8", "11–12"]);
        assert!(runs(&[]).is_empty());
    }

    #[test]
    fn one_scenario_alone_shows_all_it_has_and_none_shows_nothing() {
        let data = sample::load();
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        let family = Family::of([Arc::new(Scenario::new("空", crate::month::Month::january(2008), 1))]);
        let shown: Vec<(usize, &Member)> = family.members().iter().enumerate().collect();
        assert_eq!(matrix(&context, &shown, true).rows.len(), 2);
        assert!(matrix(&context, &[], true).numbers.is_empty());
    }
}
