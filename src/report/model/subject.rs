//! What a shown value is about: where, when, in whose books, so that Why can derive it.

use crate::field::Field;
use crate::journal::Kind;
use crate::measures::Measure;
use crate::month::Period;

pub use crate::place::Holder;
pub use crate::place::PlaceKey as Place;

/// Which books a figure is read from: the observed data, or the run of a scenario.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Books {
    /// As observed.
    Data,
    /// As a scenario's run has it, by the scenario's number in the project.
    Scenario(usize),
}

/// What a shown value is, so that Why can derive it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// A cell of the data (for the city: the counties' sum).
    Cell {
        /// Where.
        place: Place,
        /// When.
        period: Period,
        /// Which column.
        field: Field,
        /// Observed or simulated.
        books: Books,
    },
    /// A measure.
    Measure {
        /// Which.
        measure: Measure,
        /// Where.
        place: Place,
        /// When.
        period: Period,
        /// Observed or simulated.
        books: Books,
    },
    /// An item of the settlement: what was posted of a kind, or a balance.
    Settlement {
        /// The scenario's number in the project.
        scenario: usize,
        /// Whose.
        holder: Holder,
        /// When; a year sums its months.
        period: Period,
        /// What.
        item: SettlementItem,
    },
    /// What the fund of the whole area took in, or had left, in a year.
    Fund {
        /// Which.
        item: FundItem,
        /// When.
        year: i32,
        /// Observed or simulated.
        books: Books,
    },
    /// What the pool passed down or kept in a period, or what a county had of the others in a year.
    Running {
        /// Which.
        item: RunningItem,
        /// The whole area, or the county.
        place: Place,
        /// When.
        period: Period,
        /// Observed or simulated.
        books: Books,
    },
    /// A published figure, by its id.
    Published(String),
}

/// A figure of the pool's running.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RunningItem {
    /// 拨付区县 = allocated + grants
    PassedDown,
    /// 留存 = handed up + grants − passed down
    Kept,
    /// 累计留存, since counties began to hand up
    KeptInAll,
    /// 县区间垫付 = the greatest sum of allocated − remitted − grants within a year
    Lent,
}

/// A total of the whole area's fund: pool and counties as one, so that what passes between them is no income.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FundItem {
    /// 基金收入 = collected + grant + subsidy + interest
    Income,
    /// 当年结余 = income − pension − other
    Surplus,
}

/// An item of a settled month.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettlementItem {
    /// What was posted of a kind.
    Posted(Kind),
    /// 期初结余
    Opening,
    /// 期末结余
    Closing,
    /// 期末债务
    Debt,
}
