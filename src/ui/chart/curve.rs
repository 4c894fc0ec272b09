//! A [`Curve`] on screen: a measure against a lever, with what it is to be, where the lever stands and the answer.

use eframe::egui;
use egui::{Align2, Key, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::drawing::Drawing;
use super::pen::{Pen, tick_text};
use super::pointed::{By, along, pointed};
use super::tip::{Row, Tip};
use super::{ChartAction, menu, noted, nothing};
use crate::report::chart::scale::{self, Extent};
use crate::report::model::charts::Curve;
use crate::report::model::points::Points;
use crate::report::model::slide::Body;
use crate::report::words::number;
use crate::report::words::number::Style;
use crate::report::{Noted, Quantity};
use crate::ui::state::NoteOn;
use crate::ui::witness;

/// A curve to be drawn.
pub type CurveChart<'a> = Drawing<'a, Curve>;

impl Drawing<'_, Curve> {
    /// Draws it. Its points lead to no derivation, so that nothing is asked for.
    pub fn show(self, ui: &mut Ui) -> Option<ChartAction> {
        self.with_notes(ui, |chart, ui, on| chart.draw(ui, on))
    }

    fn draw(self, ui: &mut Ui, on: Option<NoteOn>) -> Option<ChartAction> {
        let body = || Body::Curve(self.of.clone());
        if self.name.is_some() {
            witness::tell_beside(ui.ctx(), body)
        } else {
            witness::tell(ui.ctx(), body)
        }
        let (id, painter, area) = self.room(ui)?;
        let pen = self.pen(&painter);
        let area = pen.notes(area, &self.of.notes);
        let Some(plot) = Plot::new(self.of, self.style, self.height) else {
            nothing(ui, area, self.theme, self.style);
            return None;
        };
        let head = pen.head(area, &self.of.title, &pen.unit(self.of.measured), &[]);
        let ticks: Vec<String> = plot.up.ticks().into_iter().map(|t| tick_text(t, plot.up.decimals())).collect();
        let left = pen.widest(ticks.iter().map(String::as_str)).max(24.0) + 12.0;
        let frame = Rect::from_min_max(
            pos2(area.left() + left, area.top() + head + 20.0),
            pos2(area.right() - 8.0, area.bottom() - 44.0),
        );
        if !frame.is_positive() {
            return None;
        }
        let drawn = Drawn { chart: &self, plot: &plot, pen: &pen, frame };
        let response = ui.interact(frame, id.with("curve"), Sense::click());
        let under = response.hover_pos().and_then(|at| drawn.nearest(at.x));
        let pointed = pointed(ui, &response, plot.points.len(), 0, under, |at, key| match key {
            Key::ArrowUp | Key::ArrowDown => at,
            key => along(at, key),
        });
        menu::ask(ui, &response, on, &|| Body::Curve(self.of.clone()), || {
            let known = |at: &usize| plot.points[*at].1.is_some();
            pointed.map(|(at, _)| at).filter(known).map(|at| (0, at))
        });
        drawn.axes();
        if let Some((at, _)) = pointed {
            let x = pen.pixel(drawn.x(plot.points[at].0));
            painter.vline(x, frame.y_range(), Stroke::new(1.0, self.theme.wash(self.theme.muted, 0.8)));
        }
        drawn.line();
        drawn.present();
        drawn.target();
        drawn.answer();
        drawn.noted();
        if let Some((at, by)) = pointed {
            if let Some(y) = plot.points[at].1 {
                let center = pos2(drawn.x(plot.points[at].0), drawn.y(y));
                painter.circle(center, 4.0, self.theme.paper, Stroke::new(2.0, self.theme.blue));
            }
            let beside = (by == By::Keyboard).then(|| pos2(drawn.x(plot.points[at].0), frame.center().y));
            self.tip(at).show(ui, &response, self.theme, self.style, beside);
        }
        if response.has_focus() {
            pen.focus(frame);
        }
        response.widget_info(|| {
            let words = self.spoken(pointed.map(|(at, _)| at));
            WidgetInfo::labeled(egui::Role::Figure, ui.is_enabled(), words)
        });
        None
    }

    fn tip(&self, at: usize) -> Tip {
        let (across, value) = self.of.points[at];
        let style = self.style;
        let mut rows = vec![Row::derived(self.of.across.clone(), style.full(across))];
        if let Some(target) = &self.of.target
            && let Some(away) = value.and_then(|v| v.minus(target.value))
        {
            rows.push(Row::derived(format!("− {}", target.label), style.difference(away)));
        }
        let remarks = self.of.noted_at((0, at)).map(str::to_owned).into_iter().collect();
        Tip { title: value.map_or(number::UNKNOWN.to_owned(), |v| style.full(v)), rows, remarks, ..Tip::default() }
    }

    /// The chart's name for those who listen.
    fn spoken(&self, at: Option<usize>) -> String {
        let style = self.style;
        let mut words = vec![self.of.title.clone()];
        if let Some((across, value)) = at.and_then(|at| self.of.points.get(at)) {
            words.push(format!("{} {}", self.of.across, style.full(*across)));
            words.push(value.map_or(number::UNKNOWN.to_owned(), |v| style.full(v)));
        } else {
            words.push(self.of.across.clone());
            words.extend(self.of.target.as_ref().map(|t| format!("{} {}", t.label, style.full(t.value))));
            words.extend(self.of.present.map(|p| present_text(style, p)));
            words.extend(self.of.answer.map(|answer| answer_text(style, answer)));
        }
        words.join(", ")
    }
}

