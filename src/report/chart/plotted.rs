//! A figure in axis values: where each bar, each point and each band lies, before any screen or file.
//!
//! Category `i` is centred on `i` along the axis of categories. Floats are for drawing only; exact values stay in the
//! [`Figure`].

use super::scale::Extent;
use crate::report::words::number::Style;
use crate::report::{Figure, Mark, Point, Quantity, Series};

/// How much of a category its bars take.
const GROUP: f64 = 0.72;

/// A figure's values on its axes.
#[derive(Debug)]
pub struct Plotted<'a> {
    /// What is drawn.
    pub figure: &'a Figure,
    /// By series and category, each on its own axis.
    pub values: Vec<Vec<Option<f64>>>,
    /// Lower and upper edge by band and category.
    pub bands: Vec<Vec<Option<(f64, f64)>>>,
    /// The value axis.
    pub extent: Extent,
    /// The axis at the right, with as many ticks as the other, where a known series is measured on it.
    pub right: Option<Extent>,
    /// Where each bar begins and ends, by series and category; `None` for lines, and where it is unknown.
    spans: Vec<Vec<Option<(f64, f64)>>>,
    /// Which of the slots side by side a bar series stands in.
    slots: Vec<Option<usize>>,
    slot_count: usize,
}

/// A bar in axis values.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BarBox {
    /// Its edge towards the first category.
    pub left: f64,
    /// Its other edge.
    pub right: f64,
    /// Where it begins: zero, the bar below it, the step before it.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

impl BarBox {
    /// The end nearer to the head of the axis.
    pub fn top(self) -> f64 {
        self.from.max(self.to)
    }
}

/// What a bar of a waterfall is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A total, standing on zero.
    Total,
    /// A change upwards, or none.
    Up,
    /// A change downwards.
    Down,
}

