//! [`Pyramid`] on screen: people by age, one sex on either side, with the ages of retirement across.

use eframe::egui;
use egui::{Align2, Color32, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::drawing::Drawing;
use super::pen::{Pen, Swatch, tick_text};
use super::pointed::{By, along, pointed};
use super::tip::{Row, Tip};
use super::{menu, noted, nothing};
use crate::money::Persons;
use crate::report::chart::scale::Extent;
use crate::report::model::charts::{AgeMark, Pyramid};
use crate::report::model::points::Points;
use crate::report::model::slide::Body;
use crate::report::{Measured, Noted, Quantity, Role};
use crate::ui::state::NoteOn;
use crate::ui::witness;

/// The room between the sides, with the ages.
const MIDDLE: f32 = 36.0;
/// The room at either end, for half of a tick's number.
const EDGE: f32 = 20.0;
/// The foot, with the ticks.
const FOOT: f32 = 26.0;

/// People by age to be drawn.
pub type PyramidChart<'a> = Drawing<'a, Pyramid>;

impl Drawing<'_, Pyramid> {
    /// Draws them; what is pointed at is told in a tooltip.
    pub fn show(self, ui: &mut Ui) {
        self.with_notes(ui, |chart, ui, on| chart.draw(ui, on));
    }

    fn draw(self, ui: &mut Ui, on: Option<NoteOn>) {
        witness::tell(ui.ctx(), || Body::Pyramid(self.of.clone()));
        let Some((id, painter, area)) = self.room(ui) else { return };
        let pen = self.pen(&painter);
        let of = self.of;
        let colors = self.colors();
        let key: Vec<_> = colors.into_iter().map(Swatch::Fill).zip(of.parts.iter().cloned()).collect();
        let head = pen.head(area, &of.title, &pen.unit(Measured::Persons), &key);
        let frame = Rect::from_min_max(pos2(area.left(), area.top() + head + 20.0), area.max - vec2(0.0, FOOT));
        if of.rows.is_empty() || of.most <= 0 || frame.height() < 40.0 || frame.width() < 4.0 * MIDDLE {
            return nothing(ui, area, self.theme, self.style);
        }
        let drawn = Drawn { of, pen: &pen, frame, extent: Extent::round(0.0, of.most as f64, 3) };
        let response = ui.interact(frame, id.with("ages"), Sense::click());
        let under = response.hover_pos().map(|at| drawn.at(at.y));
        let pointed = pointed(ui, &response, of.rows.len(), 0, under, along);
        menu::ask(ui, &response, on, &|| Body::Pyramid(of.clone()), || {
            let right = response.interact_pointer_pos().is_some_and(|at| at.x > frame.center().x);
            pointed.map(|(row, _)| (usize::from(right), row))
        });
        if let Some((row, _)) = pointed {
            pen.painter.rect_filled(drawn.band(row), 0, self.theme.hover());
        }
        drawn.axes();
        (0..of.rows.len()).for_each(|row| drawn.bars(row, colors));
        drawn.marks();
        drawn.noted();
        if let Some((row, by)) = pointed {
            let at = (by == By::Keyboard).then(|| drawn.band(row).center());
            self.tip(row, colors).show(ui, &response, self.theme, self.style, at);
        }
        if response.has_focus() {
            pen.focus(frame);
        }
        response.widget_info(|| {
            let words: Vec<&str> =
                std::iter::once(&*of.title).chain(of.marks.iter().map(|mark| mark.label.as_str())).collect();
            WidgetInfo::labeled(egui::Role::Figure, ui.is_enabled(), words.join(", "))
        });
    }

    fn colors(&self) -> [Color32; 2] {
        [Role::Contributions, Role::Pensions].map(|role| self.theme.wash(self.theme.role(role), 0.8))
    }

    fn tip(&self, row: usize, colors: [Color32; 2]) -> Tip {
        let (of, style) = (self.of, self.style);
        let noted = of.sides.iter().enumerate();
        let noted = noted.filter_map(|(side, name)| Some(format!("{name} {}", of.noted_at((side, row))?)));
        let remarks = noted.collect();
        let row = &of.rows[row];
        let lines = of.sides.iter().zip(row.sides).flat_map(|(side, parts)| {
            of.parts.iter().zip(parts).zip(colors).map(move |((part, heads), color)| {
                Row::value(Swatch::Fill(color), &format!("{side} · {part}"), Some(Quantity::Persons(heads)), style)
            })
        });
        let age = row.age.to_string();
        Tip {
            title: style.language.fill("chart.age", &[("age", &age)]),
            rows: lines.collect(),
            remarks,
            ..Tip::default()
        }
    }
}

/// People on their axes.
struct Drawn<'a> {
    of: &'a Pyramid,
    pen: &'a Pen<'a>,
    frame: Rect,
    extent: Extent,
}

