//! Quantiles of a column of values, interpolated linearly between order statistics.
//!
//! Sorting ten thousand values for each of some hundred columns would take longer than the paths themselves. So the
//! values are counted into equal buckets first, and only the buckets in which a wanted one lies are looked into. Many
//! paths share the least value, as those without debt do: it has the first bucket to itself.

use multiversion::multiversion;

/// The quantiles reported, in hundredths.
const HUNDREDTHS: [usize; 5] = [5, 25, 50, 75, 95];

const BUCKETS: usize = 1024;

/// So many values are counted, or looked at, side by side.
const SIDE_BY_SIDE: usize = 16;

/// Room for choosing, kept from column to column.
#[derive(Default)]
pub(super) struct Chooser {
    /// The bucket of each value, padded with the last to whole chunks.
    buckets: Vec<u16>,
    /// How many values there are below each bucket.
    below: Vec<u32>,
    /// The buckets in which a wanted value lies, each once.
    wanted: Vec<u16>,
    /// The chunks of values where any of them is.
    hits: Vec<u32>,
    /// The values of each of them.
    found: Vec<Vec<f64>>,
}

impl Chooser {
    /// The 5, 25, 50, 75 and 95% quantiles of a column of finite values that is not empty.
    pub(super) fn quantiles(&mut self, column: &[f64]) -> [f64; 5] {
        let (least, most) = bounds(column);
        if least == most {
            return [least; 5];
        }
        let next = least_above(column, least);
        let scale = (BUCKETS - 2) as f64 / (most - next);
        let scale = if scale.is_finite() { scale } else { 0.0 };
        self.buckets.clear();
        self.buckets.resize(column.len(), 0);
        assign(column, next, scale, &mut self.buckets);
        self.count();
        let places = HUNDREDTHS.map(|hundredths| (column.len() - 1) * hundredths);
        self.wanted.clear();
        for rank in places.into_iter().flat_map(|place| [place / 100, place.div_ceil(100)]) {
            let bucket = self.bucket_of(rank);
            if bucket > 0 && !self.wanted.contains(&bucket) {
                self.wanted.push(bucket);
            }
        }
        self.find(column);
        let mut nth = |rank: usize| match self.bucket_of(rank) {
            0 => least,
            bucket => self.nth(rank, bucket),
        };
        places.map(|place| {
            let (low, part) = (nth(place / 100), (place % 100) as f64 / 100.0);
            if part == 0.0 { low } else { low + part * (nth(place / 100 + 1) - low) }
        })
    }

    /// Counts into several tables, so that values of one bucket don't wait for one another.
    fn count(&mut self) {
        let mut tables = [[0_u32; BUCKETS]; 4];
        let (chunks, rest) = self.buckets.as_chunks::<4>();
        for chunk in chunks {
            for (table, bucket) in tables.iter_mut().zip(chunk) {
                let of = &mut table[usize::from(*bucket) % BUCKETS];
                *of = of.wrapping_add(1);
            }
        }
        rest.iter().for_each(|bucket| tables[0][usize::from(*bucket) % BUCKETS] += 1);
        let [all, others @ ..] = &mut tables;
        for table in others {
            all.iter_mut().zip(table).for_each(|(of, more)| *of = of.wrapping_add(*more));
        }
        self.below.clear();
        self.below.extend(all.iter().scan(0, |below, of| Some(std::mem::replace(below, *below + of))));
    }

    fn bucket_of(&self, rank: usize) -> u16 {
        (self.below.partition_point(|below| *below as usize <= rank) - 1) as u16
    }

    /// Gathers the values of the wanted buckets.
    fn find(&mut self, column: &[f64]) {
        self.found.resize_with(self.wanted.len().max(self.found.len()), Vec::new);
        self.found.iter_mut().for_each(Vec::clear);
        self.hits.clear();
        hits(&self.buckets, &self.wanted, &mut self.hits);
        for hit in &self.hits {
            let at = *hit as usize * SIDE_BY_SIDE;
            for (value, bucket) in column[at..].iter().zip(&self.buckets[at..]).take(SIDE_BY_SIDE) {
                if let Some(n) = self.wanted.iter().position(|wanted| wanted == bucket) {
                    self.found[n].push(*value);
                }
            }
        }
    }

    /// The value of a rank, from 0, in its bucket, which was wanted.
    fn nth(&mut self, rank: usize, bucket: u16) -> f64 {
        let n = self.wanted.iter().position(|wanted| *wanted == bucket).expect("the bucket of every rank was wanted");
        let below = self.below[usize::from(bucket)] as usize;
        *self.found[n].select_nth_unstable_by(rank - below, f64::total_cmp).1
    }
}

/// Which chunks of values have any of the wanted buckets.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
fn hits(buckets: &[u16], wanted: &[u16], hits: &mut Vec<u32>) {
    let (chunks, rest) = buckets.as_chunks::<SIDE_BY_SIDE>();
    for (n, chunk) in chunks.iter().enumerate() {
        let mut is_there = [0_u16; SIDE_BY_SIDE];
        for wanted in wanted {
            for (there, bucket) in is_there.iter_mut().zip(chunk) {
                *there |= u16::from(bucket == wanted);
            }
        }
        if is_there.iter().fold(0, |any, there| any | there) > 0 {
            hits.push(n as u32);
        }
    }
    if !rest.is_empty() {
        hits.push(chunks.len() as u32);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn bounds(column: &[f64]) -> (f64, f64) {
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

/// The least value above another.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn least_above(column: &[f64], floor: f64) -> f64 {
    let mut least = [f64::INFINITY; SIDE_BY_SIDE];
    let mut narrow = |at: usize, value: f64| {
        let value = if value > floor { value } else { f64::INFINITY };
        least[at] = if value < least[at] { value } else { least[at] };
    };
    let (chunks, rest) = column.as_chunks::<SIDE_BY_SIDE>();
    for chunk in chunks {
        for (at, value) in chunk.iter().enumerate() {
            narrow(at, *value);
        }
    }
    rest.iter().for_each(|value| narrow(0, *value));
    least.into_iter().fold(f64::INFINITY, f64::min)
}

/// The buckets of values: 0 of what is below `next`, which is in bucket 1.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn assign(column: &[f64], next: f64, scale: f64, buckets: &mut [u16]) {
    /// Beyond it a number has no fraction: what is added to it is rounded into its last bits.
    const WHOLE: f64 = (1_u64 << 52) as f64;
    for (value, bucket) in column.iter().zip(buckets) {
        let place = ((value - next) * scale + (WHOLE + 1.0)).to_bits() as u16;
        *bucket = if *value < next { 0 } else { place };
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
