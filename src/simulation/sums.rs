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

/// What the treasury of a county paid in the `n`th month: matching subsidies and parts of gaps.
pub(super) fn treasury(books: &Books, n: usize, county: PlaceId) -> Money {
    books.money(n, county, Field::Subsidy) + books.money(n, county, Field::GapPaid)
}

fn of_place(books: &Books, n: usize, place: PlaceId, is_county: bool) -> [i128; OF_PLACE] {
    let number = |field| i128::from(books.number(n, place, field));
    let mut own = [0; OF_PLACE];
    own.iter_mut().zip(TOTALS).for_each(|(own, field)| *own = number(field));
    if is_county {
        own[GAP] = books.row(n, place).gap().unwrap_or_default();
        own[TREASURY] = treasury(books, n, place).fen();
    }
    own
}

#[cfg(test)]
mod tests {
    use super::super::testing::{counties, run};
    use super::*;

    /// What is summed once is what the rows come to, month by month; of counties alone, and with their pool.
    #[test]
    fn sums_are_those_of_the_rows() {
        let data = counties(&[("甲", 100, 180, 40), ("乙", 300, 120, 900), ("丙", 50, 50, 0)]);
        let scenario = "start = \"2008-01\"\nmonths = 24\n[rates]\npension_growth = 0.2\n[subsidy]\n\
                        threshold = 1\nrate = 0.3\n[[pooling]]\nfrom = \"2008-07\"\nremit = \"all\"\n\
                        allocate = \"full_need\"\nbalances = \"hand_up\"\nsharing = { city = 0.5, county = 0.5 }\n";
        let run = run(&data, scenario).unwrap();
        let root = run.places.root();
        let mut seen = [false; 3];
        for n in 0..run.months() {
            for field in TOTALS {
                let rows: Money = run.places.all().map(|place| run.money(n, place, field)).sum();
                assert_eq!(run.total(n, root, field), rows, "{field:?} {n}");
                seen[0] |= field == Field::Advanced && !rows.is_zero();
            }
            let gap: i128 = run.counties().filter_map(|county| run.row(n, county).gap()).sum();
            assert_eq!(run.gap(n, root), Money::from_fen(gap), "{n}");
            let paid: Money = run.counties().map(|county| run.treasury(n, county)).sum();
            assert_eq!(run.treasury(n, root), paid, "{n}");
            (seen[1], seen[2]) = (seen[1] || gap != 0, seen[2] || !paid.is_zero());
        }
        assert_eq!(seen, [true; 3], "each of them was there");
    }
}
