//! Quantiles of a column of values, interpolated linearly between order statistics.
//!
//! Sorting ten thousand values for each of some hundred columns would take longer than the paths themselves. So the
//! values are counted into equal buckets first, and only the buckets in which a wanted one lies are looked into. Many
//! paths share the least value, as those without debt do: it has the first bucket to itself.

use multiversion::multiversion;

use super::engine::{LANES, OF_MONTH};

/// The quantiles reported, in hundredths.
const HUNDREDTHS: [usize; 5] = [5, 25, 50, 75, 95];

const BUCKETS: usize = 1024;

/// So many values are counted, or looked at, side by side.
const SIDE_BY_SIDE: usize = 16;

/// The values of all paths, and their bounds.
#[derive(Default)]
pub(super) struct Column {
    values: Vec<f64>,
    least: f64,
    most: f64,
}

impl Column {
    /// The values, in order of paths.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    #[cfg(test)]
    fn of(values: &[f64]) -> Column {
        let mut column = Column { values: values.to_vec(), least: f64::INFINITY, most: f64::NEG_INFINITY };
        column.widen(values);
        column
    }

    fn widen(&mut self, values: &[f64]) {
        self.least = values.iter().copied().fold(self.least, f64::min);
        self.most = values.iter().copied().fold(self.most, f64::max);
    }
}

/// The columns of a month out of the blocks of so many paths, whose bounds are seen on the way.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn gather(totals: &[f64], of_block: usize, month: usize, paths: usize, columns: &mut [Column; 3]) {
    let mut bounds = [([f64::INFINITY; SIDE_BY_SIDE], [f64::NEG_INFINITY; SIDE_BY_SIDE]); 3];
    columns.iter_mut().for_each(|column| column.values.resize(paths, 0.0));
    let mut rooms = columns.each_mut().map(|column| column.values.chunks_exact_mut(LANES));
    let mut blocks =
        totals.chunks_exact(of_block).map(|block| block[month * OF_MONTH..][..OF_MONTH].chunks_exact(LANES));
    for block in blocks.by_ref().take(paths / LANES) {
        for ((row, room), (least, most)) in block.zip(&mut rooms).zip(&mut bounds) {
            if let Some(into) = room.next() {
                into.copy_from_slice(row);
            }
            for chunk in row.as_chunks::<SIDE_BY_SIDE>().0 {
                for ((value, least), most) in chunk.iter().zip(least.iter_mut()).zip(most.iter_mut()) {
                    *least = if *value < *least { *value } else { *least };
                    *most = if *value > *most { *value } else { *most };
                }
            }
        }
    }
    let rest = paths % LANES;
    for (column, (least, most)) in columns.iter_mut().zip(bounds) {
        column.least = least.into_iter().fold(f64::INFINITY, f64::min);
        column.most = most.into_iter().fold(f64::NEG_INFINITY, f64::max);
    }
    if let Some(block) = blocks.next().filter(|_| rest > 0) {
        for (row, column) in block.zip(columns) {
            column.values[paths - rest..].copy_from_slice(&row[..rest]);
            column.widen(&row[..rest]);
        }
    }
}

/// Room for choosing, kept from column to column.
#[derive(Default)]
pub(super) struct Chooser {
    /// The bucket of each value.
    buckets: Vec<u16>,
    /// How many values there are below each bucket.
    below: Vec<u32>,
    /// The buckets in which a wanted value lies, each once.
    wanted: Vec<u16>,
    /// By bucket, which of the wanted it is, counted from 1; 0 where it isn't one.
    number: Vec<u8>,
    /// The chunks of values where any of them is.
    hits: Vec<u32>,
    /// The values of each of them.
    found: Vec<Vec<f64>>,
}

