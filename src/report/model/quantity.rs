//! A value that is shown, with its kind, and what the numbers of a column or an axis are.

use rust_decimal::Decimal;

use crate::money::{Money, Persons};

/// A value with its kind, from which its unit and its decimals follow.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Quantity {
    /// Yuan to the fen, shown in 元, 万元 or 亿元.
    Money(Money),
    /// Yuan to the fen, always shown in 元: what is to agree with a ledger.
    Yuan(Money),
    /// Yuan per person and month, always shown in 元.
    PerPerson(Money),
    /// Heads.
    Persons(Persons),
    /// A ratio (0.28), shown in percent; its changes in percentage points.
    Ratio(Decimal),
    /// Months, such as months of cover.
    Months(Decimal),
    /// A plain number.
    Number(Decimal),
    /// Marks of an assessment, shown with so many decimals.
    Marks(Decimal, u32),
}

impl Quantity {
    /// The sum of two of a kind; `None` for two of different kinds.
    pub fn plus(self, other: Quantity) -> Option<Quantity> {
        Some(match (self, other) {
            (Quantity::Money(a), Quantity::Money(b)) => Quantity::Money(a + b),
            (Quantity::Yuan(a), Quantity::Yuan(b)) => Quantity::Yuan(a + b),
            (Quantity::PerPerson(a), Quantity::PerPerson(b)) => Quantity::PerPerson(a + b),
            (Quantity::Persons(a), Quantity::Persons(b)) => Quantity::Persons(a.checked_add(b)?),
            (Quantity::Ratio(a), Quantity::Ratio(b)) => Quantity::Ratio(a.checked_add(b)?),
            (Quantity::Months(a), Quantity::Months(b)) => Quantity::Months(a.checked_add(b)?),
            (Quantity::Number(a), Quantity::Number(b)) => Quantity::Number(a.checked_add(b)?),
            (Quantity::Marks(a, m), Quantity::Marks(b, n)) => Quantity::Marks(a.checked_add(b)?, m.max(n)),
            _ => return None,
        })
    }

    /// One less another of its kind; `None` for two of different kinds.
    pub fn minus(self, other: Quantity) -> Option<Quantity> {
        Some(match (self, other) {
            (Quantity::Money(a), Quantity::Money(b)) => Quantity::Money(a - b),
            (Quantity::Yuan(a), Quantity::Yuan(b)) => Quantity::Yuan(a - b),
            (Quantity::PerPerson(a), Quantity::PerPerson(b)) => Quantity::PerPerson(a - b),
            (Quantity::Persons(a), Quantity::Persons(b)) => Quantity::Persons(a.checked_sub(b)?),
            (Quantity::Ratio(a), Quantity::Ratio(b)) => Quantity::Ratio(a.checked_sub(b)?),
            (Quantity::Months(a), Quantity::Months(b)) => Quantity::Months(a.checked_sub(b)?),
            (Quantity::Number(a), Quantity::Number(b)) => Quantity::Number(a.checked_sub(b)?),
            (Quantity::Marks(a, m), Quantity::Marks(b, n)) => Quantity::Marks(a.checked_sub(b)?, m.max(n)),
            _ => return None,
        })
    }
}

/// What the numbers of a column or an axis are, for the unit named once in its heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Measured {
    /// Words, no unit.
    #[default]
    Text,
    /// Money in the unit chosen.
    Money,
    /// Money in yuan, whatever unit is chosen.
    Yuan,
    /// Yuan per person and month.
    PerPerson,
    /// Heads.
    Persons,
    /// Percent.
    Ratio,
    /// Months.
    Months,
    /// Plain numbers.
    Number,
    /// Marks of an assessment.
    Marks,
    /// A small line.
    Trend,
}
