//! The scenario file: TOML to a [`Scenario`] and back.
//!
//! Numbers may be TOML numbers or strings; both are read from their text as exact decimals, never through floating
//! point. Every error names line and column and what was expected; an unknown key names the nearest known one.
//!
//! Source: the scenario file's shape.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{Document, Item, TableLike, Value};

use super::lever::RateKey;
use super::{
    Allocate, Balances, Event, GrantSource, Grants, GrantsTo, Interest, Mode, PlaceKey, PlaceLevers, Pooling, Rates,
    Remit, ReplayFactor, Scenario, Sharing, Stochastic, Subsidy, Yearly,
};
use crate::finding::{Finding, Findings, Origin};
use crate::money::{Money, Persons, Rate};
use crate::month::Month;
use crate::place::Level;

/// Reads a scenario file.
///
/// # Errors
/// All that is wrong with it, each with its line and column: TOML that does not parse, an unknown key, a value of the
/// wrong kind or out of range, shares that don't add up, two pooling entries in one month, parts that mean nothing in
/// the scenario's mode.
pub fn read(file: &str, text: &str) -> Result<Scenario, Findings> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse(text).map_err(|error| {
        let origin = position(file, text, error.span().map_or(0, |s| s.start));
        Findings::from(Finding::error("scenario-syntax", origin).with("detail", error.message().replace('\n', "; ")))
    })?;
    let mut reader = Reader { file, text, findings: Vec::new() };
    let scenario = reader.scenario(document.as_table());
    match scenario {
        Some(scenario) if reader.findings.is_empty() => Ok(scenario),
        _ => Err(reader.findings),
    }
}

/// Line and column of a byte in a text.
fn position(file: &str, text: &str, byte: usize) -> Origin {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    Origin::file(file).at(line as u32, column as u32)
}

const SCENARIO_KEYS: &[&str] = &[
    "name",
    "start",
    "months",
    "mode",
    "rates",
    "place",
    "county",
    "event",
    "replay",
    "opening",
    "grants",
    "subsidy",
    "interest",
    "personal_account",
    "pooling",
    "stochastic",
];
const RATE_KEYS: &[&str] = &[
    "contribution_rate",
    "collection_rate",
    "contributors_growth",
    "retirees_growth",
    "wage_growth",
    "wage_month",
    "pension_growth",
    "pension_effective_month",
    "pension_paid_month",
    "other_per_retiree",
    "season",
];
const POOLING_KEYS: &[&str] =
    &["from", "level", "place", "remit", "allocate", "grants", "balances", "sharing", "overcollection_credit"];

/// The tables by place.
const PLACES: [&str; 2] = ["county", "place"];

fn place_key(table: &str, name: &str) -> PlaceKey {
    if table == "place" { PlaceKey::Place(name.into()) } else { PlaceKey::County(name.into()) }
}

/// Collects findings while it reads; a part that is wrong is `None`.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    findings: Findings,
}

/// A table with its dotted name and the byte where it begins, for messages.
#[derive(Clone, Copy)]
struct Section<'a> {
    table: &'a dyn TableLike,
    name: &'a str,
    start: usize,
}

impl Section<'_> {
    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

