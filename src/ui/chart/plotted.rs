//! A figure in axis values: where each bar and each point lies, before the screen.

use crate::report::number::Style;
use crate::report::scale::Extent;
use crate::report::{Figure, Mark, Point};

/// How much of a category its bars take.
const GROUP: f64 = 0.72;

/// A figure's values on its axes: category `i` is centred on x = i.
pub(super) struct Plotted<'a> {
    pub(super) figure: &'a Figure,
    /// By series and category.
    pub(super) values: Vec<Vec<Option<f64>>>,
    /// Where a stacked bar begins, by series and category; zero for all else.
    bases: Vec<Vec<f64>>,
    /// Which of the slots side by side a bar series stands in.
    slots: Vec<Option<usize>>,
    slot_count: usize,
    /// The value axis.
    pub(super) extent: Extent,
}

/// A bar in axis values.
#[derive(Clone, Copy)]
pub(super) struct BarBox {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl<'a> Plotted<'a> {
    pub(super) fn new(figure: &'a Figure, style: Style, tick_count: usize) -> Plotted<'a> {
        let count = figure.categories.len();
        let value = |point: &Point| point.value.map(|q| style.axis_value(q)).filter(|v| v.is_finite());
        let values: Vec<Vec<Option<f64>>> =
            figure.series.iter().map(|s| (0..count).map(|i| s.points.get(i).and_then(value)).collect()).collect();
        let (mut slots, mut slot_count, mut stack) = (Vec::new(), 0, None);
        for series in &figure.series {
            slots.push(match series.mark {
                Mark::Line => None,
                Mark::StackedBar if stack.is_some() => stack,
                mark => {
                    slot_count += 1;
                    if mark == Mark::StackedBar {
                        stack = Some(slot_count - 1);
                    }
                    Some(slot_count - 1)
                }
            });
        }
        let bases = stacked_bases(figure, &values);
        let extent = extent(figure, style, &values, &bases, tick_count);
        Plotted { figure, values, bases, slots, slot_count, extent }
    }

    pub(super) fn count(&self) -> usize {
        self.figure.categories.len()
    }

    pub(super) fn has_bars(&self) -> bool {
        self.slot_count > 0
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.figure.series.len()).filter(|&s| self.figure.series[s].mark == Mark::Line)
    }

    /// How many values are known at all.
    pub(super) fn known(&self) -> usize {
        self.values.iter().flatten().flatten().count()
    }

    pub(super) fn projected(&self, category: usize) -> bool {
        self.figure.projected_from.is_some_and(|from| category >= from)
    }

    /// The bar of a series at a category.
    pub(super) fn bar(&self, series: usize, category: usize) -> Option<BarBox> {
        let slot = self.slots[series]?;
        let value = self.values[series][category]?;
        let width = GROUP / self.slot_count as f64;
        let left = category as f64 - GROUP / 2.0 + slot as f64 * width;
        let from = self.bases[series][category];
        Some(BarBox { left, right: left + width, from, to: from + value })
    }

    /// The highest drawn value at a category.
    pub(super) fn top(&self, category: usize) -> Option<f64> {
        (0..self.values.len())
            .filter_map(|s| Some(self.values[s][category]? + self.bases[s][category]))
            .max_by(f64::total_cmp)
    }
}

/// Positive parts stack upwards and negative ones downwards.
fn stacked_bases(figure: &Figure, values: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let count = figure.categories.len();
    let (mut up, mut down) = (vec![0.0; count], vec![0.0; count]);
    let mut bases = Vec::with_capacity(values.len());
    for (series, values) in figure.series.iter().zip(values) {
        let mut base = vec![0.0; count];
        if series.mark == Mark::StackedBar {
            for i in 0..count {
                let Some(value) = values[i] else { continue };
                let pile = if value < 0.0 { &mut down[i] } else { &mut up[i] };
                base[i] = *pile;
                *pile += value;
            }
        }
        bases.push(base);
    }
    bases
}

/// Bars and areas stand on zero; lines alone may leave it where all values are far from it.
fn extent(figure: &Figure, style: Style, values: &[Vec<Option<f64>>], bases: &[Vec<f64>], tick_count: usize) -> Extent {
    let drawn = values
        .iter()
        .zip(bases)
        .flat_map(|(values, bases)| values.iter().zip(bases).filter_map(|(value, base)| Some((*value)? + base)));
    let levels = figure.levels.iter().map(|l| style.axis_value(l.value)).filter(|v| v.is_finite());
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let within = figure.within.into_iter().flatten().map(|q| style.axis_value(q)).filter(|v| v.is_finite());
    for value in drawn.chain(levels).chain(within) {
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        return Extent::round(0.0, 1.0, tick_count);
    }
    let on_zero = figure.gap.is_some() || figure.series.iter().any(|s| s.mark != Mark::Line);
    if on_zero || (low >= 0.0 && low < 0.6 * high) || (high <= 0.0 && high > 0.6 * low) {
        low = low.min(0.0);
        high = high.max(0.0);
    }
    Extent::round(low, high, tick_count)
}
