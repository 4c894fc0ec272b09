//! Where the cells of a heat map lie, and where a level runs between its points.
//!
//! Pure arithmetic: the window and every export draw from the same.

use super::scale::Extent;
use crate::report::Quantity;
use crate::report::model::charts::Heat;
use crate::report::words::number::Style;

/// A heat map in axis values.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// The values along the foot, ascending.
    pub across: Vec<f64>,
    /// The values along the left, ascending.
    pub up: Vec<f64>,
    /// Where cells begin and end along the foot: one more than values.
    pub across_edges: Vec<f64>,
    /// Where cells begin and end along the left.
    pub up_edges: Vec<f64>,
    /// The measure by value of `up`, then of `across`.
    pub values: Vec<Vec<Option<f64>>>,
    /// The level around which colours part.
    pub level: Option<f64>,
    /// What the colours stand for.
    pub extent: Extent,
    /// Where the levers stand now, within the map.
    pub present: (Option<f64>, Option<f64>),
}

impl Field {
    /// A heat map on its axes, with about so many ticks on its key. Sides that don't ascend are laid out by place.
    pub fn new(heat: &Heat, style: Style, tick_count: usize) -> Field {
        let side = |values: &[Quantity]| values.iter().map(|q| style.axis_value(*q)).collect::<Vec<f64>>();
        let (across, across_by_value) = ascending(side(&heat.across.values));
        let (up, up_by_value) = ascending(side(&heat.up.values));
        let values: Vec<Vec<Option<f64>>> = (0..up.len())
            .map(|row| {
                let known = |column: usize| heat.values.get(row)?.get(column).copied().flatten();
                let value = |column| known(column).map(|q| style.axis_value(q)).filter(|v| v.is_finite());
                (0..across.len()).map(value).collect()
            })
            .collect();
        let level = heat.level.as_ref().map(|l| style.axis_value(l.value)).filter(|v| v.is_finite());
        let extent = Extent::fitting(values.iter().flatten().flatten().copied().chain(level), false, tick_count);
        let (across_edges, up_edges) = (edges(&across), edges(&up));
        let present = |quantity: Option<Quantity>, edges: &[f64], by_value: bool| {
            let at = quantity.map(|q| style.axis_value(q)).filter(|_| by_value)?;
            (edges.first()? <= &at && &at <= edges.last()?).then_some(at)
        };
        let present = (
            present(heat.across.present, &across_edges, across_by_value),
            present(heat.up.present, &up_edges, up_by_value),
        );
        Field { across, up, across_edges, up_edges, values, level, extent, present }
    }

    /// How many values are known.
    pub fn known(&self) -> usize {
        self.values.iter().flatten().flatten().count()
    }

    /// How far a value lies from the level: −1 at the furthest below, 1 at the furthest above. Without a level, from 0
    /// at the least to 1 at the greatest.
    pub fn share(&self, value: f64) -> f64 {
        let Some(level) = self.level else { return self.extent.share(value).clamp(0.0, 1.0) };
        let furthest = (self.extent.high - level).abs().max((level - self.extent.low).abs());
        if furthest > 0.0 { ((value - level) / furthest).clamp(-1.0, 1.0) } else { 0.0 }
    }

    /// The lines on which the measure is at the level, interpolated between the points; the longest first.
    pub fn break_even(&self) -> Vec<Vec<(f64, f64)>> {
        let Some(level) = self.level else { return Vec::new() };
        contour(&self.across, &self.up, &self.values, level)
    }
}

/// The values as they are where they ascend, and numbered from 0 where not.
fn ascending(values: Vec<f64>) -> (Vec<f64>, bool) {
    let good = values.iter().all(|v| v.is_finite()) && values.is_sorted_by(|a, b| a < b);
    if good { (values, true) } else { ((0..values.len()).map(|i| i as f64).collect(), false) }
}

/// The edges of cells around ascending values: half way between them, and as far out at the ends.
pub fn edges(values: &[f64]) -> Vec<f64> {
    let Some((&first, &last)) = values.first().zip(values.last()) else { return Vec::new() };
    if values.len() == 1 {
        let half = if first == 0.0 { 0.5 } else { first.abs() / 2.0 };
        return vec![first - half, first + half];
    }
    let middles: Vec<f64> = values.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect();
    let mut edges = Vec::with_capacity(values.len() + 1);
    edges.push(first - (middles[0] - first));
    edges.extend(&middles);
    edges.push(last + (last - middles[middles.len() - 1]));
    edges
}

/// A side of a square of four points: (column, row, upright), named by its lower or left end.
type Edge = (usize, usize, bool);

