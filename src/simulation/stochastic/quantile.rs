//! Quantiles of a column of values, interpolated linearly between order statistics.

/// The quantiles reported, in hundredths.
const HUNDREDTHS: [usize; 5] = [5, 25, 50, 75, 95];

/// Room for choosing, kept from column to column.
#[derive(Default)]
pub(super) struct Chooser {
    values: Vec<f64>,
}

impl Chooser {
    /// The 5, 25, 50, 75 and 95% quantiles of a column that is not empty.
    pub(super) fn quantiles(&mut self, column: &[f64]) -> [f64; 5] {
        self.values.clear();
        self.values.extend_from_slice(column);
        let mut from = 0;
        HUNDREDTHS.map(|hundredths| {
            let place = (column.len() - 1) * hundredths;
            let (whole, part) = (place / 100, (place % 100) as f64 / 100.0);
            // What is left of `from` is smaller than all that is looked for from here on.
            let (_, low, above) = self.values[from..].select_nth_unstable_by(whole - from, f64::total_cmp);
            let low = *low;
            from = whole;
            if part == 0.0 {
                return low;
            }
            let next = above.iter().copied().fold(f64::INFINITY, f64::min);
            low + part * (next - low)
        })
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
        assert_eq!(chooser.quantiles(&[4.0, 1.0, 3.0, 2.0]), [1.15, 1.75, 2.5, 3.25, 3.8499999999999996]);
        let column: Vec<f64> = (0..101).map(|n| f64::from(n * 37 % 101)).collect();
        assert_eq!(chooser.quantiles(&column), [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(chooser.quantiles(&[0.0; 1000]), [0.0; 5]);
    }
}
