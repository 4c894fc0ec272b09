//! Where everything on a figure lies: areas, bars, steps, lines, thresholds and the axes, before any screen or file.
//!
//! There is this one layout: the window and pictures stroke it, and native charts are made of the same edges, steps and
//! axes. What a medium has room for is a [`Medium`]. Category `i` is centred on `i` along the axis of categories; values
//! are in the unit shown. Floats are for drawing only; exact values stay in the [`Figure`].

use super::scale::Extent;
use crate::report::words::number::Style;
use crate::report::{Direction, Figure, Level, Mark, Point, Quantity, Role, Series};

/// What differs by medium: how many ticks there is room for, and how broad bars are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Medium {
    /// About how many ticks the axis of values has.
    pub ticks: usize,
    /// How much of a category its bars take.
    pub group: f64,
    /// How much of its slot a bar takes that stands beside others.
    pub bar: f64,
}

impl Medium {
    /// Slides, worksheets and pictures: one axis for every size in which they are looked at.
    pub const FILE: Medium = Medium { ticks: 5, group: 0.64, bar: 0.94 };

    /// The window, with so many points along the axis of values and so many from one tick to the next.
    pub fn screen(room: f32, apart: f32) -> Medium {
        Medium { ticks: (room / apart).clamp(2.0, 6.0) as usize, group: 0.72, bar: 1.0 }
    }
}

/// A thing that is drawn, by its number in the figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Thing {
    /// The area between the edges of a band.
    Band(usize),
    /// The area between two lines, where the first runs below the second.
    Gap(usize, usize),
    /// A series: bars, steps or a line, as its mark says.
    Series(usize),
    /// A thin line across.
    Level(usize),
}

/// Where a bar or an area begins and where it ends, by category; `None` where it is unknown.
pub type Spans = Vec<Option<(f64, f64)>>;

/// A figure's things on its axes.
#[derive(Debug)]
pub struct Layout<'a> {
    /// What is drawn.
    pub figure: &'a Figure,
    /// What it is drawn on.
    pub medium: Medium,
    /// What is drawn of it, the undermost first.
    pub things: Vec<Thing>,
    /// By series and category, each on its own axis.
    pub values: Vec<Vec<Option<f64>>>,
    /// Lower and upper edge by band.
    pub bands: Vec<Spans>,
    /// By level; `None` where it is no number.
    levels: Vec<Option<f64>>,
    /// The value axis.
    pub extent: Extent,
    /// The axis at the right, with as many ticks as the other, where a known series is measured on it.
    pub right: Option<Extent>,
    /// The bars by series; nothing for lines.
    spans: Vec<Spans>,
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

