//! The one tooltip of a chart: what is pointed at, and every value there.

use std::sync::Arc;

use eframe::egui;
use egui::{Galley, Pos2, Response, Sense, Tooltip, Ui, pos2, vec2};

use super::pen::{Pen, Swatch};
use crate::report::Quantity;
use crate::report::words::number::{self, Style};
use crate::ui::theme::{Lettering, Theme};

/// A line of it.
pub(super) struct Row {
    /// What the value looks like on the chart; `None` for what is worked out, parted by a hairline.
    pub(super) swatch: Option<Swatch>,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) known: bool,
}

impl Row {
    /// A value with its unit, or "—".
    pub(super) fn value(swatch: Swatch, name: &str, value: Option<Quantity>, style: Style) -> Row {
        let text = value.map_or(number::UNKNOWN.to_owned(), |v| style.full(v));
        Row { swatch: Some(swatch), name: name.to_owned(), value: text, known: value.is_some() }
    }

    /// What follows from the values above.
    pub(super) fn derived(name: String, value: String) -> Row {
        Row { swatch: None, name, value, known: true }
    }
}

/// What a tooltip holds.
#[derive(Default)]
pub(super) struct Tip {
    pub(super) title: String,
    /// Beside the title, small.
    pub(super) aside: String,
    pub(super) rows: Vec<Row>,
    /// At the foot.
    pub(super) remarks: Vec<String>,
}

impl Tip {
    /// Shows it at the pointer, or beside a point of the chart.
    pub(super) fn show(&self, ui: &Ui, response: &Response, theme: &Theme, style: Style, at: Option<Pos2>) {
        let anchor = at.unwrap_or(response.rect.center());
        let tooltip = Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), response.id, anchor);
        let tooltip = if at.is_none() { tooltip.at_pointer().gap(14.0) } else { tooltip };
        tooltip.show(|ui| self.draw(ui, theme, style));
    }

    /// Laid out by hand so that it has its size at once.
    fn draw(&self, ui: &mut Ui, theme: &Theme, style: Style) {
        const ROW: f32 = 20.0;
        let indent = if self.rows.iter().any(|row| row.swatch.is_some()) { 18.0 } else { 0.0 };
        let lay = |text: &str, lettering: Lettering, color| {
            ui.painter().layout_no_wrap(text.to_owned(), lettering.font(), color)
        };
        let rows: Vec<(&Row, Arc<Galley>, Arc<Galley>)> = self
            .rows
            .iter()
            .map(|row| {
                let name = if row.swatch.is_some() { theme.ink } else { theme.muted };
                let value = if row.known { theme.ink } else { theme.muted };
                (row, lay(&row.name, Lettering::Caption, name), lay(&row.value, Lettering::Caption, value))
            })
            .collect();
        let remarks: Vec<Arc<Galley>> = self
            .remarks
            .iter()
            .map(|remark| ui.painter().layout(remark.clone(), Lettering::Caption.font(), theme.muted, 280.0))
            .collect();
        let title = lay(&self.title, Lettering::Table, theme.ink);
        let aside = lay(&self.aside, Lettering::Caption, theme.muted);
        let names = rows.iter().map(|(_, name, _)| name.size().x).fold(0.0, f32::max);
        let values = rows.iter().map(|(_, _, value)| value.size().x).fold(0.0, f32::max);
        let gap = if self.aside.is_empty() { 0.0 } else { 12.0 };
        let width = (indent + names + 24.0 + values)
            .max(title.size().x + gap + aside.size().x)
            .max(remarks.iter().map(|r| r.size().x).fold(0.0, f32::max));
        let remark_height: f32 = remarks.iter().map(|r| r.size().y + 2.0).sum();
        let height = 24.0 + ROW * rows.len() as f32 + remark_height;
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let painter = ui.painter();
        let pen = Pen { painter, theme, style };
        let after = rect.left() + title.size().x + gap;
        let below = title.size().y - aside.size().y;
        painter.galley(rect.min, title, theme.ink);
        painter.galley(pos2(after, rect.top() + below), aside, theme.muted);
        let mut top = rect.top() + 24.0;
        let mut ruled = false;
        for (row, name, value) in rows {
            let middle = top + ROW / 2.0;
            match row.swatch {
                Some(swatch) => pen.swatch(swatch, pos2(rect.left(), middle), 11.0),
                None if ruled => {}
                None => {
                    painter.hline(rect.x_range(), pen.pixel(top), theme.hairline());
                    ruled = true;
                }
            }
            painter.galley(pos2(rect.left() + indent, middle - name.size().y / 2.0), name, theme.ink);
            painter.galley(pos2(rect.right() - value.size().x, middle - value.size().y / 2.0), value, theme.ink);
            top += ROW;
        }
        for remark in remarks {
            let height = remark.size().y + 2.0;
            painter.galley(pos2(rect.left(), top + 2.0), remark, theme.muted);
            top += height;
        }
    }
}
