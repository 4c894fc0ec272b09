//! Contributors and retirees by month of age: what a structure and death rates say, when the law lets people retire,
//! and how the cohorts of a county go on from month to month.
//!
//! Heads are whole millionths of a person (μ), and every part of them is rounded down once, so that every machine
//! counts the same. Nothing here knows of a scenario: [`cohort`] is given what is assumed, and tells who
//! pays, who has paused, who is retired, who came and went; [`person`] is one of them, before the rules of pensions.
//!
//! Source: section 10 of the model, 10.1 to 10.4.

pub mod cohort;
pub mod mortality;
pub mod part;
pub mod person;
pub mod schedule;
pub mod structure;
pub mod tables;

use crate::listed::listed;

/// How many μ a person is.
pub const PERSON: u64 = 1_000_000;

/// The youngest age, in months.
pub const YOUNGEST: u32 = 15 * 12;

/// The oldest age, in months; who would get older dies.
pub const OLDEST: u32 = 110 * 12 - 1;

listed! {
    /// Who retires at the same age, in the order of all files.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Group, ALL, known of GroupDef;

    /// 男职工
    Man = GroupDef { key: "man", sex: Sex::Man, law: "retirement_age_men" };
    /// 女干部（原 55 周岁）
    WomanCadre = GroupDef { key: "woman_cadre", sex: Sex::Woman, law: "retirement_age_women_55" };
    /// 女工人（原 50 周岁）
    WomanWorker = GroupDef { key: "woman_worker", sex: Sex::Woman, law: "retirement_age_women_50" };
}

/// What there is to know of a group.
#[derive(Clone, Copy, Debug)]
pub struct GroupDef {
    /// Its key in files.
    pub key: &'static str,
    /// By whose death rates it dies.
    pub sex: Sex,
    /// The parameter of the law that has its age.
    pub law: &'static str,
}

/// By whose death rates somebody dies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Sex {
    Man,
    Woman,
}

impl Sex {
    /// Both, in the order of [`mortality`]'s tables.
    pub const ALL: [Sex; 2] = [Sex::Man, Sex::Woman];

    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Sex::Man => "man",
            Sex::Woman => "woman",
        }
    }
}

impl Group {
    /// The key in files.
    pub const fn key(self) -> &'static str {
        self.known().key
    }

    /// The key of its name in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Group::Man => "people.man",
            Group::WomanCadre => "people.woman_cadre",
            Group::WomanWorker => "people.woman_worker",
        }
    }

    /// The group of a key.
    pub fn of_key(key: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.key() == key)
    }
}

/// Millionths of a person as whole persons, rounded half up.
pub const fn persons(heads: u64) -> i64 {
    ((heads + PERSON / 2) / PERSON) as i64
}
