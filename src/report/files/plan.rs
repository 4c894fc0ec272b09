//! How a figure or a curve becomes a native chart: columns of numbers, and which of them are drawn in what way.
//!
//! What a chart program can't draw by itself is made of columns that it can: the gap between two lines is an area upon a
//! transparent one, so is a band of a fan, and the steps of a waterfall stand on invisible feet. These helping columns
//! stand in the chart's own table after the figure's values, where they are formulas if a formula says them.

use super::canvas;
use super::format;
use super::tokens::{self, Colour};
use crate::month::Month;
use crate::report::chart::scale::{self, Extent};
use crate::report::model::charts::Curve;
use crate::report::words::number::{self, Style};
use crate::report::{Direction, Figure, Mark, Measured, Quantity, Role, Series};

/// A column of a chart's table.
pub struct Column {
    /// Its heading: the series' name.
    pub name: String,
    /// The values in the unit shown; `None` is unknown.
    pub values: Vec<Option<f64>>,
    /// The number format.
    pub format: String,
    /// How a helping column follows from others.
    pub formula: Option<Helper>,
    /// Helping columns are muted in tables.
    pub helps: bool,
}

/// A helping column as a formula over two other columns.
#[derive(Clone, Copy)]
pub enum Helper {
    /// The lesser of the two.
    Least(usize, usize),
    /// By how much the second is above the first; zero where it isn't.
    Excess(usize, usize),
}

/// What a layer's series are drawn as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Areas on top of each other.
    Areas,
    /// Bars beside each other.
    Bars,
    /// Bars on top of each other, or across each other in a tornado.
    Stacked,
    /// Lines.
    Lines,
    /// Points joined, over numbers.
    Scatter,
}

/// Series drawn in one way against one axis.
pub struct Layer {
    /// In which way.
    pub kind: Kind,
    /// Against the axis at the right.
    pub right: bool,
    /// The series.
    pub drawn: Vec<Drawn>,
}

/// A series as it is drawn.
#[derive(Default)]
pub struct Drawn {
    /// Its column.
    pub column: usize,
    /// Its rows of the table.
    pub rows: std::ops::Range<usize>,
    /// The colour; `None` is invisible.
    pub colour: Option<Colour>,
    /// A line's width in points; 0 is no line.
    pub width: f64,
    /// A line's dashes.
    pub dash: Option<&'static str>,
    /// Whether points are marked.
    pub marked: bool,
    /// Whether the legend names it.
    pub in_legend: bool,
    /// From this row on it is drawn lighter.
    pub projected_from: Option<usize>,
    /// Words at single points.
    pub labels: Vec<(usize, Label)>,
    /// The number format in which every value stands at its point.
    pub shows: Option<String>,
}

/// What stands at a point.
pub enum Label {
    /// The series' name.
    Name,
    /// Words.
    Words(String),
}

/// An axis of values.
pub struct Axis {
    /// From, to, and the ticks.
    pub extent: Extent,
    /// The number format of its ticks.
    pub format: String,
}

/// A native chart with its table.
pub struct Plan {
    /// What it shows, with the unit.
    pub caption: String,
    /// What stands above the categories in the table.
    pub corner: String,
    /// The categories, in full.
    pub categories: Vec<String>,
    /// Numbers in their place, for points over numbers.
    pub numbers: Option<Vec<f64>>,
    /// The months as days, where the categories are more than a year's months without a hole: an axis of time thins its
    /// labels by itself in every program.
    pub days: Option<Vec<i32>>,
    /// The table.
    pub columns: Vec<Column>,
    /// What is drawn, the undermost first.
    pub layers: Vec<Layer>,
    /// Categories from top to bottom.
    pub lying: bool,
    /// The axis of values.
    pub axis: Axis,
    /// The axis at the right.
    pub right: Option<Axis>,
    /// The axis of numbers at the foot of points over numbers, with its title.
    pub across: Option<(Axis, String)>,
    /// Whether there is a legend; else the lines say their names at their ends.
    pub legend: bool,
    /// Whether room is left at the right for names at the ends of lines, as a share of the width.
    pub margin: f64,
}

