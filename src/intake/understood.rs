//! A table with what its parts hold: what was understood of its headings, rows and titles.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::headings::field_of;
use super::table::{Line, LineKind};
use super::unit::{Counts, Unit};
use super::value::{Reach, When};
use crate::field::{Field, FieldUnit};
use crate::place::{CountyNames, Level};
use crate::sheet::Sheet;

/// A table with what its parts hold: what the import screen shows in colours.
#[derive(Clone, PartialEq, Debug)]
pub struct Understood {
    /// The sheet that it stands in.
    pub sheet: Arc<Sheet>,
    /// Title and unit rows.
    pub titles: Range<usize>,
    /// The header's rows.
    pub header: Range<usize>,
    /// The rows below the header.
    pub body: Range<usize>,
    /// The rows of the body that are not read, and why.
    pub left_out: BTreeMap<usize, LineKind>,
    /// What the columns hold, by the sheet's column from 0.
    pub columns: BTreeMap<usize, Role>,
    /// Each column's heading as the key of a choice.
    pub headings: BTreeMap<usize, String>,
    /// What holds for the whole table.
    pub whole: Whole,
}

/// What a column holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    /// 区县.
    County,
    /// 省 or 市: the place above the county.
    Above(Level),
    /// 年月, or a part of it.
    When,
    /// Names of fields.
    Fields,
    /// Values.
    Value(Told),
    /// The sum of the other columns: of the months, or of the counties.
    Total(Told),
    /// Nothing that is read.
    LeftOut,
}

/// What is told of values by one part of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Which field they are.
    pub field: Option<Field>,
    /// Whose they are.
    pub county: Option<Arc<str>>,
    /// The places above that county, or whose sum they are; without a county's name.
    pub above: Option<Arc<CountyNames>>,
    /// When.
    pub when: When,
    /// Whether they are a month's or the year's up to it.
    pub reach: Option<Reach>,
    /// In which unit.
    pub unit: Option<Unit>,
}

/// What holds for a table as a whole, where no row or column says otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Whole {
    /// The field of a table of one field.
    pub field: Option<Field>,
    /// The county of a table of one county.
    pub county: Option<Arc<str>>,
    /// The city that its titles, its sheet or its file begin with.
    pub city: Option<Arc<str>>,
    /// The year, or the month.
    pub when: When,
    /// Whether amounts are a month's or the year's up to it.
    pub reach: Option<Reach>,
    /// Whether a month's report is told without its month: its year is no year's amounts.
    pub monthly: bool,
    /// The unit of money.
    pub money: Option<Unit>,
    /// The unit of heads.
    pub heads: Option<Unit>,
}

impl Whole {
    /// The unit of a field's values that carry none of their own, where it is told.
    pub fn unit(&self, field: Field) -> Option<Unit> {
        match field.unit() {
            FieldUnit::Persons => self.heads,
            // A base is told in 元 a month even where the sums beside it are in 万元.
            FieldUnit::YuanPerMonth => Some(Unit::YUAN),
            FieldUnit::Yuan => self.money,
        }
    }

    /// Takes in a unit that a title or a note tells; the first of its kind counts.
    pub(super) fn unit_told(&mut self, unit: Unit) {
        match unit.counts {
            Counts::Money => self.money = self.money.or(Some(unit)),
            Counts::Persons => self.heads = self.heads.or(Some(unit)),
            Counts::Either | Counts::Other => {}
        }
    }
}

impl Understood {
    /// The fields that it has values of.
    pub fn fields(&self, lines: &[Line]) -> Vec<Field> {
        let mut fields: Vec<Field> = self
            .columns
            .values()
            .filter_map(|role| match role {
                Role::Value(told) => told.field,
                _ => None,
            })
            .chain(self.whole.field)
            .collect();
        let by_row = self.columns.values().any(|role| *role == Role::Fields);
        if by_row {
            fields.extend(lines.iter().flat_map(|line| &line.names).filter_map(|name| field_of(name)));
        }
        fields.sort_unstable_by_key(|f| *f as usize);
        fields.dedup();
        fields
    }

    /// Whether it is in the form of the program's own data file, which is read as it stands.
    pub fn is_data_file(&self) -> bool {
        ["county", "month"].iter().all(|key| self.headings.values().any(|heading| heading == key))
    }

    /// The headings by which a profile is found again: all known columns' keys.
    pub fn signature(&self) -> Vec<String> {
        self.headings.values().filter(|h| !h.is_empty()).cloned().collect()
    }
}
