//! What places above counties have together, summed once a run: who looks at the whole does not go through thousands of
//! counties again for each of its figures.

use crate::field::Field;
use crate::journal::Books;
use crate::money::Money;
use crate::place::{PlaceId, Places};
use crate::threads::each_of;

/// The fields that are summed over a place and all below it, pools with counties.
const TOTALS: [Field; 5] = [Field::Borrowed, Field::Advanced, Field::GapCovered, Field::Balance, Field::Debt];

/// Of counties alone: pension + other − collected, and what their treasuries paid.
const GAP: usize = TOTALS.len();
const TREASURY: usize = GAP + 1;
const OF_PLACE: usize = TREASURY + 1;

/// How many rows are worth a thread of their own.
const WORTH_A_THREAD: usize = 20_000;

/// The sums of every month, in fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sums {
    /// How many places there are above counties.
    above: usize,
    /// Month by month, and in a month place by place.
    values: Vec<[i128; OF_PLACE]>,
}

impl Sums {
    /// Of the books of a run.
    pub(super) fn of(places: &Places, books: &Books) -> Sums {
        let (counties, above) = (places.counties(), places.len() - places.counties());
        let months: Vec<usize> = (0..books.months()).collect();
        let of_month = |n: usize| {
            let mut sums = vec![[0; OF_PLACE]; above];
            for place in places.all() {
                let own = of_place(books, n, place, place.index() < counties);
                for place in places.upwards(place).filter_map(|place| place.index().checked_sub(counties)) {
                    sums[place].iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
                }
            }
            sums
        };
        let of_months = each_of(&months, WORTH_A_THREAD.div_ceil(places.len()), of_month);
        Sums { above, values: of_months.concat() }
    }

    fn at(&self, month: usize, above: usize, of: usize) -> Money {
        Money::from_fen(self.values[month * self.above + above][of])
    }

    /// The sum over the place of a number among those above counties and all below it; `None` of a field that is not
    /// summed.
    pub(super) fn total(&self, month: usize, above: usize, field: Field) -> Option<Money> {
        let of = TOTALS.iter().position(|summed| *summed == field)?;
        Some(self.at(month, above, of))
    }

    /// pension + other − collected of its counties; of those of which one is unknown nothing.
    pub(super) fn gap(&self, month: usize, above: usize) -> Money {
        self.at(month, above, GAP)
    }

    /// What the treasuries of its counties paid.
    pub(super) fn treasury(&self, month: usize, above: usize) -> Money {
        self.at(month, above, TREASURY)
    }
}

fn of_place(books: &Books, n: usize, place: PlaceId, is_county: bool) -> [i128; OF_PLACE] {
    let number = |field| i128::from(books.number(n, place, field));
    let mut own = [0; OF_PLACE];
    own.iter_mut().zip(TOTALS).for_each(|(own, field)| *own = number(field));
    if is_county {
        own[GAP] = books.row(n, place).gap().unwrap_or_default();
        own[TREASURY] = number(Field::Subsidy) + number(Field::GapPaid);
    }
    own
}