impl Plan {
    /// Each how many categories the axis has a label, at so many points of width.
    pub fn stride(&self, width: f64) -> usize {
        if self.lying || self.categories.is_empty() {
            return 1;
        }
        let widest = self.categories.iter().map(|c| canvas::width_of(c, 11.0)).fold(0.0, f64::max);
        scale::stride(widest as f32, (width * 0.9 / self.categories.len() as f64) as f32).min(self.categories.len())
    }

    /// Whether anything is below zero, so that labels stand at the low end of the axis.
    pub fn goes_below(&self) -> bool {
        self.axis.extent.low < 0.0
    }

    /// Whether lines may begin at the very edge of the plot: there are no bars.
    pub fn edge_to_edge(&self) -> bool {
        self.layers.iter().all(|layer| !matches!(layer.kind, Kind::Bars | Kind::Stacked)) && self.categories.len() > 1
    }
}

/// Collects the columns and layers of a figure.
struct Builder<'a> {
    figure: &'a Figure,
    style: Style,
    columns: Vec<Column>,
}

/// The chart of a figure; `None` where no value is known.
pub fn of_figure(figure: &Figure, style: Style) -> Option<Plan> {
    let known = |s: &Series| s.points.iter().take(figure.categories.len()).any(|p| p.value.is_some());
    let banded = figure.bands.iter().any(|b| b.lower.iter().zip(&b.upper).any(|(l, u)| l.is_some() && u.is_some()));
    if figure.categories.is_empty() || !(figure.series.iter().any(known) || banded) {
        return None;
    }
    let mut builder = Builder { figure, style, columns: Vec::new() };
    Some(builder.plan())
}