impl<'a> Plotted<'a> {
    /// A figure with about so many ticks on its value axis.
    pub fn new(figure: &'a Figure, style: Style, tick_count: usize) -> Plotted<'a> {
        let count = figure.categories.len();
        let axis = |quantity: Option<Quantity>| quantity.map(|q| style.axis_value(q)).filter(|v| v.is_finite());
        let value = |point: &Point| axis(point.value);
        let values: Vec<Vec<Option<f64>>> =
            figure.series.iter().map(|s| (0..count).map(|i| s.points.get(i).and_then(value)).collect()).collect();
        let bands: Vec<Vec<Option<(f64, f64)>>> = figure
            .bands
            .iter()
            .map(|band| {
                let edge = |edge: &[Option<Quantity>], i: usize| axis(edge.get(i).copied().flatten());
                let both = |i: usize| {
                    let (a, b) = (edge(&band.lower, i)?, edge(&band.upper, i)?);
                    Some((a.min(b), a.max(b)))
                };
                (0..count).map(both).collect()
            })
            .collect();
        let (mut slots, mut slot_count, mut stack) = (Vec::new(), 0, None);
        for series in &figure.series {
            slots.push(match series.mark {
                Mark::Line | Mark::RightLine => None,
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
        let spans = spans(figure, &values);
        let held = figure.levels.iter().map(|l| l.value).chain(figure.within.into_iter().flatten());
        let levels: Vec<f64> = held.map(|value| style.axis_value(value)).filter(|v| v.is_finite()).collect();
        let extent = extent(figure, &values, &bands, &spans, &levels, tick_count);
        let right = right(figure, &values, extent);
        Plotted { figure, values, bands, extent, right, spans, slots, slot_count }
    }

    /// How many categories.
    pub fn count(&self) -> usize {
        self.figure.categories.len()
    }

    /// Whether bars stand on it.
    pub fn has_bars(&self) -> bool {
        self.slot_count > 0
    }

    /// Whether a series is a waterfall.
    pub fn has_waterfall(&self) -> bool {
        self.figure.series.iter().any(|s| s.mark == Mark::Waterfall)
    }

    /// The series that are lines, on either axis.
    pub fn lines(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.figure.series.len()).filter(|&s| matches!(self.figure.series[s].mark, Mark::Line | Mark::RightLine))
    }

    /// Whether anything is measured on the axis at the left.
    pub fn uses_left(&self) -> bool {
        let known = |values: &Vec<Option<f64>>| values.iter().any(Option::is_some);
        let left = self.figure.series.iter().zip(&self.values).any(|(s, v)| s.mark != Mark::RightLine && known(v));
        left || self.bands.iter().flatten().any(Option::is_some)
    }

    /// How many values are known at all.
    pub fn known(&self) -> usize {
        self.values.iter().flatten().flatten().count() + self.bands.iter().flatten().flatten().count()
    }

    /// Whether a category's values are projected.
    pub fn projected(&self, category: usize) -> bool {
        self.figure.projected_from.is_some_and(|from| category >= from)
    }

    /// The two lines between which the gap is filled: below, above.
    pub fn gap(&self) -> Option<(usize, usize)> {
        let is_line = |s: usize| self.figure.series.get(s).is_some_and(|s| s.mark == Mark::Line);
        self.figure.gap.filter(|&(lower, upper)| is_line(lower) && is_line(upper))
    }

    /// Where a point of a line lies, in values of the axis at the left: a line measured at the right is brought there.
    pub fn height(&self, series: usize, category: usize) -> Option<f64> {
        let value = self.values.get(series)?.get(category).copied().flatten()?;
        match (self.figure.series[series].mark, self.right) {
            (Mark::RightLine, Some(right)) => Some(self.extent.of_share(right.share(value))),
            _ => Some(value),
        }
    }

    /// The bar of a series at a category.
    pub fn bar(&self, series: usize, category: usize) -> Option<BarBox> {
        let slot = self.slots[series]?;
        let (from, to) = self.span(series, category)?;
        let width = GROUP / self.slot_count as f64;
        let left = category as f64 - GROUP / 2.0 + slot as f64 * width;
        Some(BarBox { left, right: left + width, from, to })
    }

    /// Where the bar of a series begins and ends, wherever it stands.
    pub fn span(&self, series: usize, category: usize) -> Option<(f64, f64)> {
        self.spans[series].get(category).copied().flatten()
    }

    /// What the bar of a waterfall is at a category; `None` for every other series.
    pub fn step(&self, series: usize, category: usize) -> Option<Step> {
        if self.figure.series[series].mark != Mark::Waterfall {
            return None;
        }
        let value = self.values[series].get(category).copied().flatten()?;
        Some(match value {
            _ if category == 0 || category + 1 == self.count() => Step::Total,
            v if v < 0.0 => Step::Down,
            _ => Step::Up,
        })
    }

    /// The highest drawn value at a category.
    pub fn top(&self, category: usize) -> Option<f64> {
        let of = |s: usize| match self.bar(s, category) {
            Some(bar) => Some(bar.to),
            None => self.height(s, category),
        };
        (0..self.values.len()).filter_map(of).max_by(f64::total_cmp)
    }
}

/// Where bars begin and end: on zero, on the pile of their category, or where the step before ended.
fn spans(figure: &Figure, values: &[Vec<Option<f64>>]) -> Vec<Vec<Option<(f64, f64)>>> {
    let count = figure.categories.len();
    let (mut up, mut down) = (vec![0.0; count], vec![0.0; count]);
    let span = |(series, values): (&Series, &Vec<Option<f64>>)| match series.mark {
        Mark::Line | Mark::RightLine => vec![None; count],
        Mark::Bar => values.iter().map(|v| v.map(|v| (0.0, v))).collect(),
        Mark::Waterfall => steps(values),
        Mark::StackedBar => values
            .iter()
            .enumerate()
            .map(|(i, value)| {
                let value = (*value)?;
                // Positive parts pile up and negative ones down.
                let pile = if value < 0.0 { &mut down[i] } else { &mut up[i] };
                let from = *pile;
                *pile += value;
                Some((from, *pile))
            })
            .collect(),
    };
    figure.series.iter().zip(values).map(span).collect()
}

/// The bars of a waterfall. After an unknown step nothing says where the next one begins, so that only the last total
/// stands.
fn steps(values: &[Option<f64>]) -> Vec<Option<(f64, f64)>> {
    let last = values.len().saturating_sub(1);
    let mut level = None;
    let mut spans = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        if i == 0 || i == last {
            level = *value;
            spans.push(value.map(|v| (0.0, v)));
        } else {
            let span = level.zip(*value).map(|(from, change)| (from, from + change));
            level = span.map(|(_, to)| to);
            spans.push(span);
        }
    }
    spans
}

/// Bars and areas stand on zero; lines alone may leave it where all values are far from it.
fn extent(
    figure: &Figure,
    values: &[Vec<Option<f64>>],
    bands: &[Vec<Option<(f64, f64)>>],
    spans: &[Vec<Option<(f64, f64)>>],
    levels: &[f64],
    tick_count: usize,
) -> Extent {
    let lines = figure.series.iter().zip(values).filter(|(s, _)| s.mark == Mark::Line);
    let drawn = lines
        .flat_map(|(_, values)| values.iter().flatten().copied())
        .chain(spans.iter().chain(bands).flatten().flatten().flat_map(|(a, b)| [*a, *b]))
        .chain(levels.iter().copied());
    let bars = figure.series.iter().any(|s| !matches!(s.mark, Mark::Line | Mark::RightLine));
    Extent::fitting(drawn, figure.gap.is_some() || bars, tick_count)
}

/// The axis at the right, where a line is measured on it.
fn right(figure: &Figure, values: &[Vec<Option<f64>>], left: Extent) -> Option<Extent> {
    let lines = figure.series.iter().zip(values).filter(|(s, _)| s.mark == Mark::RightLine);
    let mut drawn = lines.flat_map(|(_, values)| values.iter().flatten().copied()).peekable();
    drawn.peek()?;
    Some(Extent::beside(left, drawn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Band, Role};
    use rust_decimal::Decimal;

    fn number(value: i64) -> Quantity {
        Quantity::Number(Decimal::from(value))
    }

    fn figure(all: &[(Mark, &[Option<i64>])]) -> Figure {
        let series = |(mark, values): &(Mark, &[Option<i64>])| Series {
            name: String::new(),
            role: Role::Later,
            mark: *mark,
            points: values.iter().map(|v| Point { value: v.map(number), subject: None }).collect(),
        };
        let count = all.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
        Figure { categories: vec![String::new(); count], series: all.iter().map(series).collect(), ..Figure::default() }
    }

    #[test]
    fn a_waterfall_runs_from_total_to_total_and_its_axis_holds_the_levels_between() {
        let figure = figure(&[(Mark::Waterfall, &[Some(100), Some(80), Some(-230), Some(20), Some(-30)])]);
        let plotted = Plotted::new(&figure, Style::default(), 5);
        let spans: Vec<_> = (0..5).filter_map(|i| plotted.span(0, i)).collect();
        assert_eq!(spans, [(0.0, 100.0), (100.0, 180.0), (180.0, -50.0), (-50.0, -30.0), (0.0, -30.0)]);
        assert!(plotted.extent.low <= -50.0 && plotted.extent.high >= 180.0);
        let steps: Vec<_> = (0..5).filter_map(|i| plotted.step(0, i)).collect();
        assert_eq!(steps, [Step::Total, Step::Up, Step::Down, Step::Up, Step::Total]);
    }

    #[test]
    fn steps_after_an_unknown_one_are_unknown_and_the_last_total_stands() {
        let figure = figure(&[(Mark::Waterfall, &[Some(100), None, Some(5), Some(90)])]);
        let plotted = Plotted::new(&figure, Style::default(), 5);
        let spans: Vec<_> = (0..4).map(|i| plotted.span(0, i)).collect();
        assert_eq!(spans, [Some((0.0, 100.0)), None, None, Some((0.0, 90.0))]);
    }

    #[test]
    fn the_axis_holds_the_bands_and_a_line_at_the_right_has_its_own() {
        let mut figure = figure(&[(Mark::Line, &[Some(50), Some(60)]), (Mark::RightLine, &[Some(2), Some(4)])]);
        figure.bands = vec![Band {
            name: String::new(),
            role: Role::Later,
            lower: vec![Some(number(-40)), None],
            upper: vec![Some(number(170)), Some(number(300))],
        }];
        let plotted = Plotted::new(&figure, Style::default(), 5);
        assert_eq!(plotted.bands, [[Some((-40.0, 170.0)), None]]);
        assert!(plotted.extent.low <= -40.0 && plotted.extent.high >= 170.0);
        let right = plotted.right.expect("an axis at the right");
        assert!(right.low <= 0.0 && right.high >= 4.0);
        let zero = plotted.extent.of_share(right.share(0.0));
        assert!(zero.abs() < 1e-9, "both zeros lie on one line, not {zero}");
        let (a, b) = (plotted.height(1, 0).unwrap(), plotted.height(1, 1).unwrap());
        assert!(plotted.extent.low <= a && a < b && b <= plotted.extent.high);
    }

    #[test]
    fn nothing_known_is_drawn_as_nothing() {
        for marks in [Mark::Bar, Mark::StackedBar, Mark::Line, Mark::RightLine, Mark::Waterfall] {
            for values in [&[][..], &[None][..], &[None, None, None][..]] {
                let figure = figure(&[(marks, values)]);
                let plotted = Plotted::new(&figure, Style::default(), 5);
                assert_eq!(plotted.known(), 0);
                assert!(plotted.right.is_none());
            }
        }
    }
}
