//! A [`Scenario`] to a scenario file, in the order of the shape's description.

use toml_edit::{DocumentMut, InlineTable, Item, Key, Table, Value};

use super::{BUDGET, LAW, PLACES, is_own, place_in};
use crate::people::Group as OfPeople;
use crate::place::Level;
use crate::scenario::group::Group;
use crate::scenario::held::Held;
use crate::scenario::lever::{Kept, Of};
use crate::scenario::merger::Merger;
use crate::scenario::own_law::OwnLaw;
use crate::scenario::people::{AccountBalance, Entrants, GroupPension, NewPension, People, Policy};
use crate::scenario::transfer::Transfer;
use crate::scenario::{
    Allocate, Balances, Event, GrantSource, Grants, GrantsTo, Interest, Mode, PlaceKey, PlaceLevers, Pooling, Remit,
    Scenario, Sharing, Stochastic, Subsidy, Yearly,
};

/// Writes a scenario as a scenario file; [`super::read`] gives it back equal.
pub fn write(scenario: &Scenario) -> String {
    let mode = if scenario.mode == Mode::Replay { "replay" } else { "project" };
    let mut file = Entries::default();
    file.put("name", text(&scenario.name));
    file.put("start", shown(scenario.start));
    file.put("months", i64::from(scenario.months));
    file.put("mode", mode);
    file.put("rates", rates(scenario.root()));
    for kind in PLACES {
        let mut places = of_places(scenario, kind, own);
        if kind == "county" {
            put_own_entrants(&mut places, scenario);
        }
        file.put(kind, places);
    }
    file.put("event", Item::ArrayOfTables(scenario.events.iter().map(event).collect()));
    let factors = scenario.replay.iter().map(|(factor, rate)| (factor.key(), shown(rate)));
    file.put("replay", Entries::of(factors));
    file.put("opening", openings(scenario));
    file.put_some("grants", scenario.grants.as_ref().map(grants));
    file.put_some("subsidy", scenario.subsidy.as_ref().map(subsidy));
    file.put_some("interest", scenario.interest.as_ref().map(interest));
    file.put("personal_account", levers_of(scenario, Group::Accounts));
    file.put_some("people", scenario.people.as_ref().map(|people| self::people(people, scenario)));
    file.put("merger", Item::ArrayOfTables(scenario.mergers.iter().map(merger).collect()));
    file.put("transfer", Item::ArrayOfTables(scenario.transfers.iter().map(transfer).collect()));
    file.put("law", Item::ArrayOfTables(scenario.law.iter().map(law).collect()));
    file.put("pooling", Item::ArrayOfTables(scenario.pooling.iter().map(pooling).collect()));
    file.put_some("stochastic", scenario.stochastic.as_ref().map(stochastic));
    DocumentMut::from(file.0).to_string()
}

/// A table that is not there where it has nothing in itself.
struct Entries(Table);

impl Default for Entries {
    fn default() -> Entries {
        let mut table = Table::new();
        table.set_implicit(true);
        Entries(table)
    }
}

impl From<Entries> for Item {
    fn from(entries: Entries) -> Item {
        Item::Table(entries.0)
    }
}

impl Entries {
    fn of<K: Into<Key>, V: Into<Item>>(entries: impl IntoIterator<Item = (K, V)>) -> Entries {
        let mut table = Entries::default();
        for (key, value) in entries {
            table.put(key, value);
        }
        table
    }

    fn put(&mut self, key: impl Into<Key>, value: impl Into<Item>) {
        self.0.insert_formatted(&key.into(), value.into());
    }

    fn put_some(&mut self, key: &str, value: Option<impl Into<Item>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }
}

/// A number as text, which is read back exactly.
fn shown(number: impl ToString) -> Value {
    number.to_string().into()
}

/// Any text; what can't be seen is written by its number.
fn text(text: &str) -> Value {
    quoted(text).parse().expect("a quoted text is a value")
}

fn name(text: &str) -> Key {
    quoted(text).parse().expect("a quoted text is a key")
}

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

fn yearly<T>(list: &Yearly<T>, one: impl Fn(&T) -> Value) -> Value {
    match list.values() {
        [value] => one(value),
        values => values.iter().map(one).collect(),
    }
}

fn held(held: &Held) -> Value {
    match held {
        Held::Rates(list) => yearly(list, |each| shown(each)),
        Held::PerHead(list) => yearly(list, |each| shown(each)),
        Held::Amounts(list) => yearly(list, |each| shown(each)),
        Held::Heads(list) => yearly(list, |heads| Value::from(*heads)),
        Held::Amount(amount) => shown(amount),
        Held::Month(month) => i64::from(*month).into(),
        Held::Season(factors) => factors.iter().map(shown).collect(),
        Held::Law => LAW.into(),
        Held::Budget => BUDGET.into(),
    }
}