impl Builder<'_> {
    fn count(&self) -> usize {
        self.figure.categories.len()
    }

    fn plan(&mut self) -> Plan {
        let figure = self.figure;
        let lying = figure.direction == Direction::Lying;
        let own: Vec<Option<usize>> =
            figure.series.iter().map(|s| (s.mark != Mark::Waterfall).then(|| self.series_column(s))).collect();
        let mut layers = Vec::new();
        layers.extend(self.bands());
        layers.extend(self.gap(&own));
        layers.extend(self.waterfalls());
        let kinds = [
            (Kind::Stacked, false, Mark::StackedBar),
            (if lying { Kind::Stacked } else { Kind::Bars }, false, Mark::Bar),
            (Kind::Lines, false, Mark::Line),
            (Kind::Lines, true, Mark::RightLine),
        ];
        for (kind, right, mark) in kinds {
            let drawn: Vec<Drawn> = figure
                .series
                .iter()
                .zip(&own)
                .filter(|(series, _)| series.mark == mark)
                .filter_map(|(series, column)| Some(self.drawn(series, (*column)?, kind)))
                .collect();
            if !drawn.is_empty() {
                // Lines don't lie: in a figure from top to bottom they are bars.
                let kind = if lying && kind == Kind::Lines { Kind::Stacked } else { kind };
                layers.push(Layer { kind, right: right && !lying, drawn });
            }
        }
        self.remarks(&mut layers);
        let levels = if lying { Vec::new() } else { self.levels() };
        let axis = self.axis(&layers, &levels, false);
        let right = layers.iter().any(|layer| layer.right);
        let right = right.then(|| self.axis(&layers, &[], true));
        let named = self.name_ends(&mut layers, &axis);
        let leveled = !levels.is_empty();
        if leveled {
            match layers.iter_mut().find(|layer| layer.kind == Kind::Lines && !layer.right) {
                Some(lines) => lines.drawn.extend(levels),
                // Lines come before those of the right axis.
                None => {
                    let at = layers.iter().position(|layer| layer.right).unwrap_or(layers.len());
                    layers.insert(at, Layer { kind: Kind::Lines, right: false, drawn: levels });
                }
            }
        }
        let words = |drawn: &Drawn| drawn.labels.iter().any(|(_, label)| matches!(label, Label::Name));
        let longest = layers
            .iter()
            .flat_map(|layer| &layer.drawn)
            .filter(|drawn| words(drawn))
            .map(|drawn| canvas::width_of(&self.columns[drawn.column].name, 11.0))
            .fold(0.0, f64::max);
        let entries = layers.iter().flat_map(|layer| &layer.drawn).filter(|drawn| drawn.in_legend).count();
        let language = self.style.language;
        let unit = self.style.unit_name(figure.measured);
        let corner = if unit.is_empty() { String::new() } else { language.fill("export.unit", &[("unit", unit)]) };
        Plan {
            caption: caption(figure, self.style),
            corner,
            categories: labels(figure),
            numbers: None,
            days: days(figure),
            columns: std::mem::take(&mut self.columns),
            layers,
            lying,
            axis,
            right,
            across: None,
            legend: !named && entries > 1,
            margin: if longest > 0.0 { (longest + 16.0) / 850.0 } else { 0.0 },
        }
    }

    fn value(&self, quantity: Option<Quantity>) -> Option<f64> {
        quantity.map(|q| self.style.axis_value(q)).filter(|v| v.is_finite())
    }

    fn series_column(&mut self, series: &Series) -> usize {
        let measured = if series.mark == Mark::RightLine {
            self.figure.right.unwrap_or(self.figure.measured)
        } else {
            self.figure.measured
        };
        let values = (0..self.count()).map(|n| self.value(series.points.get(n).and_then(|p| p.value))).collect();
        self.column(series.name.clone(), values, measured, false)
    }

    fn column(&mut self, name: String, values: Vec<Option<f64>>, measured: Measured, helps: bool) -> usize {
        let format = format::cells(measured, self.style.unit);
        self.columns.push(Column { name, values, format, formula: None, helps });
        self.columns.len() - 1
    }

    fn drawn(&self, series: &Series, column: usize, kind: Kind) -> Drawn {
        let line = kind == Kind::Lines;
        let alone = self.figure.series.len() == 1;
        let few = self.count() <= 12;
        let lying = self.figure.direction == Direction::Lying;
        let shows = !line && few && (alone || (lying && kind == Kind::Stacked));
        Drawn {
            column,
            rows: 0..self.count(),
            colour: Some(tokens::role(series.role)),
            width: match (line, series.role) {
                (false, _) => 0.0,
                (true, Role::Balance) => 3.0,
                _ => 2.25,
            },
            dash: match series.role {
                Role::Nth(n) if line => {
                    [None, Some("dash"), Some("sysDot"), Some("dashDot"), Some("lgDash")][usize::from(n) % 5]
                }
                _ if series.mark == Mark::RightLine => Some("sysDash"),
                _ => None,
            },
            marked: line && self.count() <= 12,
            in_legend: true,
            projected_from: self.figure.projected_from.filter(|&n| n < self.count()),
            shows: shows.then(|| format::labels(self.columns[column].values.iter().flatten().copied())),
            ..Drawn::default()
        }
    }

    /// Areas on transparent feet: between the edges of all bands, from the lowest edge to the highest.
    fn bands(&mut self) -> Option<Layer> {
        let figure = self.figure;
        let count = self.count();
        let edges = |edge: &[Option<Quantity>]| -> Vec<Option<f64>> {
            (0..count).map(|n| self.value(edge.get(n).copied().flatten())).collect()
        };
        type Edges = (Vec<Option<f64>>, Vec<Option<f64>>);
        let bands: Vec<(usize, Edges)> = figure
            .bands
            .iter()
            .map(|band| (edges(&band.lower), edges(&band.upper)))
            .enumerate()
            .filter(|(_, (lower, upper))| lower.iter().zip(upper).any(|(l, u)| l.is_some() && u.is_some()))
            .collect();
        let (_, (lowest, highest)) = bands.first()?;
        // Before the first known value the fan is closed, and stands where the line does.
        let line = figure.series.iter().find(|s| s.mark == Mark::Line);
        let known = |n: usize| lowest[n].is_some() && highest[n].is_some();
        let foot = |n: usize| -> f64 {
            let from_line = || self.value(line.and_then(|s| s.points.get(n)).and_then(|p| p.value));
            let near = (0..count).filter(|&m| known(m)).min_by_key(|&m| m.abs_diff(n)).and_then(|m| lowest[m]);
            if known(n) { lowest[n] } else { from_line().or(near) }.unwrap_or(0.0)
        };
        let feet: Vec<f64> = (0..count).map(foot).collect();
        // From the foot upwards: the lower parts of all bands from the widest, then the upper parts back.
        let mut parts: Vec<(usize, Vec<Option<f64>>)> = Vec::new();
        let mut at = feet.clone();
        let rise = |n: usize, to: Option<f64>, at: &mut Vec<f64>| {
            let rise = if known(n) { (to.unwrap_or(at[n]) - at[n]).max(0.0) } else { 0.0 };
            at[n] += rise;
            Some(clean(rise))
        };
        for (k, (band, _)) in bands.iter().enumerate() {
            if let Some((_, (inner, _))) = bands.get(k + 1) {
                parts.push((*band, (0..count).map(|n| rise(n, inner[n], &mut at)).collect()));
            }
        }
        for (band, (_, upper)) in bands.iter().rev() {
            parts.push((*band, (0..count).map(|n| rise(n, upper[n], &mut at)).collect()));
        }
        let foot = self.helper("export.foot", feet.into_iter().map(Some).collect());
        let mut drawn = vec![Drawn { column: foot, rows: 0..count, ..Drawn::default() }];
        let mut named: Vec<usize> = Vec::new();
        for (band, values) in parts {
            let of = &figure.bands[band];
            let column = self.column(of.name.clone(), values, figure.measured, true);
            let depth = bands.iter().position(|(b, _)| *b == band).unwrap_or(0);
            let first = !named.contains(&band);
            named.push(band);
            drawn.push(Drawn {
                column,
                rows: 0..count,
                colour: Some(tokens::wash(tokens::role(of.role), [18, 34, 48][depth.min(2)])),
                in_legend: first,
                ..Drawn::default()
            });
        }
        Some(Layer { kind: Kind::Areas, right: false, drawn })
    }

    /// The area where the first of two lines runs below the second.
    fn gap(&mut self, own: &[Option<usize>]) -> Option<Layer> {
        // Areas of bands and of a gap would be piled on each other.
        let (low, high) = self.figure.gap.filter(|_| self.figure.bands.is_empty())?;
        let (low, high) = ((*own.get(low)?)?, (*own.get(high)?)?);
        if low == high || self.figure.direction == Direction::Lying {
            return None;
        }
        let pairs: Vec<Option<(f64, f64)>> =
            (0..self.count()).map(|n| self.columns[low].values[n].zip(self.columns[high].values[n])).collect();
        if !pairs.iter().flatten().any(|(a, b)| b > a) {
            return None;
        }
        let foot = self.helper("export.foot", pairs.iter().map(|p| p.map(|(a, b)| a.min(b))).collect());
        let excess = pairs.iter().map(|p| p.map(|(a, b)| clean((b - a).max(0.0)))).collect();
        let excess = self.helper("export.gap", excess);
        self.columns[foot].formula = Some(Helper::Least(low, high));
        self.columns[excess].formula = Some(Helper::Excess(low, high));
        let rows = 0..self.count();
        let drawn = vec![
            Drawn { column: foot, rows: rows.clone(), ..Drawn::default() },
            Drawn {
                column: excess,
                rows,
                colour: Some(tokens::wash(tokens::RED, 22)),
                in_legend: true,
                ..Drawn::default()
            },
        ];
        Some(Layer { kind: Kind::Areas, right: false, drawn })
    }

    fn helper(&mut self, key: &str, values: Vec<Option<f64>>) -> usize {
        let name = self.style.language.text(key).to_owned();
        self.column(name, values, self.figure.measured, true)
    }

    /// Steps on invisible feet; what crosses zero is in two parts.
    fn waterfalls(&mut self) -> Vec<Layer> {
        let figure = self.figure;
        let all = figure.series.iter().filter(|s| s.mark == Mark::Waterfall);
        all.map(|series| self.waterfall(series)).collect()
    }

    fn waterfall(&mut self, series: &Series) -> Layer {
        let count = self.count();
        let values: Vec<Option<f64>> =
            (0..count).map(|n| self.value(series.points.get(n).and_then(|p| p.value))).collect();
        let last = count - 1;
        let mut at = 0.0;
        let steps: Vec<Option<(f64, f64)>> = values
            .iter()
            .enumerate()
            .map(|(n, value)| {
                let value = (*value)?;
                let from = if n == 0 || n == last { 0.0 } else { at };
                let to = clean(from + value);
                at = to;
                Some((from, to))
            })
            .collect();
        let is_total = |n: usize| n == 0 || n == last;
        // The parts of step n above and below zero, without its foot.
        let above = |(a, b): (f64, f64)| clean(a.max(b).max(0.0) - a.min(b).max(0.0));
        let below = |(a, b): (f64, f64)| clean(a.min(b).min(0.0) - a.max(b).min(0.0));
        let foot = |(a, b): (f64, f64)| if a.min(b) > 0.0 { a.min(b) } else { a.max(b).min(0.0) };
        self.column(series.name.clone(), values.clone(), self.figure.measured, false);
        let feet = self.helper("export.foot", steps.iter().map(|s| s.map(foot)).collect());
        // A step that adds to a gap is red; elsewhere steps are told apart by their signs and by blue and amber.
        let (more, less) =
            if series.role == Role::Trouble { (tokens::RED, tokens::TEAL) } else { (tokens::BLUE, tokens::AMBER) };
        let mut drawn = vec![Drawn { column: feet, rows: 0..count, ..Drawn::default() }];
        type Part<'a> = (&'a str, Colour, &'a dyn Fn(usize, (f64, f64)) -> bool);
        let parts: [Part<'_>; 3] = [
            ("export.total", tokens::MUTED, &|n, _| is_total(n)),
            ("export.more", more, &|n, (a, b)| !is_total(n) && b >= a),
            ("export.less", less, &|n, (a, b)| !is_total(n) && b < a),
        ];
        for (key, colour, belongs) in parts {
            let mut named = false;
            let mut labelled: Vec<usize> = Vec::new();
            for part in [&above as &dyn Fn((f64, f64)) -> f64, &below] {
                let cut: Vec<Option<f64>> = steps
                    .iter()
                    .enumerate()
                    .map(|(n, step)| step.filter(|s| belongs(n, *s)).map(part).filter(|v| *v != 0.0))
                    .collect();
                if cut.iter().all(Option::is_none) {
                    continue;
                }
                let mut labels = Vec::new();
                for n in (0..count).filter(|&n| cut[n].is_some()) {
                    if !labelled.contains(&n) {
                        labelled.push(n);
                        let quantity = series.points[n].value.expect("a cut value is known");
                        let words = if is_total(n) { self.style.plain(quantity) } else { self.style.change(quantity) };
                        labels.push((n, Label::Words(words)));
                    }
                }
                let column = self.helper(key, cut);
                drawn.push(Drawn {
                    column,
                    rows: 0..count,
                    colour: Some(colour),
                    in_legend: !named,
                    labels,
                    ..Drawn::default()
                });
                named = true;
            }
        }
        Layer { kind: Kind::Stacked, right: false, drawn }
    }

    /// Small words at the topmost point of their category.
    fn remarks(&self, layers: &mut [Layer]) {
        for (n, words) in &self.figure.remarks {
            let mut best: Option<(f64, usize, usize)> = None;
            for (l, layer) in layers.iter().enumerate().filter(|(_, l)| !l.right && l.kind != Kind::Areas) {
                for (d, drawn) in layer.drawn.iter().enumerate().filter(|(_, d)| d.colour.is_some()) {
                    let value = self.columns[drawn.column].values.get(*n).copied().flatten();
                    let taken = drawn.labels.iter().any(|(at, _)| at == n);
                    if let Some(value) = value.filter(|v| !taken && best.is_none_or(|(b, _, _)| *v > b)) {
                        best = Some((value, l, d));
                    }
                }
            }
            if let Some((_, l, d)) = best {
                layers[l].drawn[d].labels.push((*n, Label::Words(words.clone())));
            }
        }
        for drawn in layers.iter_mut().flat_map(|layer| &mut layer.drawn) {
            drawn.labels.sort_by_key(|(n, _)| *n);
        }
    }

    fn levels(&mut self) -> Vec<Drawn> {
        let levels = &self.figure.levels;
        let mut drawn = Vec::new();
        for level in levels {
            let Some(value) = self.value(Some(level.value)) else { continue };
            let count = self.count();
            let column = self.column(level.label.clone(), vec![Some(value); count], self.figure.measured, true);
            drawn.push(Drawn {
                column,
                rows: 0..count,
                colour: Some(tokens::MUTED),
                width: 1.0,
                dash: Some("dash"),
                labels: vec![(count - 1, Label::Name)],
                ..Drawn::default()
            });
        }
        drawn
    }

    fn axis(&self, layers: &[Layer], levels: &[Drawn], right: bool) -> Axis {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut from_zero = false;
        let mut see = |value: f64| {
            low = low.min(value);
            high = high.max(value);
        };
        for layer in layers.iter().filter(|layer| layer.right == right) {
            let values = |drawn: &Drawn, n: usize| self.columns[drawn.column].values.get(n).copied().flatten();
            let piled = layer.kind == Kind::Areas || (layer.kind == Kind::Stacked && !self.crossed());
            from_zero |= matches!(layer.kind, Kind::Bars | Kind::Stacked);
            from_zero |= layer.kind == Kind::Areas && self.figure.gap.is_some();
            for n in 0..self.count() {
                if !piled {
                    layer.drawn.iter().filter_map(|d| values(d, n)).for_each(&mut see);
                    continue;
                }
                let known: Vec<f64> = layer.drawn.iter().filter_map(|d| values(d, n)).collect();
                if layer.kind == Kind::Areas {
                    // The foot itself is drawn by no one, but it is where the area begins.
                    let mut at = 0.0;
                    for value in known {
                        at += value;
                        see(at);
                    }
                } else {
                    see(known.iter().filter(|v| **v > 0.0).sum());
                    see(known.iter().filter(|v| **v < 0.0).sum());
                }
            }
        }
        levels.iter().flat_map(|d| self.columns[d.column].values.iter().flatten().copied()).for_each(&mut see);
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if from_zero || (low > 0.0 && low < high * 0.6) {
            low = low.min(0.0);
        }
        if from_zero || (high < 0.0 && high > low * 0.6) {
            high = high.max(0.0);
        }
        let extent = Extent::round(low, high, 5);
        Axis { extent, format: format::axis(extent) }
    }

    /// Bars of a tornado share a row without being piled up.
    fn crossed(&self) -> bool {
        self.figure.direction == Direction::Lying && !self.figure.series.iter().any(|s| s.mark == Mark::StackedBar)
    }

    /// Lets up to three lines say their names at their ends; whether they do.
    fn name_ends(&self, layers: &mut [Layer], axis: &Axis) -> bool {
        let only_lines = layers.iter().all(|l| matches!(l.kind, Kind::Lines | Kind::Areas) && !l.right);
        let banded = !self.figure.bands.is_empty();
        let lines: Vec<&Drawn> = layers.iter().filter(|l| l.kind == Kind::Lines).flat_map(|l| &l.drawn).collect();
        if !only_lines || banded || !(2..=3).contains(&lines.len()) {
            return false;
        }
        let last = self.count() - 1;
        let ends: Option<Vec<f64>> = lines.iter().map(|d| self.columns[d.column].values[last]).collect();
        let Some(mut ends) = ends else { return false };
        let levels = self.figure.levels.iter().filter_map(|level| self.value(Some(level.value)));
        ends.extend(levels);
        ends.sort_by(f64::total_cmp);
        let least = (axis.extent.high - axis.extent.low) * 0.07;
        if ends.windows(2).any(|pair| pair[1] - pair[0] < least) {
            return false;
        }
        for drawn in layers.iter_mut().filter(|l| l.kind == Kind::Lines).flat_map(|l| &mut l.drawn) {
            drawn.labels.retain(|(n, _)| *n != last);
            drawn.labels.push((last, Label::Name));
        }
        true
    }
}

