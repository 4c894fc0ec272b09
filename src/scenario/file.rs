//! The scenario file: TOML to a [`Scenario`] and back.
//!
//! Numbers may be TOML numbers or strings; both are read from their text as exact decimals, never through floating
//! point. Every error names line and column and what was expected; an unknown key names the nearest known one.
//!
//! Source: the scenario file's shape.

mod laws;
mod mergers;
mod people;
pub(crate) mod reader;
mod transfers;
mod writer;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{Item, TableLike, Value};

pub use writer::write;

use reader::{Reader, Section};

use super::group::Group;
use super::held::{Held, Kind};
use super::lever::{Kept, LeverKey, Of, Use};
use super::{
    Allocate, Balances, Event, GrantSource, Grants, GrantsTo, Interest, Mode, PlaceKey, Pooling, Remit, Scenario,
    Sharing, Stochastic, Subsidy,
};
use crate::field::Field;
use crate::finding::Findings;
use crate::money::{Money, PerHead, Rate};
use crate::month::Month;
use crate::place::Level;

/// Reads a scenario file.
///
/// # Errors
/// All that is wrong with it, each with its line and column: TOML that does not parse, an unknown key, a value of the
/// wrong kind or out of range, shares that don't add up, two pooling entries in one month, parts that mean nothing in
/// the scenario's mode.
pub fn read(file: &str, text: &str) -> Result<Scenario, Findings> {
    let (mut reader, document) = Reader::open(file, text)?;
    let scenario = reader.scenario(document.as_table());
    match scenario {
        Some(scenario) if reader.findings.is_empty() => Ok(scenario),
        _ => Err(reader.findings),
    }
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
    "people",
    "merger",
    "transfer",
    "law",
    "pooling",
    "stochastic",
];
const POOLING_KEYS: &[&str] =
    &["from", "level", "place", "remit", "allocate", "grants", "balances", "sharing", "overcollection_credit"];

/// What stands for a rate that follows the law.
const LAW: &str = "law";

/// What stands for amounts out of approved budgets.
const BUDGET: &str = "budget";

/// The tables by place.
const PLACES: [&str; 2] = ["place", "county"];

/// Whether a lever stands in the table of its place itself.
fn is_own(key: LeverKey) -> bool {
    matches!(key.def().kept, Kept::Said(kind, of) if !matches!(of, Of::All | Of::Root) && kind != Kind::Amount)
}

/// The place that a table of [`PLACES`] names.
fn place_in(table: &str, name: &str) -> PlaceKey {
    if table == "place" { PlaceKey::Place(name.into()) } else { PlaceKey::County(name.into()) }
}