/// What is said of a place for all below it.
fn rates(said: &PlaceLevers) -> Entries {
    let rates = said.all().filter(|(key, _)| matches!(key.def().kept, Kept::Said(_, Of::All)));
    Entries::of(rates.map(|(key, value)| (key.key(), held(value))))
}

/// What is said of a place.
fn own(said: &PlaceLevers) -> Option<Item> {
    let own = said.all().filter(|(key, _)| is_own(*key));
    let mut own = Entries::of(own.map(|(key, value)| (key.key(), held(value))));
    own.put("rates", rates(said));
    Some(own.into())
}

/// Adds what counties say of their own people.
fn put_own_entrants(counties: &mut Entries, scenario: &Scenario) {
    for (county, own) in scenario.people.iter().flat_map(|people| &people.own_entrants) {
        let Some(called) = county.name() else { continue };
        if !counties.0.contains_key(called) {
            counties.put(name(called), Entries::default());
        }
        if let Some(county) = counties.0.get_mut(called).and_then(Item::as_table_mut) {
            county.insert("people", Entries::of([("entrants", entrants(own))]).into());
        }
    }
}

/// A table of places of a kind.
fn of_places(scenario: &Scenario, kind: &str, of: impl Fn(&PlaceLevers) -> Option<Item>) -> Entries {
    let of_kind = |place: &PlaceKey| place.name().filter(|text| *place == place_in(kind, text)).map(|text| name(text));
    Entries::of(scenario.own.iter().filter_map(|(place, said)| Some((of_kind(place)?, of(said)?))))
}

fn openings(scenario: &Scenario) -> Entries {
    let mut openings = Entries::default();
    openings.put_some("pool", scenario.root().opening().map(shown));
    for kind in PLACES {
        openings.put(kind, of_places(scenario, kind, |said| Some(shown(said.opening()?).into())));
    }
    openings
}

fn event(event: &Event) -> Table {
    let mut table = Entries::default();
    table.put("month", shown(event.month));
    table.put("county", text(&event.county));
    table.put("contributors", event.contributors);
    table.put("retirees", event.retirees);
    table.0
}

fn transfer(transfer: &Transfer) -> Table {
    let mut table = Entries::default();
    table.put("month", shown(transfer.month));
    table.put("from", text(&transfer.from));
    table.put("to", text(&transfer.to));
    table.put("heads", transfer.heads);
    table.put("per_head", shown(transfer.per_head));
    table.put("share", shown(transfer.share));
    table.put("days", transfer.days);
    table.put("money", transfer.money);
    table.0
}

fn grants(grants: &Grants) -> Entries {
    let mut table = Entries::default();
    table.put("source", if grants.source == GrantSource::Data { "data" } else { "plan" });
    table.put_some("annual", grants.annual.as_ref().map(|annual| yearly(annual, |each| shown(each))));
    if !grants.months.is_empty() {
        table.put("months", grants.months.iter().map(|month| i64::from(*month)).collect::<Value>());
    }
    table
}

fn subsidy(subsidy: &Subsidy) -> Entries {
    Entries::of([("threshold", shown(subsidy.threshold)), ("rate", shown(subsidy.rate))])
}

fn interest(interest: &Interest) -> Entries {
    let debt = interest.debt.map(|debt| ("debt", shown(debt)));
    Entries::of([("annual", shown(interest.annual))].into_iter().chain(debt))
}

fn pooling(pooling: &Pooling) -> Table {
    let mut table = Entries::default();
    table.put("from", shown(pooling.from));
    table.put_some("level", pooling.level.map(Level::key));
    table.put_some("place", pooling.place.as_deref().map(text));
    table.put("remit", remit(&pooling.remit));
    let allocate = match pooling.allocate {
        Allocate::None => "none",
        Allocate::ByShortage => "by_shortage",
        Allocate::PerRetiree => "per_retiree",
        Allocate::FullNeed => "full_need",
        Allocate::Prepay => "prepay",
    };
    table.put("allocate", allocate);
    table.put("grants", if pooling.grants == GrantsTo::Pool { "to_pool" } else { "by_retirees" });
    table.put("balances", if pooling.balances == Balances::HandUp { "hand_up" } else { "keep" });
    table.put_some("sharing", pooling.sharing.as_ref().map(sharing));
    let credit = Some(pooling.overcollection_credit).filter(|credit| !credit.is_zero());
    table.put_some("overcollection_credit", credit.map(shown));
    table.0
}

fn remit(remit: &Remit) -> Value {
    match remit {
        Remit::None => "none".into(),
        Remit::All => "all".into(),
        Remit::ShareOfCollected(share) => [("share_of_collected", shown(share))].into_iter().collect(),
        Remit::WageFormula { wage_share, rate } => {
            let formula = InlineTable::from_iter([("wage_share", shown(wage_share)), ("rate", shown(rate))]);
            [("wage_formula", formula)].into_iter().collect()
        }
    }
}

fn sharing(sharing: &Sharing) -> Value {
    let nation = Some(("nation", shown(sharing.nation))).filter(|_| !sharing.nation.is_zero());
    let rest = [("province", sharing.province), ("city", sharing.city), ("county", sharing.county)];
    nation.into_iter().chain(rest.map(|(key, share)| (key, shown(share)))).collect()
}

