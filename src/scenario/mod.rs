//! A scenario: what is assumed of the months to come, or changed in the months that were.
//!
//! Plain data in the shape of the scenario file. Numbers are exact decimals. Lists run by calendar year from the year
//! of `start`, their last entry repeating. `own` is what it says of each place, `table` has all its levers, `lever` is
//! one of them at an address and `address` that as text; `file` reads and writes the whole, `family` keeps several that
//! build on each other, `history` the edits; `people`, `merger`, `transfer` and `own_law` are tables of their own.
//!
//! Source: the scenario file's shape, and model sections 4, 5, 7, 9 and 10.

pub mod address;
mod earlier;
pub mod family;
pub mod file;
pub mod group;
pub mod held;
pub mod history;
pub mod lever;
pub mod merger;
mod own;
pub mod own_law;
pub mod part;
pub mod people;
mod people_rates;
mod place_key;
pub mod table;
pub mod transfer;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

pub use crate::place::PlaceKey;
pub use own::PlaceLevers;

use crate::field::Field;
use crate::money::{Money, Persons, Rate};
use crate::month::Month;
use crate::place::{Level, Places};
use crate::policy;

/// A value that may differ by calendar year; never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Yearly<T>(Vec<T>);

impl<T> Yearly<T> {
    /// The same value every year.
    pub fn constant(value: T) -> Yearly<T> {
        Yearly(vec![value])
    }

    /// One value a year, the last repeating; `None` where there is none.
    pub fn new(values: Vec<T>) -> Option<Yearly<T>> {
        (!values.is_empty()).then_some(Yearly(values))
    }

    /// The value of the `n`th calendar year, from 0.
    pub fn at(&self, n: usize) -> &T {
        &self.0[n.min(self.0.len() - 1)]
    }

    /// The values as written.
    pub fn values(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone + PartialEq> Yearly<T> {
    /// Sets the value of the `n`th year alone: the list is written out as far as that needs.
    pub fn set(&mut self, n: usize, value: T, years: usize) {
        let years = years.max(n + 1);
        while self.0.len() < years {
            self.0.push(self.0[self.0.len() - 1].clone());
        }
        self.0[n] = value;
        while self.0.len() > 1 && self.0[self.0.len() - 1] == self.0[self.0.len() - 2] {
            self.0.pop();
        }
    }
}

/// Whether months are projected from the last observed one, or replayed as observed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Mode {
    /// 测算: projected.
    #[default]
    Project,
    /// 回溯测算: the observed flows under another arrangement.
    Replay,
}

/// Persons who leave or join for good in a month, such as at a closure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// When.
    pub month: Month,
    /// Where.
    pub county: String,
    /// Change of contributors, and of the insured with them.
    pub contributors: Persons,
    /// Change of retirees.
    pub retirees: Persons,
}

/// Where the grant's amounts come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum GrantSource {
    /// The plan's annual amounts.
    #[default]
    Plan,
    /// The observed grants, in a replay.
    Data,
}

/// 中央和省专项补助.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grants {
    /// From the plan or from the data.
    pub source: GrantSource,
    /// By calendar year.
    pub annual: Option<Yearly<Money>>,
    /// Arrival months, in calendar order.
    pub months: Vec<u32>,
}

/// 同级财政补助: a share of last year's gap, where that is above a threshold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subsidy {
    /// The gap must be above it (1,000,000 yuan in Huangshan).
    pub threshold: Money,
    /// Share of the whole gap (0.3 in Huangshan).
    pub rate: Rate,
}

/// Annual interest rates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Interest {
    /// On balances, paid by the bank.
    pub annual: Rate,
    /// On counties' working capital, borne by their treasuries.
    pub debt: Option<Rate>,
}

/// 上解: what counties pay into the pool.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Remit {
    /// Nothing.
    #[default]
    None,
    /// All contributions available, with the subsidy and, when grants go by retirees, the grant.
    All,
    /// A share of what was collected.
    ShareOfCollected(Rate),
    /// wage × share × heads × rate, as in the central adjustment fund.
    WageFormula {
        /// Share of the average wage (0.9).
        wage_share: Rate,
        /// Remittance rate (0.03).
        rate: Rate,
    },
}

