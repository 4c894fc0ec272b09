//! Where things go on a chart: round ticks, thinned labels, labels moved apart, the outline of the gap.
//!
//! Pure arithmetic in axis values and points of a drawing; the window and every export place with the same.

/// The extent of the value axis and the distance of its ticks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Extent {
    /// The lower end, a tick.
    pub low: f64,
    /// The upper end, a tick.
    pub high: f64,
    /// From tick to tick.
    pub step: f64,
}

impl Extent {
    /// The extent of values between `low` and `high` with about `count` ticks, ending on ticks on both sides.
    pub fn round(low: f64, high: f64, count: usize) -> Extent {
        let (low, high) = if high > low {
            (low, high)
        } else if low == 0.0 {
            (0.0, 1.0)
        } else {
            (low.min(0.0), low.max(0.0))
        };
        let step = round_step((high - low) / count.max(1) as f64);
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Extent { low, high, step }
    }

    /// The extent of all `values`; it takes in zero where they are to stand on it, or are not far from it.
    pub fn fitting(values: impl IntoIterator<Item = f64>, on_zero: bool, count: usize) -> Extent {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|v| v.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            return Extent::round(0.0, 1.0, count);
        }
        if on_zero || (low >= 0.0 && low < 0.6 * high) || (high <= 0.0 && high > 0.6 * low) {
            low = low.min(0.0);
            high = high.max(0.0);
        }
        Extent::round(low, high, count)
    }

    /// An axis for `values` beside another, with as many ticks, so that one grid serves both; where both hold zero, it
    /// is the same line.
    pub fn beside(other: Extent, values: impl IntoIterator<Item = f64>) -> Extent {
        let count = ((other.high - other.low) / other.step).round().clamp(1.0, 1000.0);
        let own = Extent::fitting(values, false, count as usize);
        let below = (-other.low / other.step).round();
        let zeros_meet = other.low <= 0.0 && other.high >= 0.0 && own.low <= 0.0 && own.high >= 0.0;
        for meet in [zeros_meet, false] {
            let mut step = own.step;
            for _ in 0..60 {
                let low = if meet { -below * step } else { (own.low / step + 1e-9).floor() * step };
                let high = low + count * step;
                let slack = own.step * 1e-6;
                if low <= own.low + slack && high >= own.high - slack {
                    return Extent { low, high, step };
                }
                step = round_step(step * 1.01);
            }
        }
        own
    }

    /// How far a value lies between the two ends, 0 to 1.
    pub fn share(self, value: f64) -> f64 {
        let width = self.high - self.low;
        if width > 0.0 { (value - self.low) / width } else { 0.5 }
    }

    /// The value that lies so far between the two ends.
    pub fn of_share(self, share: f64) -> f64 {
        self.low + (self.high - self.low) * share
    }

    /// The ticks on it.
    pub fn ticks(self) -> Vec<f64> {
        ticks(self.low, self.high, self.step)
    }

    /// The decimals that tell one tick from the next.
    pub fn decimals(self) -> u32 {
        (-(self.step * 1.000_001).log10().floor()).clamp(0.0, 6.0) as u32
    }
}

/// The round number (1, 2 or 5 with zeros) at or above `least`.
pub fn round_step(least: f64) -> f64 {
    if least.is_nan() || least <= 0.0 || least.is_infinite() {
        return 1.0;
    }
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|&s| s >= least * 0.999_999).unwrap_or(10.0 * power)
}

/// The ticks at multiples of `step` between `low` and `high`.
pub fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let (first, last) = ((low / step - 1e-6).ceil(), (high / step + 1e-6).floor());
    if !(first.is_finite() && last.is_finite()) || last - first > 1000.0 {
        return Vec::new();
    }
    (first as i64..=last as i64).map(|i| i as f64 * step).collect()
}

/// Each how many categories a label fits: one that divides months and years alike.
pub fn stride(widest_label: f32, category_width: f32) -> usize {
    const STRIDES: [usize; 12] = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200];
    let needed = (widest_label + 12.0) / category_width.max(0.01);
    STRIDES.into_iter().find(|&s| s as f32 >= needed).unwrap_or(usize::MAX)
}

/// Moves labels of one `height` apart so that none covers another, each as near as may be to where it wants its middle,
/// all within `low..=high`.
pub fn apart(wanted: &[f32], height: f32, low: f32, high: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = wanted.to_vec();
    let mut from = low + height / 2.0;
    for &i in &order {
        placed[i] = placed[i].max(from);
        from = placed[i] + height;
    }
    let mut until = high - height / 2.0;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(until);
        until = placed[i] - height;
    }
    placed
}