impl<'a> Layout<'a> {
    /// Lays a figure out for a medium.
    pub fn new(figure: &'a Figure, style: Style, medium: Medium) -> Layout<'a> {
        let count = figure.categories.len();
        let axis = |quantity: Option<Quantity>| quantity.map(|q| style.axis_value(q)).filter(|v| v.is_finite());
        let value = |point: &Point| axis(point.value);
        let values: Vec<Vec<Option<f64>>> =
            figure.series.iter().map(|s| (0..count).map(|i| s.points.get(i).and_then(value)).collect()).collect();
        let bands: Vec<Spans> = figure
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
        let levels: Vec<Option<f64>> = figure.levels.iter().map(|level| axis(Some(level.value))).collect();
        let spans = spans(figure, &values);
        let within = figure.within.into_iter().flatten().filter_map(|value| axis(Some(value)));
        let extent = extent(figure, &values, &bands, &spans, levels.iter().flatten().copied().chain(within), medium);
        let right = right(figure, &values, extent);
        let (slots, slot_count) = slots(figure);
        let mut layout = Layout {
            figure,
            medium,
            things: Vec::new(),
            values,
            bands,
            levels,
            extent,
            right,
            spans,
            slots,
            slot_count,
        };
        layout.things = layout.in_order();
        layout
    }

    /// What is drawn, the undermost first: areas, steps, piles, bars, lines, thresholds.
    fn in_order(&self) -> Vec<Thing> {
        let known = |band: &usize| self.bands[*band].iter().any(Option::is_some);
        let mut things: Vec<Thing> = (0..self.bands.len()).filter(known).map(Thing::Band).collect();
        things.extend(self.gap().map(|(lower, upper)| Thing::Gap(lower, upper)));
        for mark in [Mark::Waterfall, Mark::StackedBar, Mark::Bar, Mark::Line, Mark::RightLine] {
            let drawn = mark != Mark::RightLine || self.right.is_some();
            let of_mark = |s: &usize| drawn && self.figure.series[*s].mark == mark;
            things.extend((0..self.values.len()).filter(of_mark).map(Thing::Series));
        }
        things.extend((0..self.levels.len()).filter(|l| self.levels[*l].is_some()).map(Thing::Level));
        things
    }

    /// What a thing stands for.
    pub fn role(&self, thing: Thing) -> Role {
        match thing {
            Thing::Band(band) => self.figure.bands[band].role,
            Thing::Gap(..) => Role::Trouble,
            Thing::Series(series) => self.figure.series[series].role,
            Thing::Level(_) => Role::Earlier,
        }
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
        (0..self.figure.series.len()).filter(|&s| !is_bar(self.figure, &self.figure.series[s]))
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

    /// The two lines between which the gap is filled, where it opens: below, above.
    pub fn gap(&self) -> Option<(usize, usize)> {
        let (lower, upper) = gap_lines(self.figure)?;
        let opens = |(a, b): (&Option<f64>, &Option<f64>)| a.zip(*b).is_some_and(|(a, b)| b > a);
        self.values[lower].iter().zip(&self.values[upper]).any(opens).then_some((lower, upper))
    }

    /// The bands as strips upon each other, the lowest first: the lower parts of all bands from the widest on, then the
    /// upper parts back. Each with its band.
    pub fn strips(&self) -> Vec<(usize, Spans)> {
        let drawn: Vec<usize> =
            self.things.iter().filter_map(|t| if let Thing::Band(b) = t { Some(*b) } else { None }).collect();
        let Some(widest) = drawn.first().map(|band| &self.bands[*band]) else { return Vec::new() };
        let mut at: Vec<Option<f64>> = widest.iter().map(|edges| edges.map(|(low, _)| low)).collect();
        let edge = |of: usize, pick: fn((f64, f64)) -> f64| self.bands[of].iter().map(|e| e.map(pick)).collect();
        let lower = drawn.windows(2).map(|pair| (pair[0], edge(pair[1], |(low, _)| low)));
        let upper = drawn.iter().rev().map(|band| (*band, edge(*band, |(_, high)| high)));
        let mut strip = |(band, edge): (usize, Vec<Option<f64>>)| {
            let rise = |(at, edge): (&mut Option<f64>, Option<f64>)| {
                let from = (*at)?;
                *at = Some(edge.unwrap_or(from).max(from));
                Some((from, (*at)?))
            };
            (band, at.iter_mut().zip(edge).map(rise).collect())
        };
        lower.chain(upper).map(&mut strip).collect()
    }

    /// The thresholds with where they lie.
    pub fn levels(&self) -> impl Iterator<Item = (&'a Level, f64)> + '_ {
        self.figure.levels.iter().zip(&self.levels).filter_map(|(level, value)| Some((level, (*value)?)))
    }

    /// Where a point of a line lies, in values of the axis at the left: a line measured at the right is brought there.
    pub fn height(&self, series: usize, category: usize) -> Option<f64> {
        let value = self.values.get(series)?.get(category).copied().flatten()?;
        match (self.figure.series[series].mark, self.right) {
            (Mark::RightLine, Some(right)) => Some(self.extent.of_share(right.share(value))),
            _ => Some(value),
        }
    }

    /// How far before the middle of a category the bars of a series begin, and how broad they are.
    pub fn slot(&self, series: usize) -> Option<(f64, f64)> {
        let slot = self.slots[series]?;
        let width = self.medium.group / self.slot_count as f64;
        let beside = self.figure.series[series].mark == Mark::Bar && self.figure.direction == Direction::Standing;
        let breadth = if beside { width * self.medium.bar } else { width };
        Some((self.medium.group / 2.0 - slot as f64 * width, breadth))
    }

    /// The bar of a series at a category.
    pub fn bar(&self, series: usize, category: usize) -> Option<BarBox> {
        let (before, breadth) = self.slot(series)?;
        let (from, to) = self.span(series, category)?;
        let left = category as f64 - before;
        Some(BarBox { left, right: left + breadth, from, to })
    }

    /// Where the bars of a series begin and end, wherever they stand.
    pub fn spans(&self, series: usize) -> &[Option<(f64, f64)>] {
        &self.spans[series]
    }

    /// Where the bar of a series begins and ends at a category.
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

/// Whether a series is drawn as bars: no line runs from top to bottom.
fn is_bar(figure: &Figure, series: &Series) -> bool {
    match series.mark {
        Mark::Line => figure.direction == Direction::Lying,
        Mark::RightLine => false,
        Mark::Bar | Mark::StackedBar | Mark::Waterfall => true,
    }
}

/// The lines of the gap. Where there are bands it would lie on them, and in a figure from top to bottom are no lines.
fn gap_lines(figure: &Figure) -> Option<(usize, usize)> {
    let line = |s: usize| figure.series.get(s).is_some_and(|s| s.mark == Mark::Line);
    let apart = figure.bands.is_empty() && figure.direction == Direction::Standing;
    figure.gap.filter(|&(lower, upper)| apart && lower != upper && line(lower) && line(upper))
}

/// The slots of the series side by side, and how many there are: bars upon each other share one, lying ones all do.
fn slots(figure: &Figure) -> (Vec<Option<usize>>, usize) {
    let (mut count, mut pile) = (0, None);
    let lying = figure.direction == Direction::Lying;
    let slot = |series: &Series| {
        if !is_bar(figure, series) {
            return None;
        }
        let shares = lying || series.mark == Mark::StackedBar;
        if let Some(slot) = pile.filter(|_| shares) {
            return Some(slot);
        }
        count += 1;
        if shares {
            pile = Some(count - 1);
        }
        Some(count - 1)
    };
    (figure.series.iter().map(slot).collect(), count)
}

/// Where bars begin and end: on zero, on the pile of their category, or where the step before ended.
fn spans(figure: &Figure, values: &[Vec<Option<f64>>]) -> Vec<Spans> {
    let count = figure.categories.len();
    let (mut up, mut down) = (vec![0.0; count], vec![0.0; count]);
    let span = |(series, values): (&Series, &Vec<Option<f64>>)| match series.mark {
        _ if !is_bar(figure, series) => vec![None; count],
        Mark::Bar | Mark::Line | Mark::RightLine => values.iter().map(|v| v.map(|v| (0.0, v))).collect(),
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

/// The bars of a waterfall. After an unknown step nothing says where the next one begins: a bar there would be read as a
/// level that nobody knows. So none is drawn until the last total, which stands on zero.
fn steps(values: &[Option<f64>]) -> Spans {
    let last = values.len().saturating_sub(1);
    let mut level = None;
    let mut spans = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        let from = if i == 0 || i == last { Some(0.0) } else { level };
        let span = from.zip(*value).map(|(from, change)| (from, clean(from + change)));
        level = span.map(|(_, to)| to);
        spans.push(span);
    }
    spans
}

/// Sums and differences of numbers in whole fen, without the dust of binary fractions.
pub fn clean(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// Bars and areas stand on zero; lines alone may leave it where all values are far from it.
fn extent(
    figure: &Figure,
    values: &[Vec<Option<f64>>],
    bands: &[Spans],
    spans: &[Spans],
    held: impl Iterator<Item = f64>,
    medium: Medium,
) -> Extent {
    let lines = figure.series.iter().zip(values).filter(|(s, _)| s.mark == Mark::Line);
    let drawn = lines
        .flat_map(|(_, values)| values.iter().flatten().copied())
        .chain(spans.iter().chain(bands).flatten().flatten().flat_map(|(a, b)| [*a, *b]))
        .chain(held);
    let bars = figure.series.iter().any(|series| is_bar(figure, series));
    Extent::fitting(drawn, gap_lines(figure).is_some() || bars, medium.ticks)
}

/// The axis at the right, where a line is measured on it; a figure from top to bottom has none.
fn right(figure: &Figure, values: &[Vec<Option<f64>>], left: Extent) -> Option<Extent> {
    let standing = figure.direction == Direction::Standing;
    let lines = figure.series.iter().zip(values).filter(|(s, _)| standing && s.mark == Mark::RightLine);
    let mut drawn = lines.flat_map(|(_, values)| values.iter().flatten().copied()).peekable();
    drawn.peek()?;
    Some(Extent::beside(left, drawn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Band, Category};
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
        Figure {
            categories: vec![Category::Name(String::new()); count],
            series: all.iter().map(series).collect(),
            ..Figure::default()
        }
    }

    #[test]
    fn a_waterfall_runs_from_total_to_total_and_its_axis_holds_the_levels_between() {
        let figure = figure(&[(Mark::Waterfall, &[Some(100), Some(80), Some(-230), Some(20), Some(-30)])]);
        let layout = Layout::new(&figure, Style::default(), Medium::FILE);
        let spans: Vec<_> = (0..5).filter_map(|i| layout.span(0, i)).collect();
        assert_eq!(spans, [(0.0, 100.0), (100.0, 180.0), (180.0, -50.0), (-50.0, -30.0), (0.0, -30.0)]);
        assert!(layout.extent.low <= -50.0 && layout.extent.high >= 180.0);
        let steps: Vec<_> = (0..5).filter_map(|i| layout.step(0, i)).collect();
        assert_eq!(steps, [Step::Total, Step::Up, Step::Down, Step::Up, Step::Total]);
    }

    #[test]
    fn steps_after_an_unknown_one_are_unknown_and_the_last_total_stands() {
        let figure = figure(&[(Mark::Waterfall, &[Some(100), None, Some(5), Some(90)])]);
        let layout = Layout::new(&figure, Style::default(), Medium::FILE);
        let spans: Vec<_> = (0..4).map(|i| layout.span(0, i)).collect();
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
        let layout = Layout::new(&figure, Style::default(), Medium::FILE);
        assert_eq!(layout.bands, [[Some((-40.0, 170.0)), None]]);
        assert!(layout.extent.low <= -40.0 && layout.extent.high >= 170.0);
        let right = layout.right.expect("an axis at the right");
        assert!(right.low <= 0.0 && right.high >= 4.0);
        let zero = layout.extent.of_share(right.share(0.0));
        assert!(zero.abs() < 1e-9, "both zeros lie on one line, not {zero}");
        let (a, b) = (layout.height(1, 0).unwrap(), layout.height(1, 1).unwrap());
        assert!(layout.extent.low <= a && a < b && b <= layout.extent.high);
    }

    #[test]
    fn nothing_known_is_drawn_as_nothing() {
        for marks in [Mark::Bar, Mark::StackedBar, Mark::Line, Mark::RightLine, Mark::Waterfall] {
            for values in [&[][..], &[None][..], &[None, None, None][..]] {
                let figure = figure(&[(marks, values)]);
                let layout = Layout::new(&figure, Style::default(), Medium::FILE);
                assert_eq!(layout.known(), 0);
                assert!(layout.right.is_none());
            }
        }
    }
}