/// 拨付: what the pool gives to counties.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Allocate {
    /// Nothing.
    #[default]
    None,
    /// Where money is short, as far as the pool has it.
    ByShortage,
    /// All that was remitted this month, by retirees.
    PerRetiree,
    /// Each its whole need; the city treasury advances what the pool lacks.
    FullNeed,
    /// 按月预拨: each a twelfth of its year's plan, settled at the year's end.
    Prepay,
}

/// Where grants go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum GrantsTo {
    /// To counties, by retirees.
    #[default]
    ByRetirees,
    /// To the pool.
    Pool,
}

/// What becomes of counties' balances when the entry comes into force.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Balances {
    /// They keep them.
    #[default]
    Keep,
    /// They pass to the pool.
    HandUp,
}

/// 缺口分担: who bears a debt left in December; the shares sum to 1.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Sharing {
    pub nation: Rate,
    pub province: Rate,
    pub city: Rate,
    pub county: Rate,
}

impl Sharing {
    /// Equal parts from a level down to the counties: what to begin with. Of a city's pool half the city, half the counties.
    pub fn equal_from(level: Level) -> Sharing {
        let highest = level.max(Level::City);
        let equal = (Decimal::ONE / Decimal::from(highest as u32 + 1)).round_dp(2);
        let part = |level: Level| if level <= highest { equal } else { Decimal::ZERO };
        let mut sharing = Sharing {
            nation: part(Level::Nation),
            province: part(Level::Province),
            city: part(Level::City),
            county: equal,
        };
        sharing.leave_the_rest_to_counties();
        sharing
    }

    /// Keeps the parts within the whole, the higher before the lower; counties bear what is left.
    fn leave_the_rest_to_counties(&mut self) {
        let whole = Decimal::ONE - self.nation;
        self.province = self.province.min(whole);
        self.city = self.city.min(whole - self.province);
        self.county = whole - self.province - self.city;
    }
}

/// A pooling arrangement, in force from a month until the next one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pooling {
    /// The first month.
    pub from: Month,
    /// The level of the places that it is for; where none is given the root's, or that of `place`.
    pub level: Option<Level>,
    /// The place that it is for alone, by its path.
    pub place: Option<Arc<str>>,
    /// 上解
    pub remit: Remit,
    /// 拨付
    pub allocate: Allocate,
    /// 专项补助归属
    pub grants: GrantsTo,
    /// 历年结余
    pub balances: Balances,
    /// 缺口分担
    pub sharing: Option<Sharing>,
    /// 超收返还: the share of collections above target that covers the county's own part (0.7 in Huangshan).
    pub overcollection_credit: Rate,
}

/// The arrangements an officer knows by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Arrangement {
    /// 县级统筹: each county alone.
    County,
    /// 市级调剂: a share goes up, and comes back where money is short.
    AdjustmentFund,
    /// 统收统支: one city fund takes in and pays out everything.
    Unified,
    /// 调剂金: the wage formula up, by retirees down, as between provinces.
    NationalAdjustment,
    /// 按月预拨、年终清算: all goes up, a twelfth of the year's plan comes back each month, and December settles.
    Prepaid,
    /// Any other mixture.
    Custom,
}

impl Arrangement {
    /// Those that need nothing but the months themselves.
    pub const OF_THE_MONTH: [Arrangement; 4] =
        [Arrangement::County, Arrangement::AdjustmentFund, Arrangement::Unified, Arrangement::NationalAdjustment];

    /// Those with a name.
    pub const NAMED: [Arrangement; 5] = [
        Arrangement::County,
        Arrangement::AdjustmentFund,
        Arrangement::Unified,
        Arrangement::NationalAdjustment,
        Arrangement::Prepaid,
    ];

