//! 预警: what is red and since when, rule by rule and place by place; and in scenarios when each level is first reached.
//!
//! Source: model section 12.5.

use super::context::{Context, name_of};
use super::indicators::page::{Names, decimal, named, quantity};
use crate::assessment::alert::{Standing, Watched};
use crate::assessment::exact::Exact;
use crate::assessment::figure::{Figure as Value, Measured as What};
use crate::assessment::tree::Test;
use crate::assessment::watch::WatchRule;
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::{Books, Cell, CellValue, Column, Measured, Quantity, Sheet, Subject, Tone};

/// What is watched, with what it is shown by.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// Language, unit, data.
    pub context: &'a Context<'a>,
    /// What came of it.
    pub watched: &'a Watched,
}

/// What is watched, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct WatchShown {
    /// How much is red and yellow, and the gravest.
    pub headline: String,
    /// A row each rule and place.
    pub sheet: Sheet,
    /// The places of the rows.
    pub rows: Vec<PlaceId>,
}

impl<'a> Page<'a> {
    fn text(self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.context.language().fill(key, values)
    }

    fn place(self, place: PlaceId) -> String {
        name_of(&self.watched.places, place, self.context.language())
    }

    fn rule(self, rule: usize) -> String {
        let rule = &self.watched.rules[rule];
        let language = self.context.language();
        language.said(named(&rule.names, &rule.id, language)).into_owned()
    }

    fn value(self, rule: usize, value: &Exact) -> String {
        quantity(&self.watched.rules[rule].value, value).map_or_else(String::new, |q| self.context.style.full(q))
    }

    /// A value beside the threshold of a level, from which it is told: 1.98 个月 where that is 2.0 个月.
    fn beside(self, rule: usize, value: &Exact, level: usize) -> String {
        let of = &self.watched.rules[rule].value;
        let limit = self.limit(rule, level).and_then(|(_, limit)| quantity(of, limit));
        match (quantity(of, value), limit) {
            (Some(value), Some(limit)) => self.context.style.beside(value, limit),
            _ => self.value(rule, value),
        }
    }

    /// The key of the words of a level's threshold, and the threshold; `None` of one that is a yes.
    fn limit(self, rule: usize, level: usize) -> Option<(&'static str, &'a Exact)> {
        match &self.watched.rules[rule].levels[level].when {
            Test::Above(limit) | Test::Most(limit) => Some(("indicators.test_above", limit)),
            Test::Below(limit) | Test::Least(limit) => Some(("indicators.test_below", limit)),
            Test::Yes(_) => None,
        }
    }

    /// The threshold of a level in words: 低于 3.0 个月.
    fn threshold(self, rule: usize, level: usize) -> String {
        let Some((key, limit)) = self.limit(rule, level) else { return self.text("indicators.test_yes") };
        let of = &self.watched.rules[rule].value;
        let limit = quantity(of, limit).map_or_else(String::new, |limit| self.context.style.exact(limit));
        self.fill(key, &[("limit", &limit)])
    }

    /// What stands at a level, in a few words: 屯溪区可支付月数 1.0 个月（低于 2.0 个月，自2004年1月）.
    fn alarm(self, standing: &Standing) -> String {
        let Some((level, since)) = standing.level else { return String::new() };
        let value =
            standing.value.as_ref().map_or_else(String::new, |(_, value)| self.beside(standing.rule, value, level));
        let values = [
            ("place", &*self.place(standing.place)),
            ("rule", &*self.rule(standing.rule)),
            ("value", &*value),
            ("threshold", &*self.threshold(standing.rule, level)),
            ("since", &*self.context.period_name(since)),
        ];
        self.fill("watched.alarm", &values)
    }

    fn level(self, rule: usize, level: usize) -> &'a str {
        named(&self.watched.rules[rule].levels[level].names, "", self.context.language())
    }

    /// How many stand at each level's name, the gravest first: 红 5、黄 8.
    fn counts(self, alarms: &[&Standing]) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for standing in alarms {
            let Some((level, _)) = standing.level else { continue };
            let name = self.level(standing.rule, level);
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => counts.push((name, 1)),
            }
        }
        let said = counts
            .into_iter()
            .map(|(name, count)| self.fill("watched.count", &[("name", name), ("count", &count.to_string())]));
        said.collect::<Vec<_>>().join(self.context.language().text("why.list_separator"))
    }
}

/// What the overview says first: the gravest that is on, and how many there are; `None` where none of the gravest is.
pub fn first(page: Page<'_>) -> Option<String> {
    let alarms = page.watched.alarms();
    let red: Vec<&&Standing> = alarms
        .iter()
        .filter(|standing| standing.level.is_some_and(|(level, _)| page.watched.gravity(standing.rule, level) == 0))
        .collect();
    let gravest = red.first()?;
    let (count, all) = (red.len().to_string(), page.counts(&alarms));
    Some(page.fill("watched.first", &[("alarm", &page.alarm(gravest)), ("count", &count), ("all", &all)]))
}

