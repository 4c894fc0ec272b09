//! `[people]`: contributors and retirees by age, beside the growth of heads.
//!
//! Its yearly rates are levers of the root; what can't be moved by a little stands here.
//!
//! Source: sections 10.2 to 10.6 of the model.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rust_decimal::Decimal;

use super::held::Held;
use super::{PlaceKey, Yearly};
use crate::finding::{Finding, Findings, Origin};
use crate::money::{Money, Persons, Rate};
use crate::month::Month;
use crate::pension::Rule;
use crate::people::Group;
use crate::people::cohort::{Heads, Outset};
use crate::people::mortality::Mortality;
use crate::people::schedule::{self, Schedule};
use crate::people::structure::{Scaled, Structure};

/// A table that a scenario names: one of those shipped, or a file beside the scenario.
#[derive(Clone)]
pub struct Named<T> {
    /// As the scenario has it.
    pub name: String,
    /// The bytes of the file and what was read from them; `None` until somebody has read it.
    pub file: Option<(Arc<[u8]>, Arc<T>)>,
}

impl<T> PartialEq for Named<T> {
    fn eq(&self, other: &Named<T>) -> bool {
        let bytes = |named: &Named<T>| named.file.as_ref().map(|(bytes, _)| bytes.clone());
        self.name == other.name && bytes(self) == bytes(other)
    }
}

impl<T> Eq for Named<T> {}

impl<T> std::fmt::Debug for Named<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// What can be read from a file that a scenario names.
pub trait FromFile: Sized {
    /// The one that is shipped under a name.
    fn shipped(name: &str) -> Option<&'static [u8]>;

    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, by cell.
    fn read(file: &str, bytes: &[u8]) -> Result<Self, Findings>;
}

/// The shipped structure: it illustrates, and is nobody's.
pub const SAMPLE: &str = "sample";

impl FromFile for Structure {
    fn shipped(name: &str) -> Option<&'static [u8]> {
        (name == SAMPLE).then_some(include_bytes!("../../assets/policy/sample_structure.csv").as_slice())
    }

    fn read(file: &str, bytes: &[u8]) -> Result<Structure, Findings> {
        Structure::read(file, bytes)
    }
}

impl FromFile for Mortality {
    fn shipped(name: &str) -> Option<&'static [u8]> {
        match name {
            "cl_2010_2013" => Some(include_bytes!("../../assets/policy/cl_2010_2013.csv").as_slice()),
            "wpp_2024" => Some(include_bytes!("../../assets/policy/wpp_2024.csv").as_slice()),
            _ => None,
        }
    }

    fn read(file: &str, bytes: &[u8]) -> Result<Mortality, Findings> {
        Mortality::read(file, bytes)
    }
}

impl<T: FromFile> Named<T> {
    /// By its name; one that is shipped is there at once.
    pub fn new(name: &str) -> Named<T> {
        let read = |bytes: &'static [u8]| Some((bytes.into(), Arc::new(T::read(name, bytes).ok()?)));
        Named { name: name.to_owned(), file: T::shipped(name).and_then(read) }
    }

    /// Reads it where nobody has; `bytes` gives those of the file.
    ///
    /// # Errors
    /// As `bytes`, and what is wrong with the file.
    pub fn fill(&mut self, bytes: impl FnOnce(&str) -> Result<Vec<u8>, Finding>) -> Result<(), Findings> {
        if self.file.is_none() {
            let bytes = bytes(&self.name)?;
            let short = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
            let table = T::read(short, &bytes)?;
            self.file = Some((bytes.into(), Arc::new(table)));
        }
        Ok(())
    }

    /// The table.
    ///
    /// # Errors
    /// Nobody has read it.
    pub fn table(&self) -> Result<&Arc<T>, Finding> {
        let unread = || Finding::error("people-file-unread", Origin::default()).with("name", &self.name);
        self.file.as_ref().map(|(_, table)| table).ok_or_else(unread)
    }
}

/// When people retire.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Policy {
    /// As decided on 13 September 2024.
    #[default]
    Of2024,
    /// At the base ages of before, for ever.
    Before,
    /// By a schedule of one's own.
    Own(Schedule),
}

impl Policy {
    /// The key of its name in the locale files.
    pub const fn text_key(&self) -> &'static str {
        match self {
            Policy::Of2024 => "people.policy_of_2024",
            Policy::Before => "people.policy_before",
            Policy::Own(_) => "people.policy_own",
        }
    }

    /// The ages of the groups.
    pub fn schedule(&self) -> Schedule {
        match self {
            Policy::Of2024 => schedule::of_2024(),
            Policy::Before => schedule::before(),
            Policy::Own(schedule) => *schedule,
        }
    }
}

/// Who begins to contribute.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Entrants {
    /// As many as keep the contributors on their growth.
    Growth,
    /// As many as that would be under the base ages of before.
    #[default]
    AsBefore,
    /// So many heads a year.
    Heads(Yearly<Persons>),
}

/// What a new retiree gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NewPension {
    /// What the others get.
    #[default]
    Mean,
    /// By the rules, from what the groups have paid.
    Formula,
}

/// The account of a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccountBalance {
    /// One value, which grows.
    Growing(Money),
    /// By calendar year, as given.
    ByYear(Yearly<Money>),
}

