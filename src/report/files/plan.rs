//! How a figure or a curve becomes a native chart: columns of numbers, and which of them are drawn in what way.
//!
//! What a chart program can't draw by itself is made of columns that it can: the gap between two lines is an area upon a
//! transparent one, so is a band of a fan, and the steps of a waterfall stand on invisible feet. These helping columns
//! stand in the chart's own table after the figure's values, where they are formulas if a formula says them.

use super::canvas;
use super::format;
use super::tokens::{self, Colour};
use crate::locale::Language;
use crate::month::Month;
use crate::report::chart::layout::{Layout, Medium, Spans, Step, Thing, clean};
use crate::report::chart::scale::{self, Extent};
use crate::report::model::charts::Curve;
use crate::report::words::number::{self, Style};
use crate::report::words::period::category_names;
use crate::report::{Category, Direction, Figure, Mark, Measured, Quantity, Role};

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
    /// Where its bars or its area begin and end, by row; nothing for lines and for what is invisible.
    pub spans: Spans,
    /// How far before the middle of their category its bars begin, and how broad they are.
    pub slot: (f64, f64),
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
    /// How such days are written as months, as spreadsheets say it.
    pub month_format: &'static str,
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

    /// Whether lines may begin at the very edge of the plot: there are no bars.
    pub fn edge_to_edge(&self) -> bool {
        self.layers.iter().all(|layer| !matches!(layer.kind, Kind::Bars | Kind::Stacked)) && self.categories.len() > 1
    }
}

/// Collects the columns and layers of a figure.
struct Builder<'a> {
    layout: &'a Layout<'a>,
    style: Style,
    columns: Vec<Column>,
}

/// The chart of a figure; `None` where no value is known.
pub fn of_figure(figure: &Figure, style: Style) -> Option<Plan> {
    let layout = Layout::new(figure, style, Medium::FILE);
    (layout.known() > 0).then(|| Builder { layout: &layout, style, columns: Vec::new() }.plan())
}