/// What is shown: what is on, the gravest first, and where all is wanted the others, the unknown last.
fn shown<'a>(page: Page<'a>, all: bool) -> Vec<&'a Standing> {
    let mut shown = page.watched.alarms();
    for is_known in [true, false] {
        let others = page.watched.now.iter().filter(|_| all);
        shown.extend(others.filter(|other| other.level.is_none() && other.value.is_some() == is_known));
    }
    shown
}

/// Which place and rule the rows of [`watched`] are.
pub fn rows(page: Page<'_>, all: bool) -> Vec<(PlaceId, usize)> {
    shown(page, all).into_iter().map(|standing| (standing.place, standing.rule)).collect()
}

/// What is watched: only what is on, or everything, the gravest first.
pub fn watched(page: Page<'_>, all: bool) -> WatchShown {
    let alarms = page.watched.alarms();
    let shown = shown(page, all);
    let last = page.context.observed.range().1;
    let headline = match alarms.first() {
        None => page.fill("watched.none", &[("rules", &page.watched.rules.len().to_string())]),
        Some(gravest) => {
            let (counts, alarm) = (page.counts(&alarms), page.alarm(gravest));
            let period = page.context.period_name(last);
            page.fill("watched.headline", &[("period", &period), ("counts", &counts), ("alarm", &alarm)])
        }
    };
    let column = |key: &str, measured| Column::new(page.text(key), measured);
    let unknown = page.watched.now.iter().filter(|standing| standing.value.is_none()).count();
    let mut notes = vec![page.text("watched.proposals")];
    if unknown > 0 && !all {
        notes.push(page.fill("watched.unknown", &[("count", &unknown.to_string())]));
    }
    WatchShown {
        headline,
        rows: shown.iter().map(|standing| standing.place).collect(),
        sheet: Sheet {
            title: page.fill("watched.title", &[("period", &page.context.period_name(last))]),
            columns: vec![
                column("watched.level", Measured::Text),
                column("indicators.place", Measured::Text),
                column("watched.rule", Measured::Text),
                column("indicators.value", Measured::Number),
                column("watched.threshold", Measured::Text),
                column("watched.since", Measured::Text),
                column("watched.todo", Measured::Text),
                column("watched.who", Measured::Text),
                column("watched.source", Measured::Text),
            ],
            frozen: 2,
            rows: shown.iter().map(|standing| row(page, standing)).collect(),
            notes,
            source: page.context.source_line(),
            ..Sheet::default()
        },
    }
}

/// What explains a value of a rule by itself.
fn subject(page: Page<'_>, rule: &WatchRule, place: PlaceId, period: Period) -> Option<Subject> {
    let Value::Measured { measured, years } = &rule.value else { return None };
    let (place, period) = (page.watched.places.key(place), period.plus_years(*years));
    Some(match measured {
        What::Measure(measure) => Subject::Measure { measure: *measure, place, period, books: Books::Data },
        What::Field(field) => Subject::Cell { place, period, field: *field, books: Books::Data },
    })
}

fn tone(page: Page<'_>, rule: usize, level: usize) -> Tone {
    if page.watched.gravity(rule, level) == 0 { Tone::Trouble } else { Tone::Warning }
}

fn row(page: Page<'_>, standing: &Standing) -> Vec<Cell> {
    let rule = &page.watched.rules[standing.rule];
    let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
    let level = match standing.level {
        Some((level, _)) => {
            Cell::text(page.level(standing.rule, level).to_owned()).toned(tone(page, standing.rule, level))
        }
        None if standing.value.is_none() => Cell::default(),
        None => empty(),
    };
    // Of what is on the threshold that it crossed, else the mildest that it would.
    let at = standing.level.map_or(0, |(level, _)| level);
    let value = match &standing.value {
        Some((period, value)) => {
            let subject = subject(page, rule, standing.place, *period);
            Cell { subject, ..Cell::text(page.beside(standing.rule, value, at)) }
        }
        None => Cell::default(),
    };
    let threshold = page.threshold(standing.rule, at);
    // A level stays on until so many periods without it have passed.
    let is_waning = standing.level.is_some()
        && standing.value.as_ref().is_some_and(|(_, value)| !rule.levels[at].when.holds(value));
    let waning = [("threshold", &*threshold), ("clear", &*rule.clear.to_string())];
    let since = standing.level.map_or_else(empty, |(_, since)| Cell::period(since));
    let text = |both| Cell::text(named(both, "", page.context.language()).to_owned());
    vec![
        level,
        Cell::text(page.place(standing.place)),
        Cell::text(page.rule(standing.rule)),
        value,
        Cell::text(if is_waning { page.fill("watched.waning", &waning) } else { threshold.clone() }),
        since,
        text(&rule.todo),
        text(&rule.who),
        text(&rule.source),
    ]
}

