//! Reconstructs the seven counties' monthly books, 2004 to 2007, from what was published of them.
//!
//! The paper on 黄山市 prints yearly totals, two-year totals and ratios, and its monthly bars only as
//! pictures. The sample therefore invents the months: smooth inside a year, with the jumps a reader
//! of the paper expects (back-pay of raises, the yearly step of the base, the season of collections),
//! and such that every printed figure comes back from the data to its printed precision.
//!
//! How: natural values first (heads × base × rates, `plan.rs`), then a proportional correction of at
//! most half a per cent wherever a figure is published, then money from above, then the flows between
//! counties and pool, county balances last. Each step only reads the steps before it.
//!
//! Limits. Nothing here is an observation of a month. Three conventions are ours: from 2005-09 the
//! grants enter the pool and reach the counties' books as `grant`, and `allocated` is what they get
//! beyond that; Table 3 is read as allocated less remitted in the months before a year's first grant;
//! and Tunxi before pooling holds nothing, covers what it lacks with working capital that is no
//! column, and shows a balance of 0.00, so that only there opening + in − out is not the closing.

mod benefits;
mod contributions;
mod files;
mod heads;
mod numbers;
mod plan;
mod pool;
mod upper;

pub use files::{csv_bytes, xlsx_bytes};
use numbers::Irregularity;
use plan::{COUNTIES, FIRST_YEAR, MONTHS};

/// One value for each county and month.
type Grid = Vec<[i64; MONTHS]>;

fn grid() -> Grid {
    vec![[0; MONTHS]; COUNTIES.len()]
}

/// The counties, as they are numbered in every grid and table.
fn counties() -> std::ops::Range<usize> {
    0..COUNTIES.len()
}

/// The months of one year.
fn year_months(year: usize) -> std::ops::Range<usize> {
    12 * year..12 * (year + 1)
}

/// One county's month: persons in heads, amounts in fen.
pub struct Row {
    pub county: &'static str,
    pub year: i64,
    pub month: i64,
    pub insured: i64,
    pub contributors: i64,
    pub retirees: i64,
    pub base: i64,
    pub due: i64,
    pub collected: i64,
    pub pension: i64,
    pub backpay: i64,
    pub other: i64,
    pub grant: i64,
    pub subsidy: i64,
    pub remitted: i64,
    pub allocated: i64,
    pub interest: i64,
    pub balance: i64,
    pub target: i64,
}

/// The whole sample, county by county, months ascending.
pub fn rows() -> Vec<Row> {
    let mut irregularity = Irregularity::new(2004);
    let heads = heads::reconstruct(&mut irregularity);
    let benefits = benefits::reconstruct(&heads.retirees);
    let contributions = contributions::reconstruct(&heads.contributors, &benefits.pension, &mut irregularity);
    let grants = upper::grants(&heads.retirees);
    let expenditure = benefits.expenditure();
    let subsidies = upper::subsidies(&expenditure, &contributions.collected);
    let flows = pool::reconstruct(&pool::Own {
        expenditure: &expenditure,
        collected: &contributions.collected,
        grant: &grants,
        subsidy: &subsidies,
    });

    let mut rows = Vec::with_capacity(COUNTIES.len() * MONTHS);
    for (county, name) in COUNTIES.into_iter().enumerate() {
        for month in 0..MONTHS {
            rows.push(Row {
                county: name,
                year: FIRST_YEAR + month as i64 / 12,
                month: month as i64 % 12 + 1,
                insured: heads.insured[county][month],
                contributors: heads.contributors[county][month],
                retirees: heads.retirees[county][month],
                base: contributions.base[county][month],
                due: contributions.due[county][month],
                collected: contributions.collected[county][month],
                pension: benefits.pension[county][month],
                backpay: benefits.backpay[county][month],
                other: benefits.other[county][month],
                grant: grants[county][month],
                subsidy: subsidies[county][month],
                remitted: flows.remitted[county][month],
                allocated: flows.allocated[county][month],
                interest: flows.interest[county][month],
                balance: flows.balance[county][month],
                target: contributions.target[county][month],
            });
        }
    }
    rows
}
