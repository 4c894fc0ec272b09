//! Why: the derivation of one value, from the rule down to the postings and the source cells.

use eframe::egui;
use egui::{Rect, RichText, Role, ScrollArea, Sense, WidgetInfo, pos2, vec2};

use super::theme::{Lettering, STEP, Theme};
use super::widgets::empty;
use super::widgets::icon::Icon;
use super::widgets::words::{self, KeyFigure};
use crate::report::words::number::Style;
use crate::report::words::period::month_name;
use crate::report::words::sheet_text::full_text;
use crate::report::{Derivation, Input, Lead, PostingLine, Quantity, Tone};

/// The most postings shown one by one.
const MOST_POSTINGS: usize = 200;

/// Draws a derivation down the panel, or, where there is none, how to come by one; the lead that was clicked.
pub fn show(ui: &mut egui::Ui, derivation: Option<&Derivation>, style: Style, theme: &Theme) -> Option<Lead> {
    let language = style.language;
    let Some(derivation) = derivation else {
        let next = language.text("inspector.empty_next");
        empty::show(ui, theme, empty::Drawing::Search, language.text("inspector.empty"), next);
        return None;
    };
    let mut lead = None;
    ScrollArea::vertical().id_salt("why").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let figure = KeyFigure {
            caption: &derivation.title,
            value: &derivation.value,
            tone: Tone::Plain,
            change: None,
            explains: false,
            explained: false,
        };
        title(ui, theme, &figure, style);
        if !derivation.rule.is_empty() {
            words::section(ui, theme, language.text("inspector.rule"));
            paragraph(ui, theme, &derivation.rule);
        }
        if !derivation.workings.is_empty() {
            words::section(ui, theme, language.text("inspector.workings"));
            for (n, line) in derivation.workings.iter().enumerate() {
                let said = paragraph(ui, theme, line);
                if let Some(exact) = derivation.exact.get(n).filter(|exact| *exact != line) {
                    said.on_hover_text(exact);
                }
            }
            if !derivation.exact.is_empty() {
                words::caption(ui, theme, language.text("inspector.rounded"));
            }
        }
        if !derivation.inputs.is_empty() {
            words::section(ui, theme, language.text("inspector.inputs"));
            for input in &derivation.inputs {
                if input_row(ui, input, style, theme) {
                    lead = Some(input.leads_to.clone());
                }
            }
        }
        if !derivation.postings.is_empty() {
            words::section(ui, theme, language.text("inspector.postings"));
            for posting in derivation.postings.iter().take(MOST_POSTINGS) {
                posting_row(ui, posting, style, theme);
            }
            let more = derivation.postings.len().saturating_sub(MOST_POSTINGS);
            if more > 0 {
                words::caption(ui, theme, &language.fill("ui.and_more", &[("count", &more.to_string())]));
            }
        }
        if !derivation.notes.is_empty() {
            words::section(ui, theme, language.text("inspector.notes"));
            for note in &derivation.notes {
                words::caption(ui, theme, note);
            }
        }
        ui.add_space(2.0 * STEP);
    });
    lead
}

fn title(ui: &mut egui::Ui, theme: &Theme, figure: &KeyFigure<'_>, style: Style) {
    paragraph(ui, theme, figure.caption);
    let bare = KeyFigure { caption: "", ..figure.clone() };
    ui.add_space(-16.0); // the caption stands above, where it can wrap
    bare.show(ui, style, theme);
}

fn paragraph(ui: &mut egui::Ui, theme: &Theme, text: &str) -> egui::Response {
    let text = RichText::new(text).font(Lettering::Table.font()).color(theme.ink).line_height(Some(20.0));
    ui.add(egui::Label::new(text).wrap().selectable(true))
}

/// One number put in; whether it was clicked.
fn input_row(ui: &mut egui::Ui, input: &Input, style: Style, theme: &Theme) -> bool {
    let leads = input.leads_to != Lead::End;
    let source = match &input.leads_to {
        Lead::Source { origin, raw, .. } => {
            Some(style.language.fill("why.cell_holds", &[("origin", &origin.to_string()), ("raw", raw)]))
        }
        _ => None,
    };
    let painter = ui.painter();
    let width = ui.available_width();
    let value = full_text(&input.value, style);
    let number = painter.layout_no_wrap(value.clone(), Lettering::Table.font(), theme.ink);
    let room = (width - number.size().x - 32.0).max(80.0);
    let color = if leads { theme.blue } else { theme.ink };
    let label = painter.layout(input.label.clone(), Lettering::Table.font(), color, room);
    let caption = source.as_ref().map(|text| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.clone(), Lettering::Caption.font(), theme.muted);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width - 16.0);
        painter.layout_job(job)
    });
    let height = label.size().y.max(number.size().y) + caption.as_ref().map_or(0.0, |c| c.size().y) + 8.0;
    let sense = if leads { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
    let painter = ui.painter();
    if leads && response.hovered() {
        painter.rect_filled(rect.expand2(vec2(6.0, 0.0)), 3, theme.hover());
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.blue);
        painter.rect_stroke(rect.expand2(vec2(6.0, 0.0)), 3, stroke, egui::StrokeKind::Inside);
    }
    let top = rect.top() + 4.0;
    painter.galley(pos2(rect.right() - 16.0 - number.size().x, top), number, theme.ink);
    if let Some(caption) = caption {
        painter.galley(pos2(rect.left(), top + label.size().y), caption, theme.muted);
    }
    painter.galley(pos2(rect.left(), top), label, color);
    if leads {
        let place = Rect::from_center_size(pos2(rect.right() - 6.0, top + 9.0), vec2(12.0, 12.0));
        Icon::Chevron.paint(painter, place, theme.muted);
    }
    painter.hline(rect.x_range(), painter.round_to_pixel_center(rect.bottom()), theme.hairline());
    response.widget_info(|| {
        let role = if leads { Role::Link } else { Role::Label };
        let words: Vec<&str> = [&input.label, &value].into_iter().chain(&source).map(String::as_str).collect();
        WidgetInfo::labeled(role, true, words.join(" "))
    });
    let clicked = response.clicked();
    if let Some(source) = source {
        response.on_hover_text(source);
    }
    clicked
}

fn posting_row(ui: &mut egui::Ui, posting: &PostingLine, style: Style, theme: &Theme) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 42.0), Sense::hover());
    let painter = ui.painter();
    let line = |text: String, lettering: Lettering, color, width: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(text, lettering.font(), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        painter.layout_job(job)
    };
    let amount = style.full(Quantity::Money(posting.amount));
    let month = month_name(posting.month, style.language);
    let way = format!("{month}  {} → {}", posting.from, posting.to);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{} {way} {amount}", posting.kind)));
    let amount = line(amount, Lettering::Table, theme.ink, rect.width());
    let kind = line(posting.kind.clone(), Lettering::Table, theme.ink, rect.width() - amount.size().x - 12.0);
    let way = line(way, Lettering::Caption, theme.muted, rect.width());
    painter.galley(rect.min + vec2(0.0, 3.0), kind, theme.ink);
    painter.galley(pos2(rect.right() - amount.size().x, rect.top() + 3.0), amount, theme.ink);
    painter.galley(rect.min + vec2(0.0, 21.0), way, theme.muted);
    painter.hline(rect.x_range(), painter.round_to_pixel_center(rect.bottom()), theme.hairline());
}