impl Builder<'_> {
    fn lying(&self) -> bool {
        self.layout.figure.direction == Direction::Lying
    }

    fn plan(mut self) -> Plan {
        let layout = self.layout;
        let figure = layout.figure;
        let own: Vec<Option<usize>> = (0..figure.series.len())
            .map(|s| (figure.series[s].mark != Mark::Waterfall).then(|| self.series_column(s)))
            .collect();
        let mut layers: Vec<Layer> = Vec::new();
        for thing in &layout.things {
            match *thing {
                // All bands are one layer, and so are all series of a mark; each waterfall has its own feet.
                Thing::Band(_) if layers.is_empty() => layers.push(self.bands()),
                Thing::Gap(lower, upper) => layers.extend(self.gap(own[lower], own[upper])),
                Thing::Series(s) if own[s].is_none() => layers.push(self.waterfall(s)),
                Thing::Series(s) if !figure.series[..s].iter().any(|other| other.mark == figure.series[s].mark) => {
                    layers.push(self.series(figure.series[s].mark, &own));
                }
                Thing::Band(_) | Thing::Series(_) | Thing::Level(_) => {}
            }
        }
        self.remarks(&mut layers);
        let axis = |extent: Extent| Axis { extent, format: format::axis(extent) };
        let named = self.name_ends(&mut layers);
        self.noted(&mut layers, &own);
        self.levels(&mut layers);
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
            categories: labels(figure, language),
            numbers: None,
            days: days(figure),
            month_format: language.text("export.month_format"),
            columns: self.columns,
            layers,
            lying: figure.direction == Direction::Lying,
            axis: axis(layout.extent),
            right: layout.right.map(axis),
            across: None,
            legend: !named && entries > 1,
            margin: if longest > 0.0 { (longest + 16.0) / 850.0 } else { 0.0 },
        }
    }

    fn series_column(&mut self, s: usize) -> usize {
        let figure = self.layout.figure;
        let right = figure.series[s].mark == Mark::RightLine;
        let measured = figure.right.filter(|_| right).unwrap_or(figure.measured);
        self.column(figure.series[s].name.clone(), self.layout.values[s].clone(), measured, false)
    }

    fn column(&mut self, name: String, values: Vec<Option<f64>>, measured: Measured, helps: bool) -> usize {
        let format = format::cells(measured, self.style.unit);
        self.columns.push(Column { name, values, format, formula: None, helps });
        self.columns.len() - 1
    }

    /// The series of a mark.
    fn series(&self, mark: Mark, own: &[Option<usize>]) -> Layer {
        let of_mark = own.iter().enumerate().filter(|(s, _)| self.layout.figure.series[*s].mark == mark);
        let drawn = of_mark.filter_map(|(s, column)| Some(self.drawn(s, (*column)?))).collect();
        let kind = match mark {
            Mark::Bar if !self.lying() => Kind::Bars,
            Mark::Line | Mark::RightLine if !self.lying() => Kind::Lines,
            _ => Kind::Stacked,
        };
        Layer { kind, right: mark == Mark::RightLine, drawn }
    }

    fn drawn(&self, s: usize, column: usize) -> Drawn {
        let figure = self.layout.figure;
        let series = &figure.series[s];
        let line = self.layout.slot(s).is_none();
        let few = self.layout.count() <= 12;
        let shows = !line && few && (figure.series.len() == 1 || self.lying());
        Drawn {
            column,
            rows: 0..self.layout.count(),
            spans: self.layout.spans(s).to_vec(),
            slot: self.layout.slot(s).unwrap_or_default(),
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
            marked: line && few,
            in_legend: true,
            projected_from: figure.projected_from.filter(|&n| n < self.layout.count()),
            shows: shows.then(|| format::labels(self.columns[column].values.iter().flatten().copied())),
            ..Drawn::default()
        }
    }

    /// An area or a bar that stands on others, as high as its spans.
    fn upon(&mut self, name: String, spans: Spans, colour: Colour) -> Drawn {
        let rise = |span: &Option<(f64, f64)>| span.map(|(from, to)| clean(to - from));
        let column = self.column(name, spans.iter().map(rise).collect(), self.layout.figure.measured, true);
        Drawn { column, rows: 0..self.layout.count(), spans, colour: Some(colour), in_legend: true, ..Drawn::default() }
    }

    /// What others stand on, invisible.
    fn foot(&mut self, values: Vec<Option<f64>>) -> Drawn {
        let name = self.style.language.text("export.foot").to_owned();
        let column = self.column(name, values, self.layout.figure.measured, true);
        Drawn { column, rows: 0..self.layout.count(), ..Drawn::default() }
    }

    /// The strips of the bands on a transparent foot.
    fn bands(&mut self) -> Layer {
        let layout = self.layout;
        let strips = layout.strips();
        let low = |n: usize| strips[0].1[n].map(|(from, _)| from);
        // Areas of chart programs have no holes. Where the fan is not yet known it is closed, and stands where the line
        // does.
        let line = layout.lines().find(|s| layout.figure.series[*s].mark == Mark::Line);
        let near = |n: usize| {
            (0..self.layout.count()).filter(|&m| low(m).is_some()).min_by_key(|&m| m.abs_diff(n)).and_then(low)
        };
        let foot = |n: usize| low(n).or_else(|| layout.values[line?][n]).or_else(|| near(n));
        let mut drawn = vec![self.foot((0..self.layout.count()).map(foot).collect())];
        let mut depths: Vec<usize> = Vec::new();
        for (band, spans) in strips {
            let in_legend = !depths.contains(&band);
            depths.extend(in_legend.then_some(band));
            let depth = depths.iter().position(|b| *b == band).unwrap_or(0);
            let colour = tokens::wash(tokens::role(layout.role(Thing::Band(band))), [18, 34, 48][depth.min(2)]);
            let strip = self.upon(layout.figure.bands[band].name.clone(), spans, colour);
            self.columns[strip.column].values.iter_mut().for_each(|rise| *rise = rise.or(Some(0.0)));
            drawn.push(Drawn { in_legend, ..strip });
        }
        Layer { kind: Kind::Areas, right: false, drawn }
    }

    /// The area between two lines, on the lower of them.
    fn gap(&mut self, lower: Option<usize>, upper: Option<usize>) -> Option<Layer> {
        let (lower, upper) = (lower?, upper?);
        let pairs = self.columns[lower].values.iter().zip(&self.columns[upper].values);
        let above = |(a, b): (f64, f64)| (a.min(b), a.min(b) + clean((b - a).max(0.0)));
        let spans: Spans = pairs.map(|(a, b)| a.zip(*b).map(above)).collect();
        let foot = self.foot(spans.iter().map(|span| span.map(|(from, _)| from)).collect());
        let colour = tokens::wash(tokens::RED, 22);
        let area = self.upon(self.style.language.text("export.gap").to_owned(), spans, colour);
        self.columns[foot.column].formula = Some(Helper::Least(lower, upper));
        self.columns[area.column].formula = Some(Helper::Excess(lower, upper));
        Some(Layer { kind: Kind::Areas, right: false, drawn: vec![foot, area] })
    }

    /// Steps on invisible feet; what crosses zero is in two parts.
    fn waterfall(&mut self, s: usize) -> Layer {
        let layout = self.layout;
        let (series, steps) = (&layout.figure.series[s], layout.spans(s));
        self.series_column(s);
        let foot = |(a, b): (f64, f64)| if a.min(b) > 0.0 { a.min(b) } else { a.max(b).min(0.0) };
        let mut drawn = vec![self.foot(steps.iter().map(|step| step.map(foot)).collect())];
        // A step that adds to a gap is red; elsewhere steps are told apart by their signs and by blue and amber.
        let (more, less) =
            if series.role == Role::Trouble { (tokens::RED, tokens::TEAL) } else { (tokens::BLUE, tokens::AMBER) };
        let parts = [
            (Step::Total, "export.total", tokens::MUTED),
            (Step::Up, "export.more", more),
            (Step::Down, "export.less", less),
        ];
        let above = |(a, b): (f64, f64)| (a.min(b).max(0.0), a.max(b).max(0.0));
        let below = |(a, b): (f64, f64)| (a.max(b).min(0.0), a.min(b).min(0.0));
        for (step, key, colour) in parts {
            let first = drawn.len();
            for part in [&above as &dyn Fn((f64, f64)) -> (f64, f64), &below] {
                let cut =
                    |n: usize| steps[n].filter(|_| layout.step(s, n) == Some(step)).map(part).filter(|(a, b)| a != b);
                let spans: Spans = (0..self.layout.count()).map(cut).collect();
                if spans.iter().all(Option::is_none) {
                    continue;
                }
                let said = |n: usize| drawn[first..].iter().any(|other| other.spans[n].is_some());
                let words = |n: usize| {
                    let quantity = series.points[n].value?;
                    let total = step == Step::Total;
                    Some(if total { self.style.plain(quantity) } else { self.style.change(quantity) })
                };
                let labels = (0..self.layout.count()).filter(|&n| spans[n].is_some() && !said(n));
                let labels = labels.filter_map(|n| Some((n, Label::Words(words(n)?)))).collect();
                let in_legend = drawn.len() == first;
                let slot = layout.slot(s).unwrap_or_default();
                let bar = self.upon(self.style.language.text(key).to_owned(), spans, colour);
                drawn.push(Drawn { slot, labels, in_legend, ..bar });
            }
        }
        Layer { kind: Kind::Stacked, right: false, drawn }
    }

    /// Small words at the topmost point of their category.
    fn remarks(&self, layers: &mut [Layer]) {
        for (n, words) in &self.layout.figure.remarks {
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

    /// What was written at points stands at them; what the program says there stands before it.
    fn noted(&self, layers: &mut [Layer], own: &[Option<usize>]) {
        let figure = self.layout.figure;
        for noted in &figure.noted {
            let Some(column) = own.get(noted.series).copied().flatten() else { continue };
            let mut drawn = layers.iter_mut().filter(|layer| layer.kind != Kind::Areas).flat_map(|l| &mut l.drawn);
            let Some(drawn) = drawn.find(|drawn| drawn.column == column && drawn.colour.is_some()) else { continue };
            let at = drawn.labels.iter().position(|(n, _)| *n == noted.category);
            let before = match at.map(|at| drawn.labels.remove(at).1) {
                Some(Label::Name) => Some(self.columns[column].name.clone()),
                Some(Label::Words(words)) => Some(words),
                // Where every value stands at its point, this one does so before the words.
                None => drawn.shows.as_ref().and_then(|_| {
                    let point = figure.series[noted.series].points.get(noted.category)?;
                    Some(self.style.plain(point.value?))
                }),
            };
            let words = before.map_or_else(|| noted.text.clone(), |before| format!("{before} · {}", noted.text));
            drawn.labels.push((noted.category, Label::Words(words)));
            drawn.labels.sort_by_key(|(n, _)| *n);
        }
    }

    /// Thresholds are lines of one value, before those of the axis at the right; from top to bottom there are none.
    fn levels(&mut self, layers: &mut Vec<Layer>) {
        let layout = self.layout;
        let count = self.layout.count();
        let mut drawn = Vec::new();
        let lying = self.lying();
        for (level, value) in layout.levels().filter(|_| !lying) {
            drawn.push(Drawn {
                column: self.column(level.label.clone(), vec![Some(value); count], layout.figure.measured, true),
                rows: 0..count,
                colour: Some(tokens::MUTED),
                width: 1.0,
                dash: Some("dash"),
                labels: vec![(count - 1, Label::Name)],
                ..Drawn::default()
            });
        }
        if drawn.is_empty() {
            return;
        }
        if let Some(lines) = layers.iter_mut().find(|layer| layer.kind == Kind::Lines && !layer.right) {
            lines.drawn.extend(drawn);
        } else {
            let at = layers.iter().position(|layer| layer.right).unwrap_or(layers.len());
            layers.insert(at, Layer { kind: Kind::Lines, right: false, drawn });
        }
    }

    /// Lets up to three lines say their names at their ends; whether they do.
    fn name_ends(&self, layers: &mut [Layer]) -> bool {
        let only_lines = layers.iter().all(|l| matches!(l.kind, Kind::Lines | Kind::Areas) && !l.right);
        let banded = !self.layout.figure.bands.is_empty();
        let lines: Vec<&Drawn> = layers.iter().filter(|l| l.kind == Kind::Lines).flat_map(|l| &l.drawn).collect();
        if !only_lines || banded || !(2..=3).contains(&lines.len()) {
            return false;
        }
        let last = self.layout.count() - 1;
        let ends: Option<Vec<f64>> = lines.iter().map(|d| self.columns[d.column].values[last]).collect();
        let Some(mut ends) = ends else { return false };
        ends.extend(self.layout.levels().map(|(_, value)| value));
        ends.sort_by(f64::total_cmp);
        let least = (self.layout.extent.high - self.layout.extent.low) * 0.07;
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
fn labels(figure: &Figure, language: Language) -> Vec<String> {
    let mut short: Vec<&String> = figure.ticks.iter().collect();
    short.sort_unstable();
    short.dedup();
    if short.len() == figure.categories.len() {
        figure.ticks.clone()
    } else {
        category_names(&figure.categories, language)
    }
}

/// The first days of months as a spreadsheet counts them, where the categories are months in their order.
fn days(figure: &Figure) -> Option<Vec<i32>> {
    if figure.categories.len() <= 12 || figure.direction == Direction::Lying {
        return None;
    }
    let months: Option<Vec<Month>> = figure.categories.iter().map(Category::month).collect();
    let months = months.filter(|months| months.windows(2).all(|pair| pair[1] == pair[0].next()))?;
    Some(months.into_iter().map(day).collect())
}

/// A month's first day, counted from 30 December 1899.
pub fn day(month: Month) -> i32 {
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
    let language = style.language;
    let (left, right) = points.iter().fold((f64::MAX, f64::MIN), |(l, r), (x, _)| (l.min(*x), r.max(*x)));
    let look = |colour, width| Drawn {
        colour: Some(colour),
        width,
        marked: width <= 0.0,
        in_legend: true,
        ..Drawn::default()
    };
    let mut parts = vec![(curve.title.clone(), points.clone(), look(tokens::BLUE, 2.25))];
    if let Some((label, y)) = curve.target.as_ref().and_then(|level| Some((level.label.clone(), at(level.value)?))) {
        let line = Drawn { dash: Some("dash"), labels: vec![(1, Label::Name)], ..look(tokens::MUTED, 1.0) };
        parts.push((label, vec![(left, Some(y)), (right, Some(y))], line));
    }
    if let Some((x, y)) = curve.present.and_then(at).and_then(|x| Some((x, interpolated(&points, x)?))) {
        let dot = Drawn { labels: vec![(0, Label::Name)], ..look(tokens::MUTED, 0.0) };
        parts.push((language.text("export.present").to_owned(), vec![(x, Some(y))], dot));
    }
    if let Some((answer, (x, y))) = curve.answer.and_then(|(x, y)| Some(((x, y), (at(x)?, at(y)?)))) {
        let name = language.text("export.answer");
        let words = format!("{name} {} → {}", style.full(answer.0), style.full(answer.1));
        let dot = Drawn { labels: vec![(0, Label::Words(words))], ..look(tokens::RED, 0.0) };
        parts.push((name.to_owned(), vec![(x, Some(y))], dot));
    }
    // What was written stands at dots of its own.
    for noted in &curve.noted {
        let point = curve.points.get(noted.category).and_then(|(x, y)| Some((at(*x)?, at((*y)?)?)));
        let Some((x, y)) = point else { continue };
        let dot = Drawn { labels: vec![(0, Label::Words(noted.text.clone()))], ..look(tokens::INK, 0.0) };
        parts.push((language.text("chart.note").to_owned(), vec![(x, Some(y))], dot));
    }
    let numbers: Vec<f64> = parts.iter().flat_map(|(_, points, _)| points).map(|(x, _)| *x).collect();
    let values_format = format::cells(curve.measured, style.unit);
    let (mut columns, mut drawn, mut start) = (Vec::new(), Vec::new(), 0);
    for (column, (name, points, look)) in parts.into_iter().enumerate() {
        let rows = start..start + points.len();
        start = rows.end;
        drawn.push(Drawn { column, rows: rows.clone(), ..look });
        let mut values = vec![None; numbers.len()];
        values.splice(rows, points.into_iter().map(|(_, y)| y));
        columns.push(Column { name, values, format: values_format.clone(), formula: None, helps: false });
    }
    let extent = Extent::fitting(columns.iter().flat_map(|c| &c.values).flatten().copied(), false, Medium::FILE.ticks);
    let (low, high) = numbers.iter().fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(*x), h.max(*x)));
    let foot = Extent::round(low, high, 8);
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
        month_format: language.text("export.month_format"),
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