/// `20.0% 时为 6.0 个月`.
fn answer_text(style: Style, (across, value): (Quantity, Quantity)) -> String {
    style.language.fill("chart.answer", &[("across", &style.full(across)), ("value", &style.full(value))])
}

fn present_text(style: Style, present: Quantity) -> String {
    style.language.fill("chart.present", &[("value", &style.full(present))])
}

/// A curve in axis values.
struct Plot {
    points: Vec<(f64, Option<f64>)>,
    /// Along the foot: not to round ends, so that the line fills the frame.
    across: Extent,
    up: Extent,
    present: Option<f64>,
    target: Option<f64>,
    answer: Option<(f64, f64)>,
}

impl Plot {
    /// `None` where no point is known.
    fn new(curve: &Curve, style: Style, height: f32) -> Option<Plot> {
        let axis = |quantity: Quantity| Some(style.axis_value(quantity)).filter(|v| v.is_finite());
        let points: Vec<(f64, Option<f64>)> =
            curve.points.iter().filter_map(|(x, y)| Some((axis(*x)?, y.and_then(axis)))).collect();
        // A point left out would part the points from those of the curve.
        if points.len() != curve.points.len() || points.iter().all(|(_, y)| y.is_none()) {
            return None;
        }
        let (present, target) = (curve.present.and_then(axis), curve.target.as_ref().and_then(|t| axis(t.value)));
        let answer = curve.answer.and_then(|(x, y)| Some((axis(x)?, axis(y)?)));
        let xs = points.iter().map(|(x, _)| *x).chain(present).chain(answer.map(|(x, _)| x));
        let (low, high) = xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let round = Extent::round(low, high, 6);
        let (low, high) = if low < high { (low, high) } else { (round.low, round.high) };
        let ys = points.iter().filter_map(|(_, y)| *y).chain(target).chain(answer.map(|(_, y)| y));
        let up = Extent::fitting(ys, false, ((height - 100.0) / 48.0).clamp(2.0, 6.0) as usize);
        Some(Plot { points, across: Extent { low, high, step: round.step }, up, present, target, answer })
    }
}

struct Drawn<'a> {
    chart: &'a CurveChart<'a>,
    plot: &'a Plot,
    pen: &'a Pen<'a>,
    frame: Rect,
}