/// What the new retirees of a group have paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupPension {
    /// 缴费年限 of who retires at the base age.
    pub years: Yearly<Rate>,
    /// 平均缴费指数
    pub index: Yearly<Rate>,
    /// 个人账户储存额 of who retires at the base age.
    pub account: AccountBalance,
    /// 视同缴费年限
    pub deemed_years: Yearly<Rate>,
    /// 过渡系数
    pub transition_rate: Yearly<Rate>,
    /// 计发办法
    pub rule: Yearly<Rule>,
}

/// People by age.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct People {
    /// 年龄结构
    pub structure: Named<Structure>,
    /// 死亡率
    pub mortality: Named<Mortality>,
    /// 退休年龄
    pub policy: Policy,
    /// 新增缴费人员
    pub entrants: Entrants,
    /// The same of counties that have their own.
    pub own_entrants: BTreeMap<PlaceKey, Entrants>,
    /// The first and the last age of those who come, in completed years.
    pub entry_age: [u32; 2],
    /// The weights of the groups among them.
    pub entry_groups: [Rate; 3],
    /// 新退休人员养老金
    pub new_pension: NewPension,
    /// By group, in the order of [`Group::ALL`].
    pub pension: [Option<GroupPension>; 3],
    /// Heads that were reckoned.
    pub reckoned: Reckoned,
}

/// All that the heads of a run depend on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Behind {
    /// The first month.
    pub start: Month,
    /// How many months.
    pub months: u32,
    /// The base month's heads, and the structure of their size, by county: which table is whose, the data decide.
    pub counties: Vec<(Outset, Box<Scaled>)>,
    /// Who comes, by county.
    pub entrants: Vec<Entrants>,
    /// What growth alone would bring, by county and month.
    pub targets: Vec<Vec<Persons>>,
    /// The settings, without pensions.
    pub people: People,
    /// Whether new retirees are kept one by one.
    pub keeps_new_retirees: bool,
    /// The levers, by their keys.
    pub levers: Vec<(&'static str, Held)>,
}

/// How many runs' heads are remembered.
const REMEMBERED: usize = 4;

/// Heads that were reckoned last, for scenarios that differ in nothing they depend on: a lever of the money moves none.
///
/// All copies of a scenario share them. They are no part of what it says: all are equal.
#[derive(Clone, Default)]
pub struct Reckoned(Arc<Mutex<Vec<Known>>>);

/// What stands behind heads, and they.
type Known = (Behind, Arc<Vec<Heads>>);

impl PartialEq for Reckoned {
    fn eq(&self, _: &Reckoned) -> bool {
        true
    }
}

impl Eq for Reckoned {}

impl std::fmt::Debug for Reckoned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reckoned")
    }
}

impl Reckoned {
    /// The heads behind which stands the same, or those that are reckoned now.
    pub fn heads(&self, behind: Behind, reckon: impl FnOnce(&Behind) -> Vec<Heads>) -> Arc<Vec<Heads>> {
        let remembered = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, heads)) = remembered().iter().find(|(known, _)| *known == behind) {
            return heads.clone();
        }
        let heads = Arc::new(reckon(&behind));
        let mut remembered = remembered();
        if remembered.len() >= REMEMBERED {
            remembered.remove(0);
        }
        remembered.push((behind, heads.clone()));
        heads
    }
}

impl People {
    /// Whether the structure is the shipped one, which is nobody's.
    pub fn is_illustrative(&self) -> bool {
        self.structure.name == SAMPLE
    }

    /// Without what the heads do not depend on.
    pub fn without_pensions(&self) -> People {
        let pension = [None, None, None];
        People { new_pension: NewPension::Mean, pension, reckoned: Reckoned::default(), ..self.clone() }
    }

    /// With what holds where nothing else is said.
    pub fn new(structure: &str, mortality: &str) -> People {
        People {
            structure: Named::new(structure),
            mortality: Named::new(mortality),
            policy: Policy::default(),
            entrants: Entrants::default(),
            own_entrants: BTreeMap::new(),
            entry_age: [20, 29],
            entry_groups: [Decimal::new(5, 1), Decimal::new(25, 2), Decimal::new(25, 2)],
            new_pension: NewPension::default(),
            pension: [None, None, None],
            reckoned: Reckoned::default(),
        }
    }

    /// Whether any county takes in as many as before.
    pub fn is_as_before(&self) -> bool {
        self.entrants == Entrants::AsBefore || self.own_entrants.values().any(|own| *own == Entrants::AsBefore)
    }

    /// A group whose base age somebody may reach who has only just come; `None` where the ages of entry end below all.
    pub fn late_entry(&self) -> Option<(Group, u32)> {
        let before = self.is_as_before().then(schedule::before);
        let schedules = std::iter::once(self.policy.schedule()).chain(before);
        let groups = schedules.flat_map(|schedule| Group::ALL.into_iter().zip(schedule));
        let last = 12 * self.entry_age[1] + 11;
        groups.map(|(group, rise)| (group, rise.base)).find(|(_, base)| last >= *base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_can_be_read_and_says_where_it_is_from() {
        for name in ["cl_2010_2013", "wpp_2024"] {
            let table = Named::<Mortality>::new(name);
            assert!(table.table().unwrap().source.chars().count() > 20, "{name}");
        }
        assert!(Named::<Structure>::new(SAMPLE).table().unwrap().has_service);
        assert!(Named::<Structure>::new("cl_2010_2013").table().is_err());
    }
}