impl Drawn<'_> {
    fn height(&self) -> f32 {
        self.frame.height() / self.of.rows.len() as f32
    }

    /// A row's band over both sides, the youngest at the foot.
    fn band(&self, row: usize) -> Rect {
        let bottom = self.frame.bottom() - self.height() * row as f32;
        Rect::from_x_y_ranges(self.frame.x_range(), bottom - self.height()..=bottom)
    }

    fn at(&self, y: f32) -> usize {
        ((self.frame.bottom() - y) / self.height()).max(0.0) as usize
    }

    /// Where an age in months lies.
    fn age(&self, months: u32) -> f32 {
        let first = self.of.rows.first().map_or(0, |row| row.age * 12) as f32;
        self.frame.bottom() - (months as f32 - first) / 12.0 * self.height()
    }

    /// Where so many heads end on a side.
    fn x(&self, side: usize, heads: f64) -> f32 {
        let wide = (self.frame.width() - MIDDLE) / 2.0 - EDGE;
        let out = (heads / self.extent.high.max(1.0)) as f32 * wide + MIDDLE / 2.0;
        self.frame.center().x + if side == 0 { -out } else { out }
    }

    fn axes(&self) {
        let (pen, theme) = (self.pen, self.pen.theme);
        for tick in self.extent.ticks() {
            for side in 0..2 {
                let x = pen.pixel(self.x(side, tick));
                pen.painter.vline(x, self.frame.y_range(), theme.hairline());
                let words = pen.caption(tick_text(tick, 0), theme.muted);
                pen.put(&words, Align2::CENTER_TOP, pos2(x, self.frame.bottom() + 7.0));
            }
        }
        let every = if self.height() * 5.0 < 15.0 { 10 } else { 5 };
        for (row, _) in self.of.rows.iter().enumerate().filter(|(_, row)| row.age.is_multiple_of(every)) {
            let words = pen.caption(self.of.rows[row].age.to_string(), theme.muted);
            pen.put(&words, Align2::CENTER_CENTER, self.band(row).center());
        }
        for (side, name) in self.of.sides.iter().enumerate() {
            let words = pen.caption(name.clone(), theme.ink);
            let x = (self.x(side, 0.0) + self.x(side, self.extent.high)) / 2.0;
            pen.put(&words, Align2::CENTER_BOTTOM, pos2(x, self.frame.top() - 3.0));
        }
    }

    fn bars(&self, row: usize, colors: [Color32; 2]) {
        let band = self.band(row).shrink2(vec2(0.0, (self.height() * 0.08).min(1.0)));
        for (side, parts) in self.of.rows[row].sides.iter().enumerate() {
            let mut from = 0;
            for (heads, color) in parts.iter().zip(colors) {
                let (a, b) = (self.x(side, from as f64), self.x(side, (from + heads) as f64));
                from += heads;
                if *heads > 0 {
                    let bar = Rect::from_x_y_ranges(a.min(b)..=a.max(b), band.y_range());
                    self.pen.painter.rect_filled(bar, 0, color);
                }
            }
        }
    }

    /// What is written stands at the ends of the bars.
    fn noted(&self) {
        let spot = |noted: &Noted| {
            let heads: Persons = self.of.rows.get(noted.category)?.sides.get(noted.series)?.iter().sum();
            Some(pos2(self.x(noted.series, heads as f64), self.band(noted.category).center().y))
        };
        noted::draw(self.pen, self.frame, self.of.noted.iter().filter_map(|n| Some((spot(n)?, n.text.as_str()))));
    }

    /// The ages of retirement, each across its side, with its words at the outer end.
    fn marks(&self) {
        let pen = self.pen;
        for mark in &self.of.marks {
            let (inner, outer) = (self.x(mark.side, 0.0), self.x(mark.side, self.extent.high));
            let y = pen.pixel(self.age(mark.months));
            if !self.frame.y_range().contains(y) {
                continue;
            }
            pen.dashed([pos2(inner, y), pos2(outer, y)], pen.theme.ink);
            let words = pen.caption(mark.label.clone(), pen.theme.ink);
            // Close below another its words stand below the line.
            let above = |other: &&AgeMark| other.side == mark.side && other.months > mark.months;
            let is_close = self.of.marks.iter().filter(above).any(|other| y - self.age(other.months) < 36.0);
            let (align, aside) = match (mark.side, is_close) {
                (0, false) => (Align2::LEFT_BOTTOM, -2.0),
                (0, true) => (Align2::LEFT_TOP, 2.0),
                (_, false) => (Align2::RIGHT_BOTTOM, -2.0),
                (_, true) => (Align2::RIGHT_TOP, 2.0),
            };
            pen.scrap(&words, align, pos2(outer, y + aside));
        }
    }
}