/// When each level is first reached in a place, a column each scenario; with the sentence on the earliest.
pub fn reached(page: Page<'_>, place: PlaceId, scenarios: &[(usize, String)]) -> (String, Sheet) {
    let column = |key: &str, measured| Column::new(page.text(key), measured);
    let mut columns = vec![
        column("watched.rule", Measured::Text),
        column("watched.level", Measured::Text),
        column("watched.threshold", Measured::Text),
    ];
    columns.extend(scenarios.iter().map(|(_, name)| Column::new(name.clone(), Measured::Text)));
    let first_of = |n: usize, rule: usize| {
        let first = page.watched.first.get(n)?.as_ref()?;
        first.iter().find(|first| first.place == place && first.rule == rule)
    };
    let mut rows = Vec::new();
    let mut earliest: Option<(Period, usize, usize, &str)> = None;
    for (r, rule) in page.watched.rules.iter().enumerate() {
        for l in 0..rule.levels.len() {
            let mut cells = vec![
                Cell::text(page.rule(r)),
                Cell::text(page.level(r, l).to_owned()).toned(tone(page, r, l)),
                Cell::text(page.threshold(r, l)),
            ];
            for (n, (_, name)) in scenarios.iter().enumerate() {
                let period = first_of(n, r).and_then(|first| *first.levels.get(l)?);
                if let Some(period) = period
                    && page.watched.gravity(r, l) == 0
                    && earliest.is_none_or(|(known, ..)| period.first_month() < known.first_month())
                {
                    earliest = Some((period, r, l, name));
                }
                cells.push(match (period, page.watched.first.get(n)) {
                    (Some(period), _) => Cell::period(period),
                    (None, Some(None)) => Cell::default(),
                    _ => Cell { value: CellValue::Empty, ..Cell::default() },
                });
            }
            rows.push(cells);
        }
    }
    let name = page.place(place);
    let headline = match earliest {
        Some((period, rule, level, scenario)) => {
            let values = [
                ("place", &*name),
                ("period", &*page.context.period_name(period)),
                ("rule", &*page.rule(rule)),
                ("threshold", &*page.threshold(rule, level)),
                ("scenario", scenario),
            ];
            page.fill("watched.reached", &values)
        }
        None => page.fill("watched.not_reached", &[("place", &name)]),
    };
    let sheet = Sheet {
        title: page.fill("watched.reached_title", &[("place", &name)]),
        columns,
        frozen: 2,
        rows,
        notes: vec![page.text("watched.reached_note"), page.text("watched.proposals")],
        source: page.context.source_line(),
        ..Sheet::default()
    };
    (headline, sheet)
}

/// The rules as they are edited: a row each level.
pub fn rules(names: Names, rules: &[WatchRule]) -> Sheet {
    let language = names.language;
    let column = |key: &str, measured| Column::new(language.text(key), measured);
    let number = |number: &Exact| decimal(number).unwrap_or_default().normalize();
    let said = |both| named(both, "", language);
    let mut rows = Vec::new();
    for rule in rules {
        for level in &rule.levels {
            let (key, limit) = match &level.when {
                Test::Above(limit) | Test::Most(limit) => ("indicators.choose_above", limit),
                Test::Below(limit) | Test::Least(limit) => ("indicators.choose_below", limit),
                Test::Yes(_) => continue,
            };
            rows.push(vec![
                Cell::text(language.said(named(&rule.names, &rule.id, language))),
                Cell::text(names.said(&rule.value)),
                Cell::text(said(&level.names).to_owned()),
                Cell::text(language.text(key)),
                Cell::quantity(Some(Quantity::Number(number(limit))), None),
                Cell::text(language.text(if rule.yearly { "watched.yearly" } else { "watched.monthly" })),
                Cell::quantity(Some(Quantity::Number(rule.clear.into())), None),
                Cell::text(said(&rule.todo).to_owned()),
                Cell::text(said(&rule.who).to_owned()),
                Cell::text(said(&rule.source).to_owned()),
            ]);
        }
    }
    Sheet {
        title: language.text("watched.rules_title").to_owned(),
        columns: vec![
            column("watched.rule", Measured::Text),
            column("indicators.value", Measured::Text),
            column("watched.level", Measured::Text),
            column("indicators.test", Measured::Text),
            column("indicators.limit", Measured::Number),
            column("watched.period", Measured::Text),
            column("watched.clear", Measured::Number),
            column("watched.todo", Measured::Text),
            column("watched.who", Measured::Text),
            column("watched.source", Measured::Text),
        ],
        frozen: 1,
        rows,
        notes: vec![language.text("watched.proposals").to_owned()],
        ..Sheet::default()
    }
}