/// Where `values` (by `ys`, then `xs`) are at `level`, by marching squares; squares with an unknown corner stay empty.
/// Each line runs as far as it can; the one of most points comes first.
pub fn contour(xs: &[f64], ys: &[f64], values: &[Vec<Option<f64>>], level: f64) -> Vec<Vec<(f64, f64)>> {
    let at = |x: usize, y: usize| values.get(y)?.get(x).copied().flatten().map(|v| v - level);
    let mut pieces: Vec<[Edge; 2]> = Vec::new();
    for y in 0..ys.len().saturating_sub(1) {
        for x in 0..xs.len().saturating_sub(1) {
            let (Some(a), Some(b), Some(c), Some(d)) = (at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)) else {
                continue;
            };
            let (foot, right, head, left) = ((x, y, false), (x + 1, y, true), (x, y + 1, false), (x, y, true));
            let above = |v: f64| v >= 0.0;
            let crossed = [(a, b, foot), (b, c, right), (d, c, head), (a, d, left)];
            let crossed: Vec<Edge> =
                crossed.into_iter().filter(|(p, q, _)| above(*p) != above(*q)).map(|(_, _, edge)| edge).collect();
            match crossed.as_slice() {
                [p, q] => pieces.push([*p, *q]),
                // A saddle: the middle tells which corners hang together.
                [foot, right, head, left] => {
                    let joined = above((a + b + c + d) / 4.0) == above(a);
                    if joined {
                        pieces.extend([[*foot, *right], [*head, *left]]);
                    } else {
                        pieces.extend([[*foot, *left], [*head, *right]]);
                    }
                }
                _ => {}
            }
        }
    }
    let place = |(x, y, upright): Edge| {
        let (from, to) = (at(x, y)?, if upright { at(x, y + 1)? } else { at(x + 1, y)? });
        let share = from / (from - to);
        let between = |values: &[f64], i: usize| values[i] + (values[i + 1] - values[i]) * share;
        Some(if upright { (xs[x], between(ys, y)) } else { (between(xs, x), ys[y]) })
    };
    let mut lines: Vec<Vec<(f64, f64)>> =
        chains(pieces).into_iter().map(|chain| chain.into_iter().filter_map(place).collect()).collect();
    lines.sort_by_key(|line: &Vec<(f64, f64)>| std::cmp::Reverse(line.len()));
    lines
}

/// Joins pieces that share an end into lines; a ring ends where it began.
fn chains(pieces: Vec<[Edge; 2]>) -> Vec<Vec<Edge>> {
    use std::collections::{BTreeMap, VecDeque};
    let mut by_end: BTreeMap<Edge, Vec<usize>> = BTreeMap::new();
    for (i, ends) in pieces.iter().enumerate() {
        for end in ends {
            by_end.entry(*end).or_default().push(i);
        }
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    for start in 0..pieces.len() {
        if std::mem::replace(&mut used[start], true) {
            continue;
        }
        let mut line: VecDeque<Edge> = pieces[start].into();
        for forward in [true, false] {
            while let Some(&end) = if forward { line.back() } else { line.front() } {
                let Some(&next) = by_end[&end].iter().find(|&&i| !used[i]) else { break };
                used[next] = true;
                let [p, q] = pieces[next];
                let other = if p == end { q } else { p };
                if forward {
                    line.push_back(other);
                } else {
                    line.push_front(other);
                }
            }
        }
        lines.push(line.into());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(rows: &[&[f64]]) -> Vec<Vec<Option<f64>>> {
        rows.iter().map(|row| row.iter().map(|v| Some(*v)).collect()).collect()
    }

    #[test]
    fn a_slope_is_cut_straight_across() {
        let values = all(&[&[0.0, 1.0, 2.0], &[0.0, 1.0, 2.0], &[0.0, 1.0, 2.0]]);
        let lines = contour(&[0.0, 10.0, 20.0], &[0.0, 1.0, 2.0], &values, 0.5);
        assert_eq!(lines.len(), 1);
        let mut line = lines[0].clone();
        line.sort_by(|a, b| a.1.total_cmp(&b.1));
        assert_eq!(line, [(5.0, 0.0), (5.0, 1.0), (5.0, 2.0)]);
    }

    #[test]
    fn a_hill_has_a_ring_around_it_and_a_hole_opens_it() {
        let mut values = all(&[&[0.0, 0.0, 0.0], &[0.0, 4.0, 0.0], &[0.0, 0.0, 0.0]]);
        let axis = [0.0, 1.0, 2.0];
        let lines = contour(&axis, &axis, &values, 1.0);
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].len(), lines[0].first()), (5, lines[0].last()));
        values[0][0] = None;
        let open = contour(&axis, &axis, &values, 1.0);
        assert_eq!(open.iter().map(Vec::len).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn a_saddle_gives_two_lines_that_do_not_cross() {
        for (middle, low) in [(0.0, 3.0), (1.0, 2.0)] {
            let values = all(&[&[low, -2.5], &[-2.5, low]]);
            let lines = contour(&[0.0, 1.0], &[0.0, 1.0], &values, middle);
            assert_eq!(lines.len(), 2);
        }
    }

    #[test]
    fn a_level_outside_and_too_few_points_give_no_line() {
        let values = all(&[&[1.0, 2.0], &[3.0, 4.0]]);
        assert!(contour(&[0.0, 1.0], &[0.0, 1.0], &values, 9.0).is_empty());
        assert!(contour(&[0.0], &[0.0], &all(&[&[1.0]]), 1.0).is_empty());
        assert!(contour(&[], &[], &[], 1.0).is_empty());
        assert!(contour(&[0.0, 1.0], &[0.0, 1.0], &[], 1.0).is_empty());
    }

    #[test]
    fn cells_lie_around_their_values() {
        assert_eq!(edges(&[1.0, 2.0, 4.0]), [0.5, 1.5, 3.0, 5.0]);
        assert_eq!(edges(&[0.0]), [-0.5, 0.5]);
        assert!(edges(&[]).is_empty());
        assert!(Field::new(&Heat::default(), Style::default(), 5).break_even().is_empty());
    }
}
