//! A scenario bound to the places of data: what it says of each, found once.
//!
//! Source: model sections 9.1 and 9.2.

use std::sync::Arc;

use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::{Money, PerHead, Rate};
use crate::month::Month;
use crate::place::{NotFound, PlaceId, PlaceKey, Places};
use crate::policy;
use crate::scenario::held::Held;
use crate::scenario::lever::LeverKey;
use crate::scenario::table::Unless;
use crate::scenario::transfer::Transfer;
use crate::scenario::{PlaceLevers, Scenario, Yearly};

/// A transfer with its counties; `None` is another pool.
pub(super) type Between<'a> = (Option<PlaceId>, Option<PlaceId>, &'a Transfer);

/// What a scenario says of each place of the data.
pub struct Bound<'a> {
    /// What is bound.
    pub scenario: &'a Scenario,
    /// To which places.
    pub places: &'a Arc<Places>,
    said: Vec<&'a PlaceLevers>,
    opening: Vec<Option<Money>>,
    /// When the law changes a rate that follows it.
    changes: Vec<Month>,
    /// Each event with its county.
    pub events: Vec<(PlaceId, &'a crate::scenario::Event)>,
    /// Each transfer with its counties.
    pub(super) transfers: Vec<Between<'a>>,
}

impl<'a> Bound<'a> {
    /// Looks for every name of the scenario among the places.
    ///
    /// # Errors
    /// A name that several counties have, one county under two names, an event elsewhere or outside the run. A name that
    /// no place has is a note.
    pub fn new(
        scenario: &'a Scenario,
        places: &'a Arc<Places>,
        notes: &mut Vec<Finding>,
    ) -> Result<Bound<'a>, Findings> {
        let mut said: Vec<Option<(&PlaceKey, &PlaceLevers)>> = vec![None; places.len()];
        let mut opening = said.clone();
        let mut findings = Findings::new();
        for (key, levers) in &scenario.own {
            let place = match key {
                PlaceKey::County(name) => match places.find_county(name) {
                    Ok(place) => Some(place),
                    Err(NotFound::Unknown) => None,
                    Err(NotFound::Ambiguous(paths)) => {
                        findings.push(Finding::ambiguous_county(Origin::default(), name, &paths));
                        continue;
                    }
                },
                PlaceKey::Place(path) => places.find_above(path),
                PlaceKey::Root => Some(places.root()),
            };
            if let (PlaceKey::Place(path), Some(_), true) =
                (key, levers.opening(), place.is_none_or(|place| place == places.root()))
            {
                findings.push(
                    Finding::error("opening-place", Origin::default())
                        .with("place", path)
                        .with("known", known_above(places)),
                );
                continue;
            }
            let name = |key: &PlaceKey| match key {
                PlaceKey::County(name) | PlaceKey::Place(name) => name.clone(),
                PlaceKey::Root => places.path(places.root()).clone(),
            };
            match place {
                Some(place) => {
                    // Rates and opening balances stand in tables of their own, which may call a county by other names.
                    let of_opening = levers.opening().is_some();
                    let of_others = levers.all().any(|(lever, _)| !LeverKey::OPENING.contains(&lever));
                    let mut note = |told: &mut Option<(&'a PlaceKey, &'a PlaceLevers)>| {
                        if let Some((first, _)) = told.replace((key, levers)) {
                            findings.push(
                                Finding::error("county-twice", Origin::default())
                                    .with("county", places.path(place))
                                    .with("first", name(first))
                                    .with("second", name(key)),
                            );
                        }
                    };
                    if of_opening {
                        note(&mut opening[place.index()]);
                    }
                    // The root's table by its path is nearer than what holds for all.
                    if of_others && *key != PlaceKey::Root {
                        note(&mut said[place.index()]);
                    }
                }
                None => notes.push(
                    Finding::new("unknown-county", Severity::Warning, Origin::default())
                        .with("county", name(key))
                        .with("known", known(places)),
                ),
            }
        }
        let mut events = Vec::with_capacity(scenario.events.len());
        for event in &scenario.events {
            let finding = |code| {
                Finding::error(code, Origin::default())
                    .with("county", &event.county)
                    .with("month", event.month)
                    .with("start", scenario.start)
                    .with("end", scenario.end())
            };
            match places.find_county(&event.county) {
                Err(NotFound::Unknown) => findings.push(finding("event-county").with("known", known(places))),
                Err(NotFound::Ambiguous(paths)) => {
                    findings.push(Finding::ambiguous_county(Origin::default(), &event.county, &paths))
                }
                Ok(_) if event.month < scenario.start || event.month > scenario.end() => {
                    findings.push(finding("event-outside"));
                }
                Ok(county) => events.push((county, event)),
            }
        }
        let transfers = bound_transfers(scenario, places, &mut findings);
        let changes = law_changes(scenario, &mut findings);
        if !findings.is_empty() {
            return Err(findings);
        }
        let said = said.into_iter().map(|said| said.map_or(PlaceLevers::NOTHING, |(_, levers)| levers)).collect();
        let opening = opening.into_iter().map(|told| told.and_then(|(_, levers)| levers.opening())).collect();
        Ok(Bound { scenario, places, said, opening, changes, events, transfers })
    }

    /// What it says of a place itself.
    pub fn said(&self, place: PlaceId) -> &'a PlaceLevers {
        self.said[place.index()]
    }

    /// By which names its table of counties says something of one.
    pub(super) fn keys_of(&self, county: PlaceId) -> impl Iterator<Item = &'a PlaceKey> {
        let is_of = move |key: &PlaceKey| key.county().is_some_and(|name| self.places.find_county(name) == Ok(county));
        let says = |said: &PlaceLevers| said.all().any(|(lever, _)| !LeverKey::OPENING.contains(&lever));
        self.scenario.own.iter().filter(move |(key, said)| says(said) && is_of(key)).map(|(key, _)| key)
    }

    /// What it says of the nearest place that it says such of.
    pub fn along<T>(&self, place: PlaceId, pick: impl Fn(&'a PlaceLevers) -> Option<T>) -> Option<T> {
        let above = self.places.upwards(place).find_map(|place| pick(self.said(place)));
        above.or_else(|| pick(self.scenario.root()))
    }

    /// The list of a rate that holds in a county.
    pub fn rates(&self, county: PlaceId, key: LeverKey) -> Option<&'a Yearly<Rate>> {
        self.along(county, |said| said.rates(key))
    }

    /// A rate of a county in a month.
    pub fn rate(&self, county: PlaceId, key: LeverKey, month: Month) -> Rate {
        match self.along(county, |said| said.held(key)) {
            Some(Held::Law) => self.scenario.by_law(key, month),
            Some(Held::Rates(list)) => *list.at(self.scenario.year_index(month)),
            _ => key.default(),
        }
    }

    /// The share of the contribution base that is made real in personal accounts; `None` where there is none.
    pub fn funded_rate(&self, month: Month) -> Option<Rate> {
        let list = self.scenario.root().rates(LeverKey::FundedRate)?;
        Some(*list.at(self.scenario.year_index(month)))
    }

    /// Whether a rate of a county follows the law.
    pub fn follows_law(&self, county: PlaceId, key: LeverKey) -> bool {
        self.along(county, |said| said.held(key)) == Some(&Held::Law)
    }

    /// Whether rates may be others in a month than in the one before.
    pub fn rates_change(&self, month: Month) -> bool {
        month.month() == 1 || self.changes.contains(&month)
    }

    /// A month of the year of a county.
    pub fn month(&self, county: PlaceId, key: LeverKey) -> u32 {
        self.along(county, |said| said.month(key)).unwrap_or_else(|| match key.def().unless {
            Unless::Number(month, _) => month as u32,
            Unless::As(other) => self.month(county, other),
        })
    }

    /// The seasonal factors of a county.
    pub fn season(&self, county: PlaceId) -> Option<[Rate; 12]> {
        self.along(county, PlaceLevers::season)
    }

    /// 人均其他支出 of a county in the `year`th calendar year.
    pub fn other_per_retiree(&self, county: PlaceId, year: usize) -> PerHead {
        let list = self.along(county, |said| said.per_head(LeverKey::OtherPerRetiree));
        list.map_or(PerHead::ZERO, |list| *list.at(year))
    }

    /// A place's opening balance, as the scenario gives it.
    pub fn opening(&self, place: PlaceId) -> Option<Money> {
        self.opening[place.index()]
    }
}