impl Reader<'_> {
    fn origin(&self, span: Option<std::ops::Range<usize>>) -> Origin {
        position(self.file, self.text, span.map_or(0, |s| s.start))
    }

    fn error(&mut self, code: &'static str, span: Option<std::ops::Range<usize>>, key: &str) -> &mut Finding {
        let origin = self.origin(span);
        self.findings.push(Finding::error(code, origin).with("key", key));
        self.findings.last_mut().expect("just pushed")
    }

    fn wrong(&mut self, section: Section<'_>, key: &str, item: &Item, expected: &'static str) {
        let found = item.span().and_then(|s| self.text.get(s)).unwrap_or_default();
        let found = found.lines().next().unwrap_or_default().to_owned();
        let finding = self.error("scenario-value", item.span(), &section.path(key));
        finding.facts.push(("found", found));
        finding.facts.push(("expected", expected.to_owned()));
    }

    /// Complains of each key that is not known.
    fn known(&mut self, section: Section<'_>, keys: &[&str]) {
        for (key, _) in section.table.iter() {
            if keys.contains(&key) {
                continue;
            }
            let nearest =
                keys.iter().max_by(|a, b| strsim::jaro_winkler(a, key).total_cmp(&strsim::jaro_winkler(b, key)));
            let nearest = nearest.map(|k| (*k).to_owned()).unwrap_or_default();
            let span = section.table.key(key).and_then(|k| k.span());
            self.error("unknown-key", span, &section.path(key)).facts.push(("nearest", nearest));
        }
    }

    fn section<'b>(&mut self, parent: Section<'b>, key: &'b str) -> Option<Section<'b>> {
        let item = parent.table.get(key)?;
        let table = item.as_table_like();
        if table.is_none() {
            self.wrong(parent, key, item, "expected.table");
        }
        Some(Section { table: table?, name: key, start: item.span().map_or(parent.start, |s| s.start) })
    }

    /// A required or optional value through `read`; a wrong one is a finding.
    fn value<T>(
        &mut self,
        section: Section<'_>,
        key: &str,
        expected: &'static str,
        read: impl Fn(&Self, &Value) -> Option<T>,
    ) -> Option<T> {
        let item = section.table.get(key)?;
        let value = item.as_value().and_then(|v| read(self, v));
        if value.is_none() {
            self.wrong(section, key, item, expected);
        }
        value
    }

    fn required<T>(&mut self, section: Section<'_>, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && section.table.get(key).is_none() {
            self.error("missing-key", Some(section.start..section.start), &section.path(key));
        }
        value
    }

    /// One value or a list by year.
    fn yearly<T>(
        &mut self,
        section: Section<'_>,
        key: &str,
        expected: &'static str,
        read: impl Fn(&Self, &Value) -> Option<T>,
    ) -> Option<Yearly<T>> {
        self.value(section, key, expected, |reader, value| match value.as_array() {
            Some(array) => Yearly::new(array.iter().map(|v| read(reader, v)).collect::<Option<Vec<T>>>()?),
            None => read(reader, value).map(Yearly::constant),
        })
    }

    /// A rate: at most 18 decimals and below 10⁹, so that 1 + rate is exact.
    fn decimal(&self, value: &Value) -> Option<Decimal> {
        self.number(value).filter(|d| d.scale() <= 18 && d.abs() <= Decimal::from(1_000_000_000))
    }

    /// A number as exact decimal, from a TOML number or a string.
    fn number(&self, value: &Value) -> Option<Decimal> {
        let text = match value {
            Value::String(text) => text.value().trim(),
            Value::Integer(_) | Value::Float(_) => self.text.get(value.span()?)?,
            _ => return None,
        };
        let text = text.replace('_', "");
        let text = text.strip_prefix('+').unwrap_or(&text);
        if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { Decimal::from_str_exact(text).ok() }
            .map(|d| d.normalize())
    }

    fn not_negative(&self, value: &Value) -> Option<Decimal> {
        self.decimal(value).filter(|d| !d.is_sign_negative() || d.is_zero())
    }

    fn money(&self, value: &Value) -> Option<Money> {
        self.number(value).and_then(Money::from_decimal)
    }

    fn amount(&self, value: &Value) -> Option<Money> {
        self.money(value).filter(|m| !m.is_negative())
    }

    fn persons(&self, value: &Value) -> Option<Persons> {
        let number = self.number(value)?;
        let persons = number.is_integer().then(|| i64::try_from(number).ok())??;
        (persons.abs() <= Money::MOST_PERSONS).then_some(persons)
    }

    fn heads(&self, value: &Value) -> Option<Persons> {
        self.persons(value).filter(|p| *p >= 0)
    }

    fn calendar_month(&self, value: &Value) -> Option<u32> {
        let month = self.persons(value)?;
        (1..=12).contains(&month).then_some(month as u32)
    }

    fn month(&self, value: &Value) -> Option<Month> {
        value.as_str()?.parse().ok()
    }

    fn scenario(&mut self, root: &dyn TableLike) -> Option<Scenario> {
        let top = Section { table: root, name: "", start: 0 };
        self.known(top, SCENARIO_KEYS);
        let name = self.value(top, "name", "expected.text", |_, v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let start = self.value(top, "start", "expected.month", Reader::month);
        let start = self.required(top, "start", start);
        let months = self.value(top, "months", "expected.months", |r, v| {
            let months = r.persons(v)?;
            (1..=i64::from(Scenario::MOST_MONTHS)).contains(&months).then_some(months as u32)
        });
        let months = self.required(top, "months", months);
        let mode = self
            .value(top, "mode", "expected.mode", |_, v| match v.as_str()? {
                "project" => Some(Mode::Project),
                "replay" => Some(Mode::Replay),
                _ => None,
            })
            .unwrap_or_default();
        let mut scenario = Scenario::new(&name, start.unwrap_or(Month::january(2000)), months.unwrap_or(1));
        scenario.mode = mode;
        if let Some(rates) = self.section(top, "rates") {
            self.known(rates, RATE_KEYS);
            let rates = self.rates(rates);
            scenario.say(&PlaceKey::Root, |said| said.rates = rates);
        }
        self.places(top, &mut scenario);
        scenario.events = self.events(top);
        scenario.replay = self.replay(top, mode);
        self.opening(top, &mut scenario);
        scenario.grants = self.grants(top, mode);
        scenario.subsidy = self.section(top, "subsidy").and_then(|s| {
            self.known(s, &["threshold", "rate"]);
            let threshold = self.value(s, "threshold", "expected.amount", Reader::amount);
            let rate = self.value(s, "rate", "expected.not_negative", Reader::not_negative);
            let (threshold, rate) = (self.required(s, "threshold", threshold), self.required(s, "rate", rate));
            Some(Subsidy { threshold: threshold?, rate: rate? })
        });
        scenario.interest = self.section(top, "interest").map(|s| {
            self.known(s, &["annual", "debt"]);
            let annual = self.value(s, "annual", "expected.not_negative", Reader::not_negative).unwrap_or_default();
            Interest { annual, debt: self.value(s, "debt", "expected.not_negative", Reader::not_negative) }
        });
        scenario.funded_rate = self.section(top, "personal_account").and_then(|s| {
            self.known(s, &["funded_rate"]);
            let rate = self.value(s, "funded_rate", "expected.not_negative", Reader::not_negative);
            self.required(s, "funded_rate", rate)
        });
        scenario.pooling = self.pooling(top);
        scenario.stochastic = self.section(top, "stochastic").map(|s| self.stochastic(s));
        if mode == Mode::Replay {
            self.meaningless_in_replay(top, &scenario);
        }
        start.and(months).map(|_| scenario)
    }

    fn rates(&mut self, s: Section<'_>) -> Rates {
        let number = "expected.number";
        Rates {
            contribution_rate: self.yearly(s, "contribution_rate", "expected.not_negative", Reader::not_negative),
            collection_rate: self.yearly(s, "collection_rate", number, Reader::decimal),
            contributors_growth: self.yearly(s, "contributors_growth", number, Reader::decimal),
            retirees_growth: self.yearly(s, "retirees_growth", number, Reader::decimal),
            wage_growth: self.yearly(s, "wage_growth", number, Reader::decimal),
            wage_month: self.value(s, "wage_month", "expected.calendar_month", Reader::calendar_month),
            pension_growth: self.yearly(s, "pension_growth", number, Reader::decimal),
            pension_effective_month: self.value(
                s,
                "pension_effective_month",
                "expected.calendar_month",
                Reader::calendar_month,
            ),
            pension_paid_month: self.value(s, "pension_paid_month", "expected.calendar_month", Reader::calendar_month),
            other_per_retiree: self.yearly(s, "other_per_retiree", number, Reader::decimal),
            season: self.value(s, "season", "expected.season", |reader, v| {
                let factors: Option<Vec<Rate>> = v.as_array()?.iter().map(|f| reader.decimal(f)).collect();
                factors?.try_into().ok()
            }),
        }
    }

    /// What is said of places above counties, and of counties.
    fn places(&mut self, top: Section<'_>, scenario: &mut Scenario) {
        for kind in PLACES {
            let Some(all) = self.section(top, kind) else { continue };
            for (name, item) in all.table.iter() {
                let path = format!("{kind}.{name}");
                let Some(table) = item.as_table_like() else {
                    self.wrong(all, name, item, "expected.table");
                    continue;
                };
                self.place(Section { table, name: &path, ..all }, &place_key(kind, name), scenario);
            }
        }
    }

    fn place(&mut self, s: Section<'_>, place: &PlaceKey, scenario: &mut Scenario) {
        let is_county = matches!(place, PlaceKey::County(_));
        let known: &[&str] = match is_county {
            true => &["rates", "target", "average_wage", "should_insured", "prepay"],
            false => &["rates", "average_wage", "should_insured"],
        };
        self.known(s, known);
        let amounts = |reader: &mut Self, key| reader.yearly(s, key, "expected.amount", Reader::amount);
        let (target, prepay) = match is_county {
            true => (amounts(self, "target"), amounts(self, "prepay")),
            false => (None, None),
        };
        let average_wage = amounts(self, "average_wage");
        let should_insured = self.yearly(s, "should_insured", "expected.heads", Reader::heads);
        let rates = self.section(s, "rates").map(|rates| {
            let name = s.path("rates");
            let rates = Section { name: &name, ..rates };
            self.known(rates, RATE_KEYS);
            self.rates(rates)
        });
        let rates = rates.unwrap_or_default();
        let opening = None;
        scenario.say(place, |said| {
            *said = PlaceLevers { rates, target, average_wage, should_insured, prepay, opening };
        });
    }

    /// The tables of an array of tables, written either way.
    fn tables<'b>(&mut self, top: Section<'b>, key: &'b str) -> Vec<Section<'b>> {
        let Some(item) = top.table.get(key) else { return Vec::new() };
        let section = |table: &'b dyn TableLike, span: Option<std::ops::Range<usize>>| Section {
            table,
            name: key,
            start: span.map_or(top.start, |s| s.start),
        };
        let tables: Option<Vec<Section<'b>>> = match item {
            Item::ArrayOfTables(tables) => Some(tables.iter().map(|t| section(t, t.span())).collect()),
            Item::Value(Value::Array(array)) => {
                array.iter().map(|v| v.as_inline_table().map(|t| section(t, t.span()))).collect()
            }
            _ => None,
        };
        if tables.is_none() {
            self.wrong(top, key, item, "expected.tables");
        }
        tables.unwrap_or_default()
    }

    fn events(&mut self, top: Section<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        for s in self.tables(top, "event") {
            self.known(s, &["month", "county", "contributors", "retirees"]);
            let month = self.value(s, "month", "expected.month", Reader::month);
            let month = self.required(s, "month", month);
            let county = self.value(s, "county", "expected.text", |_, v| v.as_str().map(str::to_owned));
            let county = self.required(s, "county", county);
            let contributors = self.value(s, "contributors", "expected.persons", Reader::persons).unwrap_or_default();
            let retirees = self.value(s, "retirees", "expected.persons", Reader::persons).unwrap_or_default();
            if let (Some(month), Some(county)) = (month, county) {
                events.push(Event { month, county, contributors, retirees });
            }
        }
        events
    }

    fn replay(&mut self, top: Section<'_>, mode: Mode) -> BTreeMap<ReplayFactor, Rate> {
        let Some(s) = self.section(top, "replay") else { return BTreeMap::new() };
        if mode == Mode::Project {
            self.error("replay-only", top.table.key("replay").and_then(|k| k.span()), "replay");
        }
        self.known(s, &ReplayFactor::ALL.map(|f| f.field().key()));
        let mut factors = BTreeMap::new();
        for factor in ReplayFactor::ALL {
            if let Some(rate) = self.value(s, factor.field().key(), "expected.not_negative", Reader::not_negative) {
                factors.insert(factor, rate);
            }
        }
        factors
    }

    fn opening(&mut self, top: Section<'_>, scenario: &mut Scenario) {
        let Some(s) = self.section(top, "opening") else { return };
        self.known(s, &["pool", "county", "place"]);
        let pool = self.value(s, "pool", "expected.amount", Reader::amount);
        scenario.say(&PlaceKey::Root, |said| said.opening = pool);
        for kind in PLACES {
            let Some(section) = self.section(s, kind) else { continue };
            let path = format!("opening.{kind}");
            let places = Section { name: &path, ..section };
            for (name, _) in places.table.iter() {
                let amount = self.value(places, name, "expected.amount", Reader::amount);
                scenario.say(&place_key(kind, name), |said| said.opening = amount);
            }
        }
    }

    fn grants(&mut self, top: Section<'_>, mode: Mode) -> Option<Grants> {
        let s = self.section(top, "grants")?;
        self.known(s, &["source", "annual", "months"]);
        let source = self
            .value(s, "source", "expected.grant_source", |_, v| match v.as_str()? {
                "plan" => Some(GrantSource::Plan),
                "data" => Some(GrantSource::Data),
                _ => None,
            })
            .unwrap_or_default();
        if source == GrantSource::Data && mode == Mode::Project {
            self.error("replay-only", s.table.get("source").and_then(|i| i.span()), "grants.source");
        }
        let annual = self.yearly(s, "annual", "expected.amount", Reader::amount);
        let months = self.value(s, "months", "expected.calendar_months", |reader, v| {
            let months: Option<Vec<u32>> = v.as_array()?.iter().map(|m| reader.calendar_month(m)).collect();
            let mut months = months?;
            months.sort_unstable();
            let written = months.len();
            months.dedup();
            (!months.is_empty() && months.len() == written).then_some(months)
        });
        if source == GrantSource::Plan {
            self.required(s, "annual", annual.as_ref());
            self.required(s, "months", months.as_ref());
        }
        Some(Grants { source, annual, months: months.unwrap_or_default() })
    }

    fn pooling(&mut self, top: Section<'_>) -> Vec<Pooling> {
        let mut entries: Vec<Pooling> = Vec::new();
        for s in self.tables(top, "pooling") {
            self.known(s, POOLING_KEYS);
            let from = self.value(s, "from", "expected.month", Reader::month);
            let Some(from) = self.required(s, "from", from) else { continue };
            let level = self.value(s, "level", "expected.level", |_, v| {
                let text = v.as_str()?;
                Level::ALL.into_iter().find(|level| *level != Level::County && level.key() == text)
            });
            let place = self.value(s, "place", "expected.text", |_, v| v.as_str().map(Arc::from));
            if entries.iter().any(|p| (p.from, p.level, &p.place) == (from, level, &place)) {
                let span = s.table.get("from").and_then(|i| i.span());
                self.error("duplicate-pooling", span, "pooling").facts.push(("month", from.to_string()));
            }
            let remit = match s.table.get("remit") {
                None => Remit::None,
                Some(item) => self.remit(s, item).unwrap_or_default(),
            };
            let allocate = self.value(s, "allocate", "expected.allocate", |_, v| match v.as_str()? {
                "none" => Some(Allocate::None),
                "by_shortage" => Some(Allocate::ByShortage),
                "per_retiree" => Some(Allocate::PerRetiree),
                "full_need" => Some(Allocate::FullNeed),
                "prepay" => Some(Allocate::Prepay),
                _ => None,
            });
            let grants = self.value(s, "grants", "expected.grants_to", |_, v| match v.as_str()? {
                "by_retirees" => Some(GrantsTo::ByRetirees),
                "to_pool" => Some(GrantsTo::Pool),
                _ => None,
            });
            let balances = self.value(s, "balances", "expected.balances", |_, v| match v.as_str()? {
                "keep" => Some(Balances::Keep),
                "hand_up" => Some(Balances::HandUp),
                _ => None,
            });
            let credit = self.value(s, "overcollection_credit", "expected.not_negative", Reader::not_negative);
            let sharing = self.sharing(s);
            entries.push(Pooling {
                from,
                level,
                place,
                remit,
                allocate: allocate.unwrap_or_default(),
                grants: grants.unwrap_or_default(),
                balances: balances.unwrap_or_default(),
                sharing,
                overcollection_credit: credit.unwrap_or_default(),
            });
        }
        entries.sort_by_key(|p| p.from);
        entries
    }

    fn remit(&mut self, s: Section<'_>, item: &Item) -> Option<Remit> {
        match item.as_str() {
            Some("none") => return Some(Remit::None),
            Some("all") => return Some(Remit::All),
            _ => {}
        }
        let Some(table) = item.as_table_like().filter(|t| t.len() == 1) else {
            self.wrong(s, "remit", item, "expected.remit");
            return None;
        };
        let parts = Section { table, name: "pooling.remit", start: item.span().map_or(s.start, |s| s.start) };
        self.known(parts, &["share_of_collected", "wage_formula"]);
        if table.contains_key("share_of_collected") {
            let share = self.value(parts, "share_of_collected", "expected.not_negative", Reader::not_negative);
            return share.map(Remit::ShareOfCollected);
        }
        let formula = self.section(parts, "wage_formula")?;
        let formula = Section { name: "pooling.remit.wage_formula", ..formula };
        self.known(formula, &["wage_share", "rate"]);
        let wage_share = self.value(formula, "wage_share", "expected.not_negative", Reader::not_negative);
        let rate = self.value(formula, "rate", "expected.not_negative", Reader::not_negative);
        let (wage_share, rate) =
            (self.required(formula, "wage_share", wage_share), self.required(formula, "rate", rate));
        Some(Remit::WageFormula { wage_share: wage_share?, rate: rate? })
    }

    fn sharing(&mut self, s: Section<'_>) -> Option<Sharing> {
        let section = self.section(s, "sharing")?;
        let parts = Section { name: "pooling.sharing", ..section };
        let levels = [Level::Nation, Level::Province, Level::City, Level::County];
        self.known(parts, &levels.map(Level::key));
        let given = |level: Level| parts.table.get(level.key()).and_then(|i| self.not_negative(i.as_value()?));
        let sum: Decimal = levels.into_iter().filter_map(given).sum();
        // The usual three are wanted where what is there does not make up the whole.
        let wanted = sum != Decimal::ONE && !parts.table.contains_key(Level::Nation.key());
        let [nation, province, city, county] = levels.map(|level| {
            let is_share = |r: &Self, v: &Value| r.not_negative(v).filter(|d| *d <= Decimal::ONE);
            let share = self.value(parts, level.key(), "expected.share", is_share);
            match parts.table.contains_key(level.key()) {
                false if level == Level::Nation || !wanted => Some(Decimal::ZERO),
                _ => self.required(parts, level.key(), share),
            }
        });
        let sharing = Sharing { nation: nation?, province: province?, city: city?, county: county? };
        if sum != Decimal::ONE {
            let span = s.table.get("sharing").and_then(|i| i.span());
            self.error("shares-not-whole", span, "pooling.sharing").facts.push(("sum", sum.normalize().to_string()));
        }
        Some(sharing)
    }

    fn stochastic(&mut self, s: Section<'_>) -> Stochastic {
        self.known(s, &["paths", "seed", "sd"]);
        let paths = self.value(s, "paths", "expected.paths", |r, v| {
            let paths = r.persons(v)?;
            (1..=i64::from(Stochastic::MOST_PATHS)).contains(&paths).then_some(paths as u32)
        });
        let seed = self.value(s, "seed", "expected.heads", |r, v| {
            r.number(v).filter(Decimal::is_integer).and_then(|n| u64::try_from(n).ok())
        });
        let mut sd = BTreeMap::new();
        if let Some(section) = self.section(s, "sd") {
            let parts = Section { name: "stochastic.sd", ..section };
            self.known(parts, &RateKey::SHOCKED.map(RateKey::key));
            for rate in RateKey::SHOCKED {
                if let Some(value) = self.value(parts, rate.key(), "expected.not_negative", Reader::not_negative) {
                    sd.insert(rate, value);
                }
            }
        }
        Stochastic { paths: paths.unwrap_or(10_000), seed: seed.unwrap_or(1), sd }
    }

    /// Events, seasons, growth rates and targets mean nothing where the flows are observed.
    fn meaningless_in_replay(&mut self, top: Section<'_>, scenario: &Scenario) {
        let span = |path: &[&str]| {
            let mut item = top.table.get(path[0])?;
            for key in &path[1..] {
                item = item.as_table_like()?.get(key)?;
            }
            item.span()
        };
        if !scenario.events.is_empty() {
            self.error("project-only", span(&["event"]), "event");
        }
        for (place, said) in &scenario.own {
            let mut path = match place {
                PlaceKey::Root => Vec::new(),
                PlaceKey::Place(name) => vec!["place", &**name],
                PlaceKey::County(name) => vec!["county", &**name],
            };
            let rates = &said.rates;
            let growths = [
                ("contributors_growth", rates.contributors_growth.is_some()),
                ("retirees_growth", rates.retirees_growth.is_some()),
                ("wage_growth", rates.wage_growth.is_some()),
                ("pension_growth", rates.pension_growth.is_some()),
                ("season", rates.season.is_some()),
            ];
            path.push("rates");
            for (key, _) in growths.iter().filter(|(_, given)| *given) {
                path.push(key);
                self.error("project-only", span(&path), &path.join("."));
                path.pop();
            }
        }
        for (place, _) in scenario.own.iter().filter(|(_, said)| said.target.is_some()) {
            let path = ["county", place.name().map_or("", |name| name), "target"];
            self.error("project-only", span(&path), &path.join("."));
        }
    }
}