/// A piece of the area between two lines: its left and right edge, each (x, lower, upper).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// At the left.
    pub left: (f64, f64, f64),
    /// At the right.
    pub right: (f64, f64, f64),
}

/// The pieces of the area where `lower` runs below `upper`, cut off where the lines cross.
pub fn gap_pieces(lower: &[Option<f64>], upper: &[Option<f64>]) -> Vec<Piece> {
    let at = |i: usize| Some((*lower.get(i)?.as_ref()?, *upper.get(i)?.as_ref()?));
    let mut pieces = Vec::new();
    for i in 1..lower.len().min(upper.len()) {
        let (Some((l0, u0)), Some((l1, u1))) = (at(i - 1), at(i)) else { continue };
        let (d0, d1) = (u0 - l0, u1 - l1);
        if d0 <= 0.0 && d1 <= 0.0 {
            continue;
        }
        let x0 = (i - 1) as f64;
        let crossing = |share: f64| (x0 + share, l0 + (l1 - l0) * share, l0 + (l1 - l0) * share);
        let left = if d0 >= 0.0 { (x0, l0, u0) } else { crossing(d0 / (d0 - d1)) };
        let right = if d1 >= 0.0 { (x0 + 1.0, l1, u1) } else { crossing(d0 / (d0 - d1)) };
        pieces.push(Piece { left, right });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        assert_eq!(Extent::round(0.0, 4_437.0, 5), Extent { low: 0.0, high: 5_000.0, step: 1_000.0 });
        assert_eq!(Extent::round(-320.0, 810.0, 5), Extent { low: -500.0, high: 1_000.0, step: 500.0 });
        let ratio = Extent::round(27.2, 28.4, 5);
        assert_eq!((ratio.step, ratio.decimals()), (0.5, 1));
        assert_eq!(Extent::round(0.0, 100.0, 5).decimals(), 0);
        assert_eq!(Extent::round(0.0, 0.0, 5).high, 1.0);
        assert_eq!(Extent::round(7.0, 7.0, 5).low, 0.0);
        assert_eq!(ticks(-500.0, 1_000.0, 500.0), [-500.0, 0.0, 500.0, 1_000.0]);
    }

    #[test]
    fn an_axis_beside_another_has_as_many_ticks() {
        let left = Extent::round(-320.0, 810.0, 5); // −500 to 1,000: three ticks apart
        let right = Extent::beside(left, [2.0, 5.5]);
        assert_eq!(right, Extent { low: -5.0, high: 10.0, step: 5.0 });
        let far = Extent::beside(Extent::round(0.0, 5_000.0, 5), [92.0, 97.0]);
        assert_eq!((far.low, far.high, far.step), (92.0, 97.0, 1.0));
        // All below zero, beside an axis with none of it.
        let below = Extent::beside(Extent::round(0.0, 5.0, 5), [-3.0, -1.0]);
        assert!(below.low <= -3.0 && below.high >= -1.0);
        assert!(Extent::beside(left, []).step > 0.0);
    }

    #[test]
    fn labels_are_thinned_to_whole_quarters_and_years() {
        assert_eq!([80.0, 30.0, 18.0, 5.0, 2.0].map(|width| stride(28.0, width)), [1, 2, 3, 12, 24]);
    }

    #[test]
    fn labels_that_collide_move_apart_and_stay_inside() {
        assert_eq!(apart(&[10.0, 60.0], 16.0, 0.0, 100.0), [10.0, 60.0]);
        let moved = apart(&[50.0, 52.0, 49.0], 16.0, 0.0, 100.0);
        assert!(moved[2] < moved[0] && moved[0] < moved[1]);
        assert!(moved[1] - moved[0] >= 16.0 && moved[0] - moved[2] >= 16.0);
        assert_eq!(apart(&[99.0, 98.0], 16.0, 0.0, 100.0), [92.0, 76.0]);
    }

    #[test]
    fn the_gap_ends_where_the_lines_cross() {
        let some = |values: &[f64]| values.iter().map(|&v| Some(v)).collect::<Vec<_>>();
        let pieces = gap_pieces(&some(&[1.0, 1.0, 3.0]), &some(&[2.0, 2.0, 1.0]));
        assert_eq!(pieces.len(), 2);
        let (x, low, high) = pieces[1].right;
        assert!((x - 4.0 / 3.0).abs() < 1e-9 && (low - high).abs() < 1e-9);
        assert!(gap_pieces(&some(&[1.0, 1.0]), &[Some(2.0), None]).is_empty());
        assert!(gap_pieces(&some(&[3.0, 3.0]), &some(&[1.0, 1.0])).is_empty());
    }
}