    /// The key of its name at a level, in the locale files: what is 市级调剂 of a city is 省级调剂 of a province. Where there
    /// is one city alone the level goes without saying.
    pub fn text_key_at(self, level: Level, places: &Places) -> String {
        let is_of_city = level <= Level::City && matches!(self, Arrangement::County | Arrangement::AdjustmentFund);
        let is_plain = places.level(places.root()) == Level::City || is_of_city || self == Arrangement::Custom;
        match self.text_key().strip_prefix("arrangement.") {
            Some(name) if !is_plain => format!("arrangement.{}_{name}", level.max(Level::City).key()),
            _ => self.text_key().to_owned(),
        }
    }

    /// The key of its name in one city, in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Arrangement::County => "arrangement.county",
            Arrangement::AdjustmentFund => "arrangement.adjustment_fund",
            Arrangement::Unified => "arrangement.unified",
            Arrangement::NationalAdjustment => "arrangement.national",
            Arrangement::Prepaid => "arrangement.prepaid",
            Arrangement::Custom => "arrangement.custom",
        }
    }
}

impl Pooling {
    /// An arrangement by name with its usual parts, sharing and credit left out; the wage formula's numbers are those of
    /// the central adjustment in its first month.
    pub fn of(arrangement: Arrangement, from: Month) -> Pooling {
        let plain = Pooling {
            from,
            level: None,
            place: None,
            remit: Remit::None,
            allocate: Allocate::None,
            grants: GrantsTo::ByRetirees,
            balances: Balances::Keep,
            sharing: None,
            overcollection_credit: Decimal::ZERO,
        };
        match arrangement {
            Arrangement::County | Arrangement::Custom => plain,
            Arrangement::AdjustmentFund => {
                Pooling { remit: Remit::ShareOfCollected(Decimal::new(5, 2)), allocate: Allocate::ByShortage, ..plain }
            }
            Arrangement::Unified => Pooling {
                remit: Remit::All,
                allocate: Allocate::FullNeed,
                grants: GrantsTo::Pool,
                balances: Balances::HandUp,
                ..plain
            },
            Arrangement::NationalAdjustment => {
                let [wage_share, rate] = ["adjustment_wage", "adjustment_rate"]
                    .map(|key| policy::seen_number(key, from).unwrap_or_default().normalize());
                Pooling { remit: Remit::WageFormula { wage_share, rate }, allocate: Allocate::PerRetiree, ..plain }
            }
            Arrangement::Prepaid => Pooling { allocate: Allocate::Prepay, ..Pooling::of(Arrangement::Unified, from) },
        }
    }

    /// How high the places stand that it is for.
    pub fn level_in(&self, places: &Places) -> Level {
        let of_place = || places.find_above(self.place.as_ref()?).map(|place| places.level(place));
        self.level.or_else(of_place).unwrap_or_else(|| places.level(places.root()))
    }

    /// Whether it is for the same level and place as another, which it then follows or comes before.
    pub fn is_for_those_of(&self, other: &Pooling) -> bool {
        (self.level, &self.place) == (other.level, &other.place)
    }

    /// The name that its parts go by.
    pub fn arrangement(&self) -> Arrangement {
        match (&self.remit, self.allocate, self.grants, self.balances) {
            (Remit::None, Allocate::None, GrantsTo::ByRetirees, Balances::Keep) => Arrangement::County,
            (Remit::ShareOfCollected(_), Allocate::ByShortage, GrantsTo::ByRetirees, Balances::Keep) => {
                Arrangement::AdjustmentFund
            }
            (Remit::All, Allocate::FullNeed, GrantsTo::Pool, Balances::HandUp) => Arrangement::Unified,
            (Remit::All, Allocate::Prepay, GrantsTo::Pool, Balances::HandUp) => Arrangement::Prepaid,
            (Remit::WageFormula { .. }, Allocate::PerRetiree, GrantsTo::ByRetirees, Balances::Keep) => {
                Arrangement::NationalAdjustment
            }
            _ => Arrangement::Custom,
        }
    }
}

