//! Reading `[people]` and what counties say of their own people.

use toml_edit::{TableLike, Value};

use super::Mode;
use super::reader::{Reader, Section};
use crate::money::Rate;
use crate::pension::Rule;
use crate::people::schedule::Rise;
use crate::people::structure::YEARS;
use crate::people::{Group, OLDEST, YOUNGEST};
use crate::scenario::group::Group as Levers;
use crate::scenario::lever::LeverKey;
use crate::scenario::people::{AccountBalance, Entrants, GroupPension, NewPension, People, Policy};
use crate::scenario::{PlaceKey, Scenario, Yearly};

/// What stands in `[people]` beside its levers.
const PEOPLE_KEYS: [&str; 8] =
    ["structure", "mortality", "policy", "entrants", "entry_age", "entry_groups", "new_pension", "pension"];

impl Reader<'_> {
    pub(super) fn people(&mut self, top: Section<'_>, scenario: &mut Scenario) {
        let mut own: Vec<(&str, Section<'_>)> = Vec::new();
        let counties = top.table.get("county").and_then(|item| item.as_table_like());
        for (name, item) in counties.into_iter().flat_map(|counties| counties.iter()) {
            let Some(county) = item.as_table_like().filter(|county| county.contains_key("people")) else { continue };
            let county = Section { table: county, name: "county", ..top };
            own.extend(self.section(county, "people").map(|section| (name, section)));
        }
        let span = |table: &dyn TableLike| table.key("people").and_then(|key| key.span());
        let Some(s) = self.section(top, "people") else {
            if let Some((name, section)) = own.first() {
                let start = Some(section.start..section.start);
                self.error("people-of-county-alone", start, &format!("county.{name}.people"));
            }
            return;
        };
        if scenario.mode == Mode::Replay {
            self.error("project-only", span(top.table), "people");
        }
        self.said(s, &PEOPLE_KEYS, &PlaceKey::Root, scenario, |key| key.def().group == Levers::People);
        let name = |_: &Self, v: &Value| v.as_str().filter(|name| !name.trim().is_empty()).map(str::to_owned);
        let [structure, mortality] = ["structure", "mortality"].map(|key| {
            let named = self.value(s, key, "expected.table_or_file", name);
            self.required(s, key, named)
        });
        let mut people = People::new(&structure.unwrap_or_default(), &mortality.unwrap_or_default());
        people.policy = self.policy(s).unwrap_or_default();
        people.entrants = self.entrants(s).unwrap_or_default();
        for (name, section) in own {
            self.known(section, &["entrants"]);
            if let Some(entrants) = self.entrants(section) {
                people.own_entrants.insert(PlaceKey::County(name.into()), entrants);
            }
        }
        self.entry(s, &mut people);
        let new_pension = self.value(s, "new_pension", "expected.new_pension", |_, v| match v.as_str()? {
            "mean" => Some(NewPension::Mean),
            "formula" => Some(NewPension::Formula),
            _ => None,
        });
        people.new_pension = new_pension.unwrap_or_default();
        self.pensions(s, &mut people);
        if people.new_pension == NewPension::Formula {
            self.required(s, "wage", scenario.root().held(LeverKey::PeopleWage).map(|_| ()));
        }
        scenario.people = Some(people);
        if let Some((key, year)) = scenario.people_fault() {
            let span = s.table.get(key.file_key()).and_then(|item| item.span());
            self.error("people-rate", span, &s.path(key.file_key())).facts.push(("year", year.to_string()));
        }
    }

    fn policy(&mut self, s: Section<'_>) -> Option<Policy> {
        match s.table.get("policy")?.as_str() {
            Some("2024") => return Some(Policy::Of2024),
            Some("before") => return Some(Policy::Before),
            _ => {}
        }
        let item = s.table.get("policy")?;
        if item.as_table_like().is_none() {
            self.wrong(s, "policy", item, "expected.retirement_policy");
            return None;
        }
        let section = self.section(s, "policy")?;
        let own = Section { name: "people.policy", ..section };
        self.known(own, &Group::ALL.map(Group::key));
        let rises = Group::ALL.map(|group| {
            let key = group.key();
            let of_group = self.section(own, key);
            let of_group = self.required(own, key, of_group)?;
            let path = own.path(key);
            let of_group = Section { name: &path, ..of_group };
            self.known(of_group, &["base", "from", "every", "most"]);
            let age = |r: &Self, v: &Value| r.whole(v, i64::from(YOUNGEST)..=i64::from(OLDEST));
            let base = self.value(of_group, "base", "expected.age_months", age);
            let from = self.value(of_group, "from", "expected.month", Reader::month);
            let every = self.value(of_group, "every", "expected.positive", |r, v| r.whole(v, 1..=1200));
            let most = self.value(of_group, "most", "expected.delay_months", |r, v| r.whole(v, 0..=i64::from(OLDEST)));
            let base = self.required(of_group, "base", base);
            let from = self.required(of_group, "from", from);
            let every = self.required(of_group, "every", every);
            let most = self.required(of_group, "most", most);
            Some(Rise { base: base?, from: Some(from?), every: every?, most: most? })
        });
        let [man, woman_cadre, woman_worker] = rises;
        Some(Policy::Own([man?, woman_cadre?, woman_worker?]))
    }

    /// A whole number within bounds.
    fn whole(&self, value: &Value, within: std::ops::RangeInclusive<i64>) -> Option<u32> {
        self.persons(value).filter(|number| within.contains(number)).and_then(|number| u32::try_from(number).ok())
    }

    fn entrants(&mut self, s: Section<'_>) -> Option<Entrants> {
        match s.table.get("entrants")?.as_str() {
            Some("growth") => Some(Entrants::Growth),
            Some("as_before") => Some(Entrants::AsBefore),
            _ => self.yearly(s, "entrants", "expected.entrants", Reader::heads).map(Entrants::Heads),
        }
    }

    fn entry(&mut self, s: Section<'_>, people: &mut People) {
        let ages = self.value(s, "entry_age", "expected.entry_age", |r, v| {
            let within = i64::from(*YEARS.start())..=i64::from(*YEARS.end());
            let ages: Option<Vec<u32>> = v.as_array()?.iter().map(|age| r.whole(age, within.clone())).collect();
            let ages: [u32; 2] = ages?.try_into().ok()?;
            (ages[0] <= ages[1]).then_some(ages)
        });
        if let Some(ages) = ages {
            people.entry_age = ages;
        }
        if let Some(section) = self.section(s, "entry_groups") {
            let weights = Section { name: "people.entry_groups", ..section };
            self.known(weights, &Group::ALL.map(Group::key));
            people.entry_groups = Group::ALL.map(|group| {
                self.value(weights, group.key(), "expected.not_negative", Reader::not_negative).unwrap_or_default()
            });
        }
        if let Some((group, base)) = people.late_entry() {
            let span = s.table.get("entry_age").and_then(|item| item.span()).or(Some(s.start..s.start));
            let finding = self.error("entry-age-late", span, "people.entry_age");
            finding.facts.push(("group", group.text_key().to_owned()));
            finding.facts.push(("base", base.to_string()));
            finding.facts.push(("last", people.entry_age[1].to_string()));
        }
    }

    fn pensions(&mut self, s: Section<'_>, people: &mut People) {
        let is_formula = people.new_pension == NewPension::Formula;
        let section = self.section(s, "pension");
        if is_formula {
            self.required(s, "pension", section.map(|_| ()));
        }
        let Some(section) = section else { return };
        let pensions = Section { name: "people.pension", ..section };
        self.known(pensions, &Group::ALL.map(Group::key));
        // Which groups retire, the run will tell.
        if is_formula && !Group::ALL.iter().any(|group| pensions.table.contains_key(group.key())) {
            self.required(pensions, Group::ALL[0].key(), None::<()>);
        }
        people.pension = Group::ALL.map(|group| {
            let of_group = self.section(pensions, group.key())?;
            let path = pensions.path(group.key());
            self.pension(Section { name: &path, ..of_group })
        });
    }

    fn pension(&mut self, s: Section<'_>) -> Option<GroupPension> {
        self.known(s, &["years", "index", "account", "deemed_years", "transition_rate", "rule"]);
        let mut rates = |key: &str| self.yearly(s, key, "expected.not_negative", Reader::not_negative);
        let [years, index, deemed_years, transition_rate] =
            ["years", "index", "deemed_years", "transition_rate"].map(&mut rates);
        let is_list = s.table.get("account").is_some_and(|item| item.is_array());
        let account = self.yearly(s, "account", "expected.amount", Reader::amount);
        let rule = self.yearly(s, "rule", "expected.pension_rule", |_, v| Rule::of_key(v.as_str()?));
        let years = self.required(s, "years", years);
        let index = self.required(s, "index", index);
        let account = self.required(s, "account", account);
        let none = || Yearly::constant(Rate::ZERO);
        Some(GroupPension {
            years: years?,
            index: index?,
            account: match account? {
                list if is_list => AccountBalance::ByYear(list),
                list => AccountBalance::Growing(*list.at(0)),
            },
            deemed_years: deemed_years.unwrap_or_else(none),
            transition_rate: transition_rate.unwrap_or_else(none),
            rule: rule.unwrap_or_else(|| Yearly::constant(Rule::Of2005)),
        })
    }
}