/// The months in which the law changes a rate that follows it. That it has no number for a month of the run is a finding.
fn law_changes(scenario: &Scenario, findings: &mut Findings) -> Vec<Month> {
    let follows = |key: &LeverKey| scenario.own.values().any(|said| said.held(*key) == Some(&Held::Law));
    let is_used = |key: &LeverKey| key.def().applies_in(scenario.mode) && follows(key);
    let mut changes = Vec::new();
    for key in LeverKey::lawful().filter(is_used) {
        let Some(parameter) = key.law().and_then(policy::parameter) else { continue };
        let mut months = (0..scenario.months as i32).map(|n| scenario.start.plus(n));
        if let Some(month) = months.find(|month| scenario.value_by_law(key, *month).is_none()) {
            let ends: Vec<String> = parameter.everywhere().map(|value| value.from.to_string()).collect();
            findings.push(
                Finding::error("law-unknown", Origin::default())
                    .with("lever", key.def().text_key)
                    .with("month", month)
                    .with("first", ends.first().cloned().unwrap_or_default())
                    .with("last", ends.last().cloned().unwrap_or_default()),
            );
        }
        changes.extend(scenario.law_changes(key));
    }
    changes
}

/// Finds the counties of a scenario's transfers.
fn bound_transfers<'a>(scenario: &'a Scenario, places: &Places, findings: &mut Findings) -> Vec<Between<'a>> {
    let mut all = Vec::with_capacity(scenario.transfers.len());
    for transfer in &scenario.transfers {
        let finding = |code, county: &str| {
            Finding::error(code, Origin::default())
                .with("county", county)
                .with("month", transfer.month)
                .with("start", scenario.start)
                .with("end", scenario.end())
        };
        let mut side = |name: &str| match places.find_county(name) {
            _ if name == Transfer::OUTSIDE => Some(None),
            Ok(county) => Some(Some(county)),
            Err(NotFound::Unknown) => {
                findings.push(finding("transfer-county", name).with("known", known(places)));
                None
            }
            Err(NotFound::Ambiguous(paths)) => {
                findings.push(Finding::ambiguous_county(Origin::default(), name, &paths));
                None
            }
        };
        let (Some(from), Some(to)) = (side(&transfer.from), side(&transfer.to)) else { continue };
        if from == to {
            findings.push(finding("transfer-same", &transfer.from));
        } else if transfer.month < scenario.start || transfer.month > scenario.end() {
            findings.push(finding("transfer-outside", &transfer.from).with("to", &transfer.to));
        } else {
            all.push((from, to, transfer));
        }
    }
    all
}

/// The counties' names, for messages; the first ten.
pub(super) fn known(places: &Places) -> String {
    let names: Vec<&str> = places.all().take(places.counties().min(10)).map(|county| &**places.path(county)).collect();
    names.join("、")
}

/// The paths of the places above counties, for messages; the first ten.
pub(super) fn known_above(places: &Places) -> String {
    let paths: Vec<&str> = places.above_counties().take(10).map(|place| &**places.path(place)).collect();
    paths.join("、")
}