impl Scenario {
    /// Puts an arrangement in the place of the `n`th, or behind all others; it goes before one from the same month for the
    /// same places. They stand by their first months.
    pub fn arrange(&mut self, n: usize, entry: Pooling) {
        if n < self.pooling.len() {
            self.pooling.remove(n);
        }
        self.pooling.retain(|other| other.from != entry.from || !other.is_for_those_of(&entry));
        self.pooling.push(entry);
        self.pooling.sort_by_key(|entry| entry.from);
    }
}

/// Settings of stochastic runs (model section 7).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stochastic {
    /// How many paths.
    pub paths: u32,
    /// The seed.
    pub seed: u64,
    /// Standard deviations by rate.
    pub sd: BTreeMap<lever::LeverKey, Rate>,
}

impl Stochastic {
    /// The most paths of one run.
    pub const MOST_PATHS: u32 = 1_000_000;

    /// What to begin with where nothing is known: assumptions to be changed, not estimates.
    pub fn assumed() -> Stochastic {
        use lever::LeverKey;
        let points = [
            (LeverKey::CollectionRate, 3),
            (LeverKey::WageGrowth, 3),
            (LeverKey::ContributorsGrowth, 2),
            (LeverKey::RetireesGrowth, 1),
            (LeverKey::PensionGrowth, 2),
        ];
        let sd = points.map(|(rate, points)| (rate, Decimal::new(points, 2)));
        Stochastic { paths: 10_000, seed: 1, sd: BTreeMap::from(sd) }
    }
}

/// A whole scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenario {
    /// As shown.
    pub name: String,
    /// The first simulated month.
    pub start: Month,
    /// How many months, at least one.
    pub months: u32,
    /// Projected or replayed.
    pub mode: Mode,
    /// What it says of each place; of none nothing at all.
    pub own: BTreeMap<PlaceKey, PlaceLevers>,
    /// Shifts of persons.
    pub events: Vec<Event>,
    /// Factors of a replay, of the fields that it takes from the data.
    pub replay: BTreeMap<Field, Rate>,
    /// Grants; `None` is none.
    pub grants: Option<Grants>,
    /// Matching subsidy; `None` is none.
    pub subsidy: Option<Subsidy>,
    /// Interest; `None` is none.
    pub interest: Option<Interest>,
    /// People by age; `None` goes by the growth of heads.
    pub people: Option<people::People>,
    /// 并轨 of counties, in the file's order.
    pub mergers: Vec<merger::Merger>,
    /// Members who move, in the file's order.
    pub transfers: Vec<transfer::Transfer>,
    /// The area's own values of the law.
    pub law: Vec<own_law::OwnLaw>,
    /// Arrangements by month, ascending; months all different among those for the same level and place.
    pub pooling: Vec<Pooling>,
    /// Settings of stochastic runs.
    pub stochastic: Option<Stochastic>,
}

impl Scenario {
    /// The longest run: a century.
    pub const MOST_MONTHS: u32 = 1200;

    /// A scenario of defaults.
    pub fn new(name: &str, start: Month, months: u32) -> Scenario {
        Scenario {
            name: name.to_owned(),
            start,
            months,
            mode: Mode::Project,
            own: BTreeMap::new(),
            events: Vec::new(),
            replay: BTreeMap::new(),
            grants: None,
            subsidy: None,
            interest: None,
            people: None,
            mergers: Vec::new(),
            transfers: Vec::new(),
            law: Vec::new(),
            pooling: Vec::new(),
            stochastic: None,
        }
    }

    /// The last simulated month.
    pub fn end(&self) -> Month {
        self.start.plus(self.months as i32 - 1)
    }

    /// Which entry of a list holds in a month: its calendar year counted from that of `start`.
    pub fn year_index(&self, month: Month) -> usize {
        (month.year() - self.start.year()).max(0) as usize
    }

    /// The first simulated month of a calendar year, counted from that of `start`.
    pub fn first_month(&self, year: usize) -> Month {
        self.start.max(Month::january(self.start.year().saturating_add(year as i32)))
    }

    /// How many calendar years the run touches.
    pub fn calendar_years(&self) -> usize {
        self.year_index(self.end()) + 1
    }
}