/// Writes a scenario as a scenario file, in the order of the shape's description; [`read`] gives it back equal.
pub fn write(scenario: &Scenario) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("name = {}", quoted(&scenario.name)));
    line(format!("start = \"{}\"", scenario.start));
    line(format!("months = {}", scenario.months));
    line(format!("mode = \"{}\"", if scenario.mode == Mode::Replay { "replay" } else { "project" }));
    let rates = rate_lines(&scenario.root().rates);
    if !rates.is_empty() {
        line(format!("\n[rates]\n{}", rates.trim_end()));
    }
    let table = |place: &PlaceKey| match place {
        PlaceKey::Root => None,
        PlaceKey::Place(path) => Some(("place", quoted(path))),
        PlaceKey::County(name) => Some(("county", quoted(name))),
    };
    for (place, said) in &scenario.own {
        let Some((kind, name)) = table(place) else { continue };
        let mut own = String::new();
        let amounts = |l: &Yearly<Money>| list(l, |m| format!("\"{m}\""));
        push(&mut own, "target", said.target.as_ref().map(amounts));
        push(&mut own, "average_wage", said.average_wage.as_ref().map(amounts));
        push(&mut own, "should_insured", said.should_insured.as_ref().map(|l| list(l, Persons::to_string)));
        push(&mut own, "prepay", said.prepay.as_ref().map(amounts));
        if !own.is_empty() {
            line(format!("\n[{kind}.{name}]\n{}", own.trim_end()));
        }
        let rates = rate_lines(&said.rates);
        if !rates.is_empty() {
            line(format!("\n[{kind}.{name}.rates]\n{}", rates.trim_end()));
        }
    }
    for event in &scenario.events {
        line(format!(
            "\n[[event]]\nmonth = \"{}\"\ncounty = {}\ncontributors = {}\nretirees = {}",
            event.month,
            quoted(&event.county),
            event.contributors,
            event.retirees
        ));
    }
    if !scenario.replay.is_empty() {
        line("\n[replay]".to_owned());
        for (factor, rate) in &scenario.replay {
            line(format!("{} = \"{rate}\"", factor.field().key()));
        }
    }
    if let Some(pool) = scenario.root().opening {
        line(format!("\n[opening]\npool = \"{pool}\""));
    }
    for wanted in PLACES {
        let openings = scenario.own.iter().filter_map(|(place, said)| Some((table(place)?, said.opening?)));
        let mut openings = openings.filter(|((kind, _), _)| *kind == wanted).peekable();
        if openings.peek().is_some() {
            line(format!("\n[opening.{wanted}]"));
        }
        for ((_, name), amount) in openings {
            line(format!("{name} = \"{amount}\""));
        }
    }
    if let Some(grants) = &scenario.grants {
        line(format!("\n[grants]\nsource = \"{}\"", if grants.source == GrantSource::Data { "data" } else { "plan" }));
        if let Some(annual) = &grants.annual {
            line(format!("annual = {}", list(annual, |m| format!("\"{m}\""))));
        }
        if !grants.months.is_empty() {
            let months: Vec<String> = grants.months.iter().map(u32::to_string).collect();
            line(format!("months = [{}]", months.join(", ")));
        }
    }
    if let Some(subsidy) = &scenario.subsidy {
        line(format!("\n[subsidy]\nthreshold = \"{}\"\nrate = \"{}\"", subsidy.threshold, subsidy.rate));
    }
    if let Some(interest) = &scenario.interest {
        line(format!("\n[interest]\nannual = \"{}\"", interest.annual));
        if let Some(debt) = interest.debt {
            line(format!("debt = \"{debt}\""));
        }
    }
    if let Some(rate) = scenario.funded_rate {
        line(format!("\n[personal_account]\nfunded_rate = \"{rate}\""));
    }
    for pooling in &scenario.pooling {
        line(pooling_lines(pooling));
    }
    if let Some(stochastic) = &scenario.stochastic {
        // A TOML number holds no more than an `i64`.
        let quote = if i64::try_from(stochastic.seed).is_ok() { "" } else { "\"" };
        line(format!("\n[stochastic]\npaths = {}\nseed = {quote}{}{quote}", stochastic.paths, stochastic.seed));
        if !stochastic.sd.is_empty() {
            line("\n[stochastic.sd]".to_owned());
            for (rate, sd) in &stochastic.sd {
                line(format!("{} = \"{sd}\"", rate.key()));
            }
        }
    }
    out
}

