//! What an experienced officer would ask about the figures of a fund: a list of checks, each a function of one county.
//!
//! A check says what it found, what it expected and what to do, at the cell where the figure stood. Nearly all are
//! warnings: a figure may be strange and right. What can't be right at all is refused where the data are built. Each
//! family has its file: `cell` looks at one row, `series` along a county's periods, `slip` for wrong units, `ledger`
//! at what must add up. A check is linear in the rows and makes a sentence only where it has something to say; `found`
//! keeps what they say. Counties are checked side by side, and told in their order.
//!
//! No flood: where most of a county's rows have the same fault it is said once, and no more than [`MOST_OF_A_KIND`]
//! findings of one kind are listed.

mod cell;
mod found;
mod ledger;
mod series;
mod slip;

use std::collections::{BTreeMap, HashSet};

use found::{Found, Listed};

use crate::dataset::{County, Dataset, Grain};
use crate::field::{Amount, Field, FieldUnit, Row};
use crate::finding::{Findings, Origin};
use crate::money::Money;
use crate::month::Period;
use crate::threads;

/// The most findings of one kind that are listed one by one.
pub const MOST_OF_A_KIND: usize = 100;

/// How many counties one thread checks before their findings are put together.
const AT_ONCE: usize = 64;

/// What is known beside the data and lets more be checked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// 当地职工月平均工资, yuan a month, by the calendar year in which it was earned.
    pub average_wage: BTreeMap<i32, Money>,
    /// The cells whose value is unknown for another reason than that they are empty, which was said already.
    pub unread: HashSet<Origin>,
}

/// A check: what it has to say of one county.
type Check = fn(&Subject<'_>, &mut Found<'_>);

/// All checks, in the order in which their findings are told.
const CHECKS: [Check; 14] = [
    cell::missing,
    cell::blank_row,
    cell::negative,
    slip::unit_slip,
    slip::unit_doubtful,
    cell::more_contributors_than_insured,
    ledger::balance,
    ledger::collected_above_due,
    ledger::due,
    cell::base_outside_band,
    series::heads_jump,
    series::money_peaks,
    series::repeated,
    series::target_varies,
];

/// Those that know nothing of what a pension is or what part of the wage is due for it: they hold for every fund.
const OF_EVERY_FUND: [Check; 8] = [
    cell::missing,
    cell::blank_row,
    cell::negative,
    ledger::balance,
    ledger::collected_above_due,
    series::heads_jump,
    series::repeated,
    series::target_varies,
];

/// Everything that is strange about the data.
pub fn check(dataset: &Dataset) -> Findings {
    check_with(dataset, &Known::default())
}

/// [`check`], with what is known beside the data.
pub fn check_with(dataset: &Dataset, known: &Known) -> Findings {
    let mut listed = Listed::default();
    let threads = threads::processors().get();
    for counties in dataset.counties.chunks(AT_ONCE * threads) {
        let parts: Vec<&[County]> = counties.chunks(AT_ONCE).collect();
        let full = listed.full();
        let found = threads::each(parts.len(), |n| -> Vec<Found<'_>> {
            parts[n].iter().map(|county| of_county(dataset, county, known, &full)).collect()
        });
        for (county, found) in counties.iter().zip(found.into_iter().flatten()) {
            listed.add(county, found);
        }
    }
    listed.findings()
}

/// What the checks find in one county; of kinds that are `full` it is counted.
fn of_county<'a>(dataset: &Dataset, county: &County, known: &Known, full: &'a [&'static str]) -> Found<'a> {
    let is_pension = dataset.fund.is_settled();
    let slips = if is_pension { slip::slips(county) } else { Vec::new() };
    let subject = Subject { county, grain: dataset.grain, absent: &dataset.absent, known, slips };
    let mut found = Found::new(full);
    for check in if is_pension { &CHECKS[..] } else { &OF_EVERY_FUND } {
        check(&subject, &mut found);
    }
    found
}

/// One county as the checks see it.
struct Subject<'a> {
    county: &'a County,
    grain: Grain,
    absent: &'a [Field],
    known: &'a Known,
    /// The figures in a wrong unit; other checks pass over them.
    slips: Vec<slip::Slip>,
}

impl Subject<'_> {
    /// The period of a row.
    fn period(&self, row: usize) -> Period {
        self.county.first.plus(row as i32)
    }

    /// A span of rows as an officer writes it; the end does not belong to it.
    fn span(&self, rows: std::ops::Range<usize>) -> String {
        let first = self.period(rows.start);
        if rows.len() < 2 { first.to_string() } else { format!("{first}—{}", self.period(rows.end - 1)) }
    }

    /// Where the value of a row stood.
    fn place(&self, row: usize, field: Field) -> Origin {
        self.county.sources.get(row).map_or_else(Origin::default, |source| source.place(field))
    }

    /// The rows with their positions.
    fn rows(&self) -> impl Iterator<Item = (usize, Row<'_>)> {
        self.county.rows().enumerate()
    }

    /// Each row with the one after it, with the position of the first.
    fn pairs(&self) -> impl Iterator<Item = (usize, [Row<'_>; 2])> {
        let county = self.county;
        (1..county.len()).map(|n| (n - 1, [county.nth(n - 1), county.nth(n)]))
    }

    /// An amount in the unit in which the county's table has a field, so that it reads as it stands there.
    fn money(&self, field: Field, amount: Money) -> String {
        self.county.as_told(field, Amount::Money(amount))
    }

    /// How many yuan that unit has.
    fn unit(&self, field: Field) -> i64 {
        if field.unit() == FieldUnit::Yuan { self.county.unit_told(field) } else { 1 }
    }

    /// A plain number of a field as it is written: heads, or fen in the table's unit.
    fn written(&self, number: i128, field: Field) -> String {
        match field.unit() {
            FieldUnit::Persons => number.to_string(),
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => self.money(field, Money::from_fen(number)),
        }
    }

    /// How many months a row stands for.
    fn months(&self) -> i128 {
        match self.grain {
            Grain::Monthly => 1,
            Grain::Yearly => 12,
        }
    }

    /// Whether a value is in a wrong unit.
    fn slipped(&self, row: usize, field: Field) -> bool {
        self.slips.iter().any(|slip| slip.field == field && slip.rows.contains(&row))
    }

    /// Whether any value of a row is.
    fn row_slipped(&self, row: usize) -> bool {
        self.slips.iter().any(|slip| slip.rows.contains(&row))
    }
}

/// A value as a plain number: heads, or fen.
fn number(row: Row<'_>, field: Field) -> Option<i128> {
    row.number(field).map(i128::from)
}