/// Differences of numbers in whole fen, without the dust of binary fractions.
fn clean(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// What a figure shows, with its units: `缺口（万元；右轴：%）`.
pub fn caption(figure: &Figure, style: Style) -> String {
    let unit = style.unit_name(figure.measured);
    let right = figure.series.iter().any(|s| s.mark == Mark::RightLine);
    let right = figure.right.filter(|_| right).map_or("", |measured| style.unit_name(measured));
    match (unit, right) {
        ("", "") => figure.title.clone(),
        (unit, "") => style.language.fill("table.heading", &[("heading", &figure.title), ("unit", unit)]),
        (unit, right) => {
            let both = style.language.fill("export.two_units", &[("unit", unit), ("right", right)]);
            style.language.fill("table.heading", &[("heading", &figure.title), ("unit", &both)])
        }
    }
}

/// The labels of the categories: the short ones where they tell them apart.
fn labels(figure: &Figure) -> Vec<String> {
    let mut short: Vec<&String> = figure.ticks.iter().collect();
    short.sort_unstable();
    short.dedup();
    if short.len() == figure.categories.len() { figure.ticks.clone() } else { figure.categories.clone() }
}

/// The first days of months as a spreadsheet counts them, where the categories are months in their order.
fn days(figure: &Figure) -> Option<Vec<i32>> {
    if figure.categories.len() <= 12 || figure.direction == Direction::Lying {
        return None;
    }
    let months: Option<Vec<Month>> = figure.categories.iter().map(|c| c.parse().ok()).collect();
    let months = months.filter(|months| months.windows(2).all(|pair| pair[1] == pair[0].next()))?;
    Some(months.into_iter().map(day).collect())
}

/// A month's first day, counted from 30 December 1899.
fn day(month: Month) -> i32 {
    // Years begin in March here, so that leap days come last.
    let months = month.year() * 12 + month.month() as i32 - 3;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 - 693_899
}

/// The chart of a curve; `None` where no value is known.
pub fn of_curve(curve: &Curve, style: Style) -> Option<Plan> {
    let at = |q: Quantity| Some(style.axis_value(q)).filter(|v| v.is_finite());
    let points: Vec<(f64, Option<f64>)> =
        curve.points.iter().filter_map(|(x, y)| Some((at(*x)?, y.and_then(at)))).collect();
    if points.iter().all(|(_, y)| y.is_none()) {
        return None;
    }
    let mut numbers: Vec<f64> = points.iter().map(|(x, _)| *x).collect();
    let (left, right_end) = numbers.iter().fold((f64::MAX, f64::MIN), |(l, r), x| (l.min(*x), r.max(*x)));
    let language = style.language;
    let values_format = format::cells(curve.measured, style.unit);
    let name = curve.title.clone();
    let mut columns = vec![(name, points.iter().map(|(_, y)| *y).collect::<Vec<_>>(), 0..points.len())];
    let mut add = |name: String, rows: Vec<(f64, f64)>| {
        let start = numbers.len();
        let mut values = vec![None; start];
        numbers.extend(rows.iter().map(|(x, _)| *x));
        values.extend(rows.iter().map(|(_, y)| Some(*y)));
        columns.push((name, values, start..start + rows.len()));
    };
    let target = curve.target.as_ref().and_then(|level| Some((level.label.clone(), at(level.value)?)));
    if let Some((label, y)) = &target {
        add(label.clone(), vec![(left, *y), (right_end, *y)]);
    }
    let present = curve.present.and_then(at).and_then(|x| Some((x, interpolated(&points, x)?)));
    if let Some(point) = present {
        add(language.text("export.present").to_owned(), vec![point]);
    }
    let answer = curve.answer.and_then(|(x, y)| Some((at(x)?, at(y)?)));
    if let Some(point) = answer {
        add(language.text("export.answer").to_owned(), vec![point]);
    }
    let looks = [(tokens::BLUE, 2.25, None, false)]
        .into_iter()
        .chain(target.is_some().then_some((tokens::MUTED, 1.0, Some("dash"), false)))
        .chain(present.is_some().then_some((tokens::MUTED, 0.0, None, true)))
        .chain(answer.is_some().then_some((tokens::RED, 0.0, None, true)));
    let words = |n: usize, name: &str, curve: &Curve| -> Vec<(usize, Label)> {
        let point = match (name == language.text("export.answer"), name == language.text("export.present")) {
            (true, _) => curve.answer,
            (_, true) => None,
            _ => None,
        };
        match point {
            Some((x, y)) => vec![(0, Label::Words(format!("{name} {} → {}", style.full(x), style.full(y))))],
            None if n > 0 => vec![(if name == language.text("export.present") { 0 } else { 1 }, Label::Name)],
            None => Vec::new(),
        }
    };
    let drawn: Vec<Drawn> = columns
        .iter()
        .zip(looks)
        .enumerate()
        .map(|(n, ((name, _, rows), (colour, width, dash, marked)))| Drawn {
            column: n,
            rows: rows.clone(),
            colour: Some(colour),
            width,
            dash,
            marked,
            in_legend: true,
            labels: words(n, name, curve),
            ..Drawn::default()
        })
        .collect();
    let all: Vec<f64> = columns.iter().flat_map(|(_, values, _)| values.iter().flatten().copied()).collect();
    let (low, high) = all.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let low = if low > 0.0 && low < high * 0.6 { 0.0 } else { low };
    let extent = Extent::round(low, high, 5);
    let foot = Extent::round(
        left.min(numbers.iter().copied().fold(left, f64::min)),
        numbers.iter().copied().fold(right_end, f64::max),
        8,
    );
    let total = numbers.len();
    let columns = columns
        .into_iter()
        .map(|(name, mut values, _)| {
            values.resize(total, None);
            Column { name, values, format: values_format.clone(), formula: None, helps: false }
        })
        .collect();
    let unit = |text: &str, measured: Measured| match style.unit_name(measured) {
        "" => text.to_owned(),
        unit => language.fill("table.heading", &[("heading", text), ("unit", unit)]),
    };
    let across = unit(&curve.across, curve.across_measured);
    Some(Plan {
        caption: unit(&curve.title, curve.measured),
        corner: across.clone(),
        categories: numbers
            .iter()
            .map(|x| number::grouped(rust_decimal::Decimal::try_from(*x).unwrap_or_default(), 2))
            .collect(),
        numbers: Some(numbers),
        days: None,
        columns,
        layers: vec![Layer { kind: Kind::Scatter, right: false, drawn }],
        lying: false,
        axis: Axis { extent, format: format::axis(extent) },
        right: None,
        across: Some((Axis { extent: foot, format: format::axis(foot) }, across)),
        legend: false,
        margin: 0.1,
    })
}

/// The measure at a value of the lever, between the points on both sides.
pub fn interpolated(points: &[(f64, Option<f64>)], x: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (y0, y1) = (y0?, y1?);
        ((x0..=x1).contains(&x) && x1 > x0).then(|| y0 + (y1 - y0) * (x - x0) / (x1 - x0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_spreadsheets_count_them() {
        let of = |year, month| day(Month::new(year, month).unwrap());
        assert_eq!(
            [of(1900, 3), of(2000, 1), of(2000, 3), of(2004, 1), of(2007, 12)],
            [61, 36526, 36586, 37987, 39417]
        );
    }
}
