//! Quantiles of a column of values, interpolated linearly between order statistics.
//!
//! Sorting ten thousand values for each of some hundred columns would take longer than the paths themselves. So the
//! values are counted into equal buckets first, and only the buckets in which a wanted one lies are looked into. Many
//! paths that share the least value, as those without debt do, are put aside before.

use multiversion::multiversion;

/// The quantiles reported, in hundredths.
const HUNDREDTHS: [usize; 5] = [5, 25, 50, 75, 95];

const BUCKETS: usize = 1024;

/// Room for choosing, kept from column to column.
#[derive(Default)]
pub(super) struct Chooser {
    /// The values above the least, where many share it.
    rest: Vec<f64>,
    /// The bucket of each value.
    buckets: Vec<u32>,
    /// How many values there are below each bucket.
    below: Vec<u32>,
    /// For each bucket, which of `found` takes its values, from 1.
    wanted: Vec<u8>,
    found: Vec<Vec<f64>>,
}

impl Chooser {
    /// The 5, 25, 50, 75 and 95% quantiles of a column of finite values that is not empty.
    pub(super) fn quantiles(&mut self, column: &[f64]) -> [f64; 5] {
        let (least, most) = bounds(column);
        let places = HUNDREDTHS.map(|hundredths| (column.len() - 1) * hundredths);
        let heap = column.iter().filter(|value| **value == least).count();
        if heap == column.len() {
            return [least; 5];
        }
        if heap * 8 < column.len() {
            return self.of_values(column, (least, most), places, Ok);
        }
        // Every value is written and the next overwrites it or not: nothing to be guessed wrong by the processor.
        let mut rest = std::mem::take(&mut self.rest);
        rest.resize(column.len(), 0.0);
        let mut kept = 0;
        for value in column {
            rest[kept] = *value;
            kept += usize::from(*value != least);
        }
        let above = &rest[..kept];
        let found = self.of_values(above, bounds(above), places, |rank| rank.checked_sub(heap).ok_or(least));
        self.rest = rest;
        found
    }

    /// The quantiles at places in hundredths of a rank; `rank_in` says which of the values a rank is, or its value.
    fn of_values(
        &mut self,
        values: &[f64],
        (least, most): (f64, f64),
        places: [usize; 5],
        rank_in: impl Fn(usize) -> Result<usize, f64>,
    ) -> [f64; 5] {
        let scale = if most > least { (BUCKETS - 1) as f64 / (most - least) } else { 0.0 };
        self.buckets.resize(values.len(), 0);
        assign(values, least, scale, &mut self.buckets);
        self.count();
        self.wanted.clear();
        self.wanted.resize(BUCKETS, 0);
        let mut kinds = 0;
        for place in places {
            for rank in [place / 100, place.div_ceil(100)].into_iter().filter_map(|rank| rank_in(rank).ok()) {
                let bucket = self.bucket_of(rank);
                if self.wanted[bucket] == 0 {
                    kinds += 1;
                    self.wanted[bucket] = kinds;
                }
            }
        }
        self.found.resize_with(usize::from(kinds).max(self.found.len()), Vec::new);
        self.found.iter_mut().for_each(Vec::clear);
        for (value, bucket) in values.iter().zip(&self.buckets) {
            let wanted = self.wanted[*bucket as usize];
            if wanted > 0 {
                self.found[usize::from(wanted) - 1].push(*value);
            }
        }
        let mut nth = |rank: usize| rank_in(rank).map_or_else(|value| value, |rank| self.nth(rank));
        places.map(|place| {
            let (low, part) = (nth(place / 100), (place % 100) as f64 / 100.0);
            if part == 0.0 { low } else { low + part * (nth(place / 100 + 1) - low) }
        })
    }

    fn count(&mut self) {
        self.below.clear();
        self.below.resize(BUCKETS + 1, 0);
        for bucket in &self.buckets {
            self.below[*bucket as usize + 1] += 1;
        }
        for bucket in 0..BUCKETS {
            self.below[bucket + 1] += self.below[bucket];
        }
    }

    fn bucket_of(&self, rank: usize) -> usize {
        self.below.partition_point(|below| *below as usize <= rank) - 1
    }

    /// The value of a rank, from 0; its bucket was wanted.
    fn nth(&mut self, rank: usize) -> f64 {
        let bucket = self.bucket_of(rank);
        let found = &mut self.found[usize::from(self.wanted[bucket]) - 1];
        *found.select_nth_unstable_by(rank - self.below[bucket] as usize, f64::total_cmp).1
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn bounds(column: &[f64]) -> (f64, f64) {
    const SIDE_BY_SIDE: usize = 16;
    let (mut least, mut most) = ([f64::INFINITY; SIDE_BY_SIDE], [f64::NEG_INFINITY; SIDE_BY_SIDE]);
    let mut narrow = |at: usize, value: f64| {
        least[at] = if value < least[at] { value } else { least[at] };
        most[at] = if value > most[at] { value } else { most[at] };
    };
    let (chunks, rest) = column.as_chunks::<SIDE_BY_SIDE>();
    for chunk in chunks {
        for (at, value) in chunk.iter().enumerate() {
            narrow(at, *value);
        }
    }
    rest.iter().for_each(|value| narrow(0, *value));
    (least.into_iter().fold(f64::INFINITY, f64::min), most.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn assign(column: &[f64], least: f64, scale: f64, buckets: &mut [u32]) {
    for (value, bucket) in column.iter().zip(buckets) {
        *bucket = (((value - least) * scale) as i32 as u32).min(BUCKETS as u32 - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What NumPy's `quantile` gives of the same values.
    #[test]
    fn quantiles_lie_between_order_statistics() {
        let mut chooser = Chooser::default();
        assert_eq!(chooser.quantiles(&[7.0]), [7.0; 5]);
        assert_eq!(chooser.quantiles(&[4.0, 1.0, 3.0, 2.0]), [1.15, 1.75, 2.5, 3.25, 3.85]);
        let column: Vec<f64> = (0..101).map(|n| f64::from(n * 37 % 101)).collect();
        assert_eq!(chooser.quantiles(&column), [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(chooser.quantiles(&[0.0; 1000]), [0.0; 5]);
    }

    /// Whatever the shape of the column: even, with a heap at zero, with one value far off.
    #[test]
    fn buckets_choose_as_sorting_does() {
        let mut chooser = Chooser::default();
        for (size, shape) in [(2, 0), (77, 0), (1000, 1), (1000, 2), (4321, 0), (4321, 1), (4321, 2)] {
            let value = |n: u64| {
                let even = (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as f64 - 1e12;
                match shape {
                    1 if n.is_multiple_of(2) => 0.0,
                    2 if n == 5 => 1e30,
                    _ => even,
                }
            };
            let column: Vec<f64> = (0..size).map(value).collect();
            let mut sorted = column.clone();
            sorted.sort_by(f64::total_cmp);
            let expected = HUNDREDTHS.map(|hundredths| {
                let place = (column.len() - 1) * hundredths;
                let (low, next) = (sorted[place / 100], sorted[place.div_ceil(100)]);
                low + (place % 100) as f64 / 100.0 * (next - low)
            });
            assert_eq!(chooser.quantiles(&column), expected, "{size} {shape}");
        }
    }
}