fn pooling_lines(pooling: &Pooling) -> String {
    let mut out = format!("\n[[pooling]]\nfrom = \"{}\"", pooling.from);
    if let Some(level) = pooling.level {
        out += &format!("\nlevel = \"{}\"", level.key());
    }
    if let Some(place) = &pooling.place {
        out += &format!("\nplace = {}", quoted(place));
    }
    out += "\nremit = ";
    out += &match &pooling.remit {
        Remit::None => "\"none\"".to_owned(),
        Remit::All => "\"all\"".to_owned(),
        Remit::ShareOfCollected(share) => format!("{{ share_of_collected = \"{share}\" }}"),
        Remit::WageFormula { wage_share, rate } => {
            format!("{{ wage_formula = {{ wage_share = \"{wage_share}\", rate = \"{rate}\" }} }}")
        }
    };
    out += "\nallocate = ";
    out += match pooling.allocate {
        Allocate::None => "\"none\"",
        Allocate::ByShortage => "\"by_shortage\"",
        Allocate::PerRetiree => "\"per_retiree\"",
        Allocate::FullNeed => "\"full_need\"",
        Allocate::Prepay => "\"prepay\"",
    };
    out += "\ngrants = ";
    out += if pooling.grants == GrantsTo::Pool { "\"to_pool\"" } else { "\"by_retirees\"" };
    out += "\nbalances = ";
    out += if pooling.balances == Balances::HandUp { "\"hand_up\"" } else { "\"keep\"" };
    if let Some(Sharing { nation, province, city, county }) = &pooling.sharing {
        let nation = if nation.is_zero() { String::new() } else { format!("nation = \"{nation}\", ") };
        out +=
            &format!("\nsharing = {{ {nation}province = \"{province}\", city = \"{city}\", county = \"{county}\" }}");
    }
    if !pooling.overcollection_credit.is_zero() {
        out += &format!("\novercollection_credit = \"{}\"", pooling.overcollection_credit);
    }
    out
}