/// What is said of the root in the levers of a group that has a table of its own.
fn levers_of(scenario: &Scenario, group: Group) -> Entries {
    let levers = scenario.root().all().filter(|(key, _)| key.def().group == group);
    Entries::of(levers.map(|(key, value)| (key.file_key(), held(value))))
}

fn people(people: &People, scenario: &Scenario) -> Entries {
    let mut table = Entries::default();
    table.put("structure", text(&people.structure.name));
    table.put("mortality", text(&people.mortality.name));
    match &people.policy {
        Policy::Of2024 => table.put("policy", "2024"),
        Policy::Before => table.put("policy", "before"),
        Policy::Own(_) => {}
    }
    table.put("entrants", entrants(&people.entrants));
    for (key, value) in levers_of(scenario, Group::People).0.iter() {
        table.put(key, value.clone());
    }
    table.put("entry_age", people.entry_age.iter().map(|age| i64::from(*age)).collect::<Value>());
    let weights =
        OfPeople::ALL.into_iter().zip(people.entry_groups).map(|(group, weight)| (group.key(), shown(weight)));
    table.put("entry_groups", weights.collect::<Value>());
    table.put("new_pension", if people.new_pension == NewPension::Formula { "formula" } else { "mean" });
    if let Policy::Own(schedule) = &people.policy {
        let of_groups = OfPeople::ALL.into_iter().zip(schedule).map(|(group, rise)| {
            let mut table = Entries::default();
            table.put("base", i64::from(rise.base));
            table.put_some("from", rise.from.map(shown));
            table.put("every", i64::from(rise.every));
            table.put("most", i64::from(rise.most));
            (group.key(), table)
        });
        table.put("policy", Entries::of(of_groups));
    }
    let given = OfPeople::ALL.into_iter().zip(&people.pension);
    table.put("pension", Entries::of(given.filter_map(|(group, given)| Some((group.key(), pension(given.as_ref()?))))));
    table
}

fn entrants(entrants: &Entrants) -> Value {
    match entrants {
        Entrants::Growth => "growth".into(),
        Entrants::AsBefore => "as_before".into(),
        Entrants::Heads(list) => yearly(list, |heads| Value::from(*heads)),
    }
}

fn pension(pension: &GroupPension) -> Entries {
    let mut table = Entries::default();
    table.put("years", yearly(&pension.years, |each| shown(each)));
    table.put("index", yearly(&pension.index, |each| shown(each)));
    let account = match &pension.account {
        AccountBalance::Growing(amount) => shown(amount),
        // A list of one does not grow either.
        AccountBalance::ByYear(list) => list.values().iter().map(shown).collect(),
    };
    table.put("account", account);
    table.put("deemed_years", yearly(&pension.deemed_years, |each| shown(each)));
    table.put("transition_rate", yearly(&pension.transition_rate, |each| shown(each)));
    table.put("rule", yearly(&pension.rule, |rule| rule.key().into()));
    table
}

fn law(law: &OwnLaw) -> Table {
    let mut table = Entries::default();
    table.put("parameter", text(&law.parameter));
    table.put("from", shown(law.from));
    table.put("value", shown(law.value));
    table.put("document", text(&law.document));
    table.0
}

fn merger(merger: &Merger) -> Table {
    let mut table = Entries::default();
    table.put("county", text(&merger.county));
    for (key, heads) in
        [("centres", merger.centres), ("unemployed", merger.unemployed), ("allowance", merger.allowance)]
    {
        table.put(key, heads);
    }
    for (key, leave) in [("leave_centres", &merger.leave_centres), ("leave_direct", &merger.leave_direct)] {
        table.put(key, leave.iter().copied().collect::<Value>());
    }
    table.put("per_head", shown(merger.per_head));
    for (key, share) in ["enterprise", "government", "fund"].into_iter().zip(merger.shares) {
        table.put(key, shown(share));
    }
    table.put("matching", merger.matching);
    table.put("duration", i64::from(merger.duration));
    table.put("reemployment", merger.reemployment.iter().map(shown).collect::<Value>());
    table.put("benefit", shown(merger.benefit));
    table.put("fallback", shown(merger.fallback));
    table.put("top_up", shown(merger.top_up));
    table.put("leave_allowance", shown(merger.leave_allowance));
    table.put("covered", shown(merger.covered));
    table.0
}

fn stochastic(stochastic: &Stochastic) -> Entries {
    let mut table = Entries::default();
    table.put("paths", i64::from(stochastic.paths));
    // A TOML number holds no more than an `i64`.
    table.put("seed", i64::try_from(stochastic.seed).map_or_else(|_| shown(stochastic.seed), Value::from));
    table.put("sd", Entries::of(stochastic.sd.iter().map(|(rate, sd)| (rate.key(), shown(sd)))));
    table
}