impl Chooser {
    /// The 5, 25, 50, 75 and 95% quantiles of a column of finite values that is not empty.
    pub(super) fn quantiles(&mut self, column: &Column) -> [f64; 5] {
        let Column { values, least, most } = column;
        if least == most {
            return [*least; 5];
        }
        let scale = (BUCKETS - 2) as f64 / (most - least);
        let scale = if scale.is_finite() { scale } else { 0.0 };
        self.buckets.resize(values.len(), 0);
        assign(values, *least, scale, &mut self.buckets);
        self.count();
        let places = HUNDREDTHS.map(|hundredths| (values.len() - 1) * hundredths);
        self.want(places.into_iter().flat_map(|place| [place / 100, place.div_ceil(100)]));
        self.find(values);
        let mut nth = |rank: usize| match self.bucket_of(rank) {
            0 => *least,
            bucket => self.nth(rank, bucket),
        };
        places.map(|place| {
            let (low, part) = (nth(place / 100), (place % 100) as f64 / 100.0);
            if part == 0.0 { low } else { low + part * (nth(place / 100 + 1) - low) }
        })
    }

    /// Notes the buckets in which the values of some ranks lie.
    fn want(&mut self, ranks: impl Iterator<Item = usize>) {
        self.number.clear();
        self.number.resize(BUCKETS, 0);
        self.wanted.clear();
        for rank in ranks {
            let bucket = self.bucket_of(rank);
            if bucket > 0 && self.number[usize::from(bucket)] == 0 {
                self.wanted.push(bucket);
                self.number[usize::from(bucket)] = self.wanted.len() as u8;
            }
        }
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
                if let Some(n) = self.number[usize::from(*bucket) % BUCKETS].checked_sub(1) {
                    self.found[usize::from(n)].push(*value);
                }
            }
        }
    }

    /// The value of a rank, from 0, in its bucket, which was wanted.
    fn nth(&mut self, rank: usize, bucket: u16) -> f64 {
        let n = self.number[usize::from(bucket)] - 1; // the bucket of every rank was wanted
        let below = self.below[usize::from(bucket)] as usize;
        *self.found[usize::from(n)].select_nth_unstable_by(rank - below, f64::total_cmp).1
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

/// The buckets of values: 0 of the least, and from 1 on those above it.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn assign(column: &[f64], least: f64, scale: f64, buckets: &mut [u16]) {
    /// Beyond it a number has no fraction: what is added to it is rounded into its last bits.
    const WHOLE: f64 = (1_u64 << 52) as f64;
    for (value, bucket) in column.iter().zip(buckets) {
        let place = ((value - least) * scale + (WHOLE + 1.0)).to_bits() as u16;
        *bucket = if *value <= least { 0 } else { place };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What NumPy's `quantile` gives of the same values.
    #[test]
    fn quantiles_lie_between_order_statistics() {
        let mut chooser = Chooser::default();
        assert_eq!(chooser.quantiles(&Column::of(&[7.0])), [7.0; 5]);
        assert_eq!(chooser.quantiles(&Column::of(&[4.0, 1.0, 3.0, 2.0])), [1.15, 1.75, 2.5, 3.25, 3.85]);
        let column: Vec<f64> = (0..101).map(|n| f64::from(n * 37 % 101)).collect();
        assert_eq!(chooser.quantiles(&Column::of(&column)), [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(chooser.quantiles(&Column::of(&[0.0; 1000])), [0.0; 5]);
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
            assert_eq!(chooser.quantiles(&Column::of(&column)), expected, "{size} {shape}");
        }
    }
    /// Of the last block only so many lanes are paths.
    #[test]
    fn a_month_is_gathered_out_of_its_blocks() {
        for paths in [1, LANES - 1, LANES, 2 * LANES + 7] {
            let (months, blocks) = (3, paths.div_ceil(LANES));
            let number = |n: usize| (n as f64 * 0.37).sin() * 1e9;
            let totals: Vec<f64> = (0..blocks * months * OF_MONTH).map(number).collect();
            let mut columns = <[Column; 3]>::default();
            gather(&totals, months * OF_MONTH, 1, paths, &mut columns);
            for (total, column) in columns.iter().enumerate() {
                let value =
                    |path: usize| totals[path / LANES * months * OF_MONTH + OF_MONTH + total * LANES + path % LANES];
                let expected = Column::of(&(0..paths).map(value).collect::<Vec<_>>());
                assert_eq!(column.values, expected.values);
                assert_eq!((column.least, column.most), (expected.least, expected.most));
            }
        }
    }
}