fn rate_lines(rates: &Rates) -> String {
    let mut out = String::new();
    for key in RateKey::ALL {
        push(&mut out, key.key(), key.of(rates).as_ref().map(|l| list(l, |r| format!("\"{r}\""))));
    }
    push(&mut out, "wage_month", rates.wage_month.map(|m| m.to_string()));
    push(&mut out, "pension_effective_month", rates.pension_effective_month.map(|m| m.to_string()));
    push(&mut out, "pension_paid_month", rates.pension_paid_month.map(|m| m.to_string()));
    let season = rates.season.as_ref().map(|s| {
        let factors: Vec<String> = s.iter().map(|f| format!("\"{f}\"")).collect();
        format!("[{}]", factors.join(", "))
    });
    push(&mut out, "season", season);
    out
}

fn push(out: &mut String, key: &str, value: Option<String>) {
    if let Some(value) = value {
        writeln!(out, "{key} = {value}").expect("writing to a string");
    }
}

fn list<T>(values: &Yearly<T>, one: impl Fn(&T) -> String) -> String {
    let written: Vec<String> = values.values().iter().map(one).collect();
    if written.len() == 1 { written[0].clone() } else { format!("[{}]", written.join(", ")) }
}

/// A TOML string, which is also a quoted key.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = include_str!("../../tests/scenarios/every-key.toml");

    #[test]
    fn a_scenario_is_written_and_read_back_equal() {
        let scenario = read("every-key.toml", WHOLE).unwrap();
        assert_eq!(read("again.toml", &write(&scenario)).unwrap(), scenario);
    }

    #[test]
    fn numbers_are_exact_however_written() {
        let text = |rate: &str| format!("start = \"2008-01\"\nmonths = 1\n[rates]\ncollection_rate = {rate}\n");
        let rate = |written: &str| {
            read("s", &text(written))
                .map(|s| s.root().rates.collection_rate.as_ref().unwrap().at(0).to_string())
                .map_err(|f| f[0].code)
        };
        assert_eq!(rate("0.1"), Ok("0.1".into()));
        assert_eq!(rate("\"0.10\""), Ok("0.1".into()));
        assert_eq!(rate("1e-2"), Ok("0.01".into()));
        assert_eq!(rate("1_0.5"), Ok("10.5".into()));
        assert_eq!(rate("nan"), Err("scenario-value"));
        assert_eq!(rate("\"0.12345678901234567890123456789\""), Err("scenario-value"));
        assert_eq!(rate("true"), Err("scenario-value"));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let found = read("s.toml", "start = \"2008-01\"\nmonths = 1\n[rates]\ncolection_rate = 1\n").unwrap_err();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].origin.to_string(), "s.toml:4:1");
        assert!(found[0].facts.contains(&("nearest", "collection_rate".into())));
    }

    #[test]
    fn places_above_counties_are_written_and_read_back_equal() {
        let text = r#"start = "2008-01"
months = 24
[rates]
wage_growth = 0.1
[place."江苏省"]
average_wage = ["5000", "5100"]
should_insured = 7
[place."江苏省/南京市".rates]
collection_rate = 0.9
[county."南京市/鼓楼区"]
prepay = ["12", "0.5"]
[opening]
pool = 5
[opening.place]
"江苏省/南京市" = 3
[opening.county]
"南京市/鼓楼区" = 1
"#;
        let pooling = r#"
[[pooling]]
from = "2008-01"
level = "province"
allocate = "prepay"
sharing = { nation = "0.4", city = "0.6" }
[[pooling]]
from = "2008-01"
place = "江苏省"
[[pooling]]
from = "2008-01"
sharing = { city = "0.6", county = "0.4" }
"#;
        let scenario = read("s.toml", &format!("{text}{pooling}")).unwrap();
        assert_eq!(read("again.toml", &write(&scenario)).unwrap(), scenario);
        let city = PlaceKey::Place("江苏省/南京市".into());
        assert_eq!(scenario.said(&city).opening(), Some(Money::from_yuan(3)));
        assert_eq!(scenario.said(&PlaceKey::County("南京市/鼓楼区".into())).prepay_in(1), Some(Money::from_fen(50)));
        let chain = [PlaceKey::County("南京市/鼓楼区".into()), city, PlaceKey::Root];
        let rate = |key: RateKey| key.in_force(&scenario, &chain, 0);
        assert_eq!([rate(RateKey::CollectionRate), rate(RateKey::WageGrowth)], [9, 1].map(|n| Decimal::new(n, 1)));
        let entries: Vec<_> = scenario.pooling.iter().map(|p| (p.level, p.place.as_deref(), p.allocate)).collect();
        let plain = (None, None, Allocate::None);
        let expected = [(Some(Level::Province), None, Allocate::Prepay), (None, Some("江苏省"), Allocate::None), plain];
        assert_eq!(entries, expected);
        let twice = read("s.toml", &format!("{text}{pooling}{pooling}")).unwrap_err();
        assert_eq!(twice.iter().map(|f| f.code).collect::<Vec<_>>(), ["duplicate-pooling"; 3]);
    }
}