impl Reader<'_> {
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
            self.rates(rates, &PlaceKey::Root, &mut scenario);
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
        if let Some(s) = self.section(top, "personal_account") {
            self.said(s, &[], &PlaceKey::Root, &mut scenario, |key| key.def().group == Group::Accounts);
        }
        self.people(top, &mut scenario);
        scenario.mergers = self.mergers(top, mode);
        scenario.transfers = self.transfers(top);
        scenario.law = self.laws(top);
        scenario.pooling = self.pooling(top);
        scenario.stochastic = self.section(top, "stochastic").map(|s| self.stochastic(s));
        if mode == Mode::Replay {
            self.meaningless_in_replay(top, &scenario);
        }
        start.and(months).map(|_| scenario)
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
                let (s, place) = (Section { table, name: &path, ..all }, place_in(kind, name));
                let others: &[&str] = if kind == "county" { &["rates", "people"] } else { &["rates"] };
                self.said(s, others, &place, scenario, is_own);
                if let Some(rates) = self.section(s, "rates") {
                    self.rates(Section { name: &s.path("rates"), ..rates }, &place, scenario);
                }
            }
        }
    }

    /// What is said of a place for all below it.
    fn rates(&mut self, s: Section<'_>, place: &PlaceKey, scenario: &mut Scenario) {
        self.said(s, &[], place, scenario, |key| matches!(key.def().kept, Kept::Said(_, Of::All)));
    }

    /// What is said of a place in one table, by lever; the table may hold other keys.
    fn said(
        &mut self,
        s: Section<'_>,
        others: &[&str],
        place: &PlaceKey,
        scenario: &mut Scenario,
        is_here: impl Fn(LeverKey) -> bool,
    ) {
        let said = LeverKey::said_of(place).filter(|key| is_here(*key)).filter_map(|key| match key.def().kept {
            Kept::Said(kind, _) => Some((key, kind)),
            _ => None,
        });
        let said: Vec<(LeverKey, Kind)> = said.collect();
        let known: Vec<&str> = others.iter().copied().chain(said.iter().map(|(key, _)| key.file_key())).collect();
        self.known(s, &known);
        for (key, kind) in said {
            let held = self.held(s, key, kind);
            scenario.say(place, |said| said.hold(key, held));
        }
    }

    fn held(&mut self, s: Section<'_>, key: LeverKey, kind: Kind) -> Option<Held> {
        let (name, number) = (key.file_key(), "expected.number");
        let item = s.table.get(name).filter(|item| item.as_str() == Some(LAW));
        if let Some(item) = item {
            if key.law().is_none() {
                let known: Vec<&str> = LeverKey::lawful().map(LeverKey::key).collect();
                self.error("rate-without-law", item.span(), &s.path(name)).facts.push(("known", known.join(", ")));
            }
            return key.law().map(|_| Held::Law);
        }
        if key == LeverKey::Prepay && s.table.get(name).is_some_and(|item| item.as_str() == Some(BUDGET)) {
            return Some(Held::Budget);
        }
        match kind {
            Kind::Rates if key.def().signed => self.yearly(s, name, number, Reader::decimal).map(Held::Rates),
            Kind::Rates => self.yearly(s, name, "expected.not_negative", Reader::not_negative).map(Held::Rates),
            Kind::PerHead => {
                let per_head = |r: &Self, v: &Value| r.decimal(v).map(PerHead::new);
                self.yearly(s, name, number, per_head).map(Held::PerHead)
            }
            Kind::Amounts => self.yearly(s, name, "expected.amount", Reader::amount).map(Held::Amounts),
            Kind::Heads => self.yearly(s, name, "expected.heads", Reader::heads).map(Held::Heads),
            Kind::Amount => self.value(s, name, "expected.amount", Reader::amount).map(Held::Amount),
            Kind::Month => self.value(s, name, "expected.calendar_month", Reader::calendar_month).map(Held::Month),
            Kind::Season => self.value(s, name, "expected.season", |reader, v| {
                let factors: Option<Vec<Rate>> = v.as_array()?.iter().map(|f| reader.decimal(f)).collect();
                factors?.try_into().ok().map(Held::Season)
            }),
        }
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

    fn replay(&mut self, top: Section<'_>, mode: Mode) -> BTreeMap<Field, Rate> {
        let Some(s) = self.section(top, "replay") else { return BTreeMap::new() };
        if mode == Mode::Project {
            self.error("replay-only", top.table.key("replay").and_then(|k| k.span()), "replay");
        }
        self.known(s, &Field::replayed().map(Field::key).collect::<Vec<_>>());
        Field::replayed()
            .filter_map(|field| {
                Some((field, self.value(s, field.key(), "expected.not_negative", Reader::not_negative)?))
            })
            .collect()
    }

    fn opening(&mut self, top: Section<'_>, scenario: &mut Scenario) {
        let Some(s) = self.section(top, "opening") else { return };
        self.known(s, &["pool", "county", "place"]);
        let mut say =
            |amount: Option<Money>, key, place| scenario.say(&place, |said| said.hold(key, amount.map(Held::Amount)));
        say(self.value(s, "pool", "expected.amount", Reader::amount), LeverKey::OpeningPool, PlaceKey::Root);
        for (kind, key) in PLACES.into_iter().zip([LeverKey::OpeningPlace, LeverKey::OpeningCounty]) {
            let Some(section) = self.section(s, kind) else { continue };
            let path = format!("opening.{kind}");
            let places = Section { name: &path, ..section };
            for (name, _) in places.table.iter() {
                say(self.value(places, name, "expected.amount", Reader::amount), key, place_in(kind, name));
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
        let mut there = HashSet::new();
        for s in self.tables(top, "pooling") {
            self.known(s, POOLING_KEYS);
            let from = self.value(s, "from", "expected.month", Reader::month);
            let Some(from) = self.required(s, "from", from) else { continue };
            let level = self.value(s, "level", "expected.level", |_, v| {
                let text = v.as_str()?;
                Level::ALL.into_iter().find(|level| *level != Level::County && level.key() == text)
            });
            let place = self.value(s, "place", "expected.text", |_, v| v.as_str().map(Arc::from));
            if !there.insert((from, level, place.clone())) {
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
            self.known(parts, &LeverKey::SHOCKED.map(LeverKey::key));
            for rate in LeverKey::SHOCKED {
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
        for is_rate in [true, false] {
            for (place, said) in &scenario.own {
                for (key, _) in said.all().filter(|(key, _)| key.def().used == Use::OnlyProjected) {
                    let of_place = match place {
                        PlaceKey::Root => vec![],
                        PlaceKey::Place(name) => vec!["place", &**name],
                        PlaceKey::County(name) => vec!["county", &**name],
                    };
                    let table = is_rate.then_some("rates");
                    let path: Vec<&str> = of_place.into_iter().chain(table).chain([key.key()]).collect();
                    if is_rate == matches!(key.def().kept, Kept::Said(_, Of::All)) {
                        self.error("project-only", span(&path), &path.join("."));
                    }
                }
            }
        }
    }
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

    /// A rate on accounts may stand without any that are made real: such a scenario has no accounts.
    #[test]
    fn a_rate_on_accounts_stands_by_itself() {
        let accounts = "[personal_account]\nfunded_rate = 0.03\naccount_rate = 0.04\n";
        let mut scenario = read("s.toml", &format!("start = \"2008-01\"\nmonths = 12\n{accounts}")).unwrap();
        assert!(crate::scenario::lever::Lever::of(LeverKey::FundedRate).set(&mut scenario, None));
        let again = read("again.toml", &write(&scenario)).unwrap();
        assert_eq!(again, scenario);
        let data = crate::simulation::testing::counties(&[("甲", 100, 90, 5)]);
        let run = crate::simulation::testing::run(&data, &write(&again)).unwrap();
        assert_eq!(run.accounts, []);
    }

    #[test]
    fn numbers_are_exact_however_written() {
        let text = |rate: &str| format!("start = \"2008-01\"\nmonths = 1\n[rates]\ncollection_rate = {rate}\n");
        let rate = |written: &str| {
            read("s", &text(written))
                .map(|s| s.root().rates(LeverKey::CollectionRate).unwrap().at(0).to_string())
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
    fn a_rate_that_follows_the_law_is_written_back_and_replaced_by_a_number() {
        let text = "start = \"2018-07\"\nmonths = 24\n[rates]\ncontribution_rate = \"law\"\n[county.\"甲\".rates]\n\
                    pension_growth = \"law\"\n";
        let mut scenario = read("s.toml", text).unwrap();
        assert_eq!(read("again.toml", &write(&scenario)).unwrap(), scenario);
        let lever = crate::scenario::lever::Lever::of(LeverKey::ContributionRate);
        let of_county = lever.clone().county("甲");
        assert!(of_county.follows_law(&scenario));
        assert_eq!(of_county.value(&scenario), Decimal::new(28, 2));
        let in_2020 = lever.clone().when(crate::scenario::lever::When::Year(2));
        assert!(in_2020.set(&mut scenario, Some(Decimal::new(2, 1))));
        let rates = scenario.root().rates(LeverKey::ContributionRate).unwrap();
        assert_eq!(rates.values(), [28, 28, 20].map(|n| Decimal::new(n, 2)));
        lever.follow_law(&mut scenario);
        assert!(lever.set(&mut scenario, Some(Decimal::new(25, 2))));
        assert!(!lever.follows_law(&scenario));
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
        let rate = |key: LeverKey| {
            crate::scenario::lever::Lever::of(key).at(PlaceKey::County("江苏省/南京市/鼓楼区".into())).value(&scenario)
        };
        assert_eq!([rate(LeverKey::CollectionRate), rate(LeverKey::WageGrowth)], [9, 1].map(|n| Decimal::new(n, 1)));
        let entries: Vec<_> = scenario.pooling.iter().map(|p| (p.level, p.place.as_deref(), p.allocate)).collect();
        let plain = (None, None, Allocate::None);
        let expected = [(Some(Level::Province), None, Allocate::Prepay), (None, Some("江苏省"), Allocate::None), plain];
        assert_eq!(entries, expected);
        let twice = read("s.toml", &format!("{text}{pooling}{pooling}")).unwrap_err();
        assert_eq!(twice.iter().map(|f| f.code).collect::<Vec<_>>(), ["duplicate-pooling"; 3]);
    }
}