impl Drawn<'_> {
    fn x(&self, value: f64) -> f32 {
        let inner = self.frame.shrink2(vec2(10.0, 0.0));
        inner.left() + inner.width() * self.plot.across.share(value) as f32
    }

    fn y(&self, value: f64) -> f32 {
        self.frame.bottom() - self.frame.height() * self.plot.up.share(value) as f32
    }

    fn nearest(&self, x: f32) -> Option<usize> {
        let away = |i: &usize| (self.x(self.plot.points[*i].0) - x).abs();
        (0..self.plot.points.len()).min_by(|a, b| away(a).total_cmp(&away(b)))
    }

    fn axes(&self) {
        let (pen, theme, frame) = (self.pen, self.pen.theme, self.frame);
        for tick in self.plot.up.ticks() {
            let y = pen.pixel(self.y(tick));
            let zero = Stroke::new(1.0, theme.wash(theme.muted, 0.7));
            pen.painter.hline(frame.x_range(), y, if tick == 0.0 { zero } else { theme.hairline() });
            let words = pen.caption(tick_text(tick, self.plot.up.decimals()), theme.muted);
            pen.put(&words, Align2::RIGHT_CENTER, pos2(frame.left() - 8.0, y));
        }
        let across = self.plot.across;
        let ticks: Vec<(f32, String)> = scale::ticks(across.low, across.high, across.step)
            .into_iter()
            .map(|tick| (self.x(tick), tick_text(tick, across.decimals())))
            .collect();
        for (x, _) in &ticks {
            pen.painter.vline(pen.pixel(*x), frame.bottom()..=frame.bottom() + 4.0, theme.hairline());
        }
        pen.foot(frame, &ticks);
        let curve = self.chart.of;
        let name = pen.narrow(&pen.with_unit(&curve.across, curve.across_measured), theme.muted, frame.width());
        pen.put(&name, Align2::RIGHT_BOTTOM, pos2(frame.right(), frame.bottom() + 42.0));
    }

    /// The line through the known points, with a hole where one is unknown.
    fn line(&self) {
        let color = self.pen.theme.blue;
        let spots: Vec<Option<Pos2>> =
            self.plot.points.iter().map(|(x, y)| y.map(|y| pos2(self.x(*x), self.y(y)))).collect();
        for run in spots.split(Option::is_none) {
            let run: Vec<Pos2> = run.iter().flatten().copied().collect();
            if run.len() > 1 {
                self.pen.painter.add(Shape::line(run, Stroke::new(2.0, color)));
            }
        }
        // Dots while they stand apart.
        let apart = self.frame.width() / spots.len().max(1) as f32;
        for (i, spot) in spots.iter().enumerate() {
            let lonely = |j: Option<usize>| j.and_then(|j| spots.get(j).copied().flatten()).is_none();
            if let Some(spot) = spot.filter(|_| apart >= 8.0 || (lonely(i.checked_sub(1)) && lonely(Some(i + 1)))) {
                self.pen.painter.circle_filled(spot, 3.0, color);
            }
        }
    }

    fn noted(&self) {
        let spot = |noted: &Noted| {
            let (x, y) = *self.plot.points.get(noted.category)?;
            Some(pos2(self.x(x), self.y(y?)))
        };
        let all = self.chart.of.noted.iter();
        noted::draw(self.pen, self.frame, all.filter_map(|n| Some((spot(n)?, n.text.as_str()))));
    }

    fn present(&self) {
        let (Some(x), Some(present)) = (self.plot.present, self.chart.of.present) else { return };
        let (pen, frame) = (self.pen, self.frame);
        let x = pen.pixel(self.x(x));
        pen.painter.vline(x, frame.y_range(), Stroke::new(1.0, pen.theme.muted));
        let words = pen.caption(present_text(pen.style, present), pen.theme.muted);
        let half = words.size().x / 2.0;
        let middle = x.min(frame.right() - half).max(frame.left() + half);
        pen.put(&words, Align2::CENTER_BOTTOM, pos2(middle, frame.top() - 2.0));
    }

    fn target(&self) {
        let (Some(y), Some(target)) = (self.plot.target, &self.chart.of.target) else { return };
        let (pen, frame) = (self.pen, self.frame);
        let y = pen.pixel(self.y(y));
        pen.dashed([pos2(frame.left(), y), pos2(frame.right(), y)], pen.theme.ink);
        let words = pen.narrow(&target.label, pen.theme.ink, frame.width() * 0.6);
        // On the side where the line is further off.
        let near = |x: f32| {
            let at = self.nearest(x).and_then(|i| self.plot.points[i].1);
            at.map_or(f32::INFINITY, |value| (self.y(value) - y).abs())
        };
        let right = near(frame.right()) >= near(frame.left());
        let (align, x) =
            if right { (Align2::RIGHT_BOTTOM, frame.right() - 6.0) } else { (Align2::LEFT_BOTTOM, frame.left() + 6.0) };
        let below = y - words.size().y - 2.0 < frame.top();
        if below {
            let align = if right { Align2::RIGHT_TOP } else { Align2::LEFT_TOP };
            pen.scrap(&words, align, pos2(x, y + 2.0));
        } else {
            pen.scrap(&words, align, pos2(x, y - 2.0));
        }
    }

    fn answer(&self) {
        let (Some((x, y)), Some(answer)) = (self.plot.answer, self.chart.of.answer) else { return };
        let (pen, theme, frame) = (self.pen, self.pen.theme, self.frame);
        let center = pos2(self.x(x), self.y(y));
        pen.dashed([center, pos2(center.x, frame.bottom())], theme.blue);
        pen.painter.circle(center, 6.0, theme.blue, Stroke::new(2.0, theme.paper));
        let words = pen.caption(answer_text(pen.style, answer), theme.legible(theme.blue));
        // Beside the dot, where the line doesn't run: below a rising one on its right, above a falling one.
        let known: Vec<(f64, f64)> = self.plot.points.iter().filter_map(|(x, y)| Some((*x, (*y)?))).collect();
        let rising = known.first().zip(known.last()).is_none_or(|(a, b)| b.1 >= a.1);
        let room_right = frame.right() - center.x > words.size().x + 16.0;
        let down = rising == room_right;
        let side = if room_right { 10.0 } else { -10.0 };
        let mut y = center.y + if down { 8.0 } else { -8.0 - words.size().y };
        y = y.min(frame.bottom() - words.size().y - 2.0).max(frame.top() + 2.0);
        let align = if room_right { Align2::LEFT_TOP } else { Align2::RIGHT_TOP };
        pen.scrap(&words, align, pos2(center.x + side, y));
    }
}
