//! Everything that was said about the input, as a list to be gone through.

use eframe::egui;
use egui::{Color32, Painter, Pos2, RichText, Role, ScrollArea, Sense, Shape, Stroke, WidgetInfo, pos2, vec2};

use super::theme::{Lettering, Theme};
use super::widgets::empty;
use crate::finding::{Finding, Severity};
use crate::locale::Language;

/// The height of a finding whose sentence is on one line.
const ROW: f32 = 48.0;

/// The height of a further line of the sentence.
const LINE: f32 = 18.0;

/// Below this width a sentence takes two lines.
const NARROW: f32 = 520.0;

/// Draws the findings in the order given; the number of the one clicked.
pub fn show(ui: &mut egui::Ui, findings: &[Finding], language: Language, theme: &Theme) -> Option<usize> {
    show_marked(ui, findings, None, language, theme)
}

/// The same, with one of them marked, and brought into view where that is asked for.
pub fn show_marked(
    ui: &mut egui::Ui,
    findings: &[Finding],
    marked: Option<(usize, bool)>,
    language: Language,
    theme: &Theme,
) -> Option<usize> {
    if findings.is_empty() {
        let (what, next) = (language.text("ui.no_findings"), language.text("ui.no_findings_next"));
        empty::show(ui, theme, empty::Drawing::Sheet, what, next);
        return None;
    }
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = if ui.available_width() < NARROW { 2 } else { 1 };
    let height = ROW + LINE * (lines - 1) as f32;
    let mut list = ScrollArea::vertical().id_salt("findings").auto_shrink([false, true]);
    if let Some((number, true)) = marked {
        list = list.vertical_scroll_offset((number as f32 * height - ui.available_height() * 0.3).max(0.0));
    }
    list.show_rows(ui, height, findings.len(), |ui, rows| {
        for i in rows {
            let is_marked = marked.is_some_and(|(number, _)| number == i);
            if row(ui, &findings[i], lines, is_marked, language, theme).clicked() {
                clicked = Some(i);
            }
        }
    });
    clicked
}

fn row(
    ui: &mut egui::Ui,
    finding: &Finding,
    lines: usize,
    marked: bool,
    language: Language,
    theme: &Theme,
) -> egui::Response {
    let more = LINE * (lines - 1) as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW + more), Sense::click());
    let painter = ui.painter();
    if marked {
        painter.rect_filled(rect, 0, theme.selected());
    } else if response.hovered() {
        painter.rect_filled(rect, 0, theme.hover());
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 3, Stroke::new(1.5, theme.blue), egui::StrokeKind::Inside);
    }
    severity_mark(painter, theme, finding.severity, pos2(rect.left() + 12.0, rect.top() + 16.0));
    let sentence = finding.sentence(language);
    let line = |text: &str, lettering: Lettering, color: Color32, lines: usize| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), lettering.font(), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 36.0);
        job.wrap.max_rows = lines;
        job.wrap.break_anywhere = lines == 1;
        painter.layout_job(job)
    };
    let said = line(&sentence, Lettering::Table, theme.ink, lines);
    let origin = finding.origin.to_string();
    let place = line(&origin, Lettering::Caption, theme.muted, 1);
    let cut_off = said.elided || place.elided;
    painter.galley(pos2(rect.left() + 28.0, rect.top() + 6.0), said, theme.ink);
    painter.galley(pos2(rect.left() + 28.0, rect.top() + 25.0 + more), place, theme.muted);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, theme.hairline());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, marked, finding.line(language)));
    if cut_off {
        let text = RichText::new(format!("{sentence}\n{origin}")).font(Lettering::Caption.font());
        return response.on_hover_text(text);
    }
    response
}

/// The sign of a severity, told by shape first: a full square, a hollow triangle, a ring.
pub fn severity_mark(painter: &Painter, theme: &Theme, severity: Severity, center: Pos2) {
    let amber = theme.legible(theme.amber);
    match severity {
        Severity::Error => {
            let square = egui::Rect::from_center_size(center, vec2(11.0, 11.0));
            painter.rect_filled(square, 2, amber);
            painter.line_segment([center - vec2(0.0, 3.5), center + vec2(0.0, 1.0)], Stroke::new(1.5, theme.paper));
            painter.circle_filled(center + vec2(0.0, 3.3), 0.9, theme.paper);
        }
        Severity::Warning => {
            let corners = vec![center + vec2(0.0, -5.0), center + vec2(5.5, 4.5), center + vec2(-5.5, 4.5)];
            painter.add(Shape::closed_line(corners, Stroke::new(1.5, amber)));
        }
        Severity::Settled => {
            let tick = vec![center + vec2(-4.5, 0.0), center + vec2(-1.5, 3.5), center + vec2(4.5, -4.0)];
            painter.add(Shape::line(tick, Stroke::new(1.5, theme.muted)));
        }
        Severity::Note => {
            painter.circle_stroke(center, 4.5, Stroke::new(1.5, theme.muted));
        }
    }
}
