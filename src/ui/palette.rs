//! The palette: one field that finds any command, county or measure, by hanzi, pinyin or English.
//!
//! Which entries fit, and in which order, is [`matches`], a pure function; the rest is drawing.

use eframe::egui;
use egui::{
    Align2, Area, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, ScrollArea, Sense, WidgetInfo, pos2, vec2,
};

use super::command::{self};
use super::state::Command;
use super::theme::{Lettering, Theme};
use super::widgets::words;
use crate::locale::Language;
use crate::report::words::search::Searchable;

const ROW: f32 = 32.0;
const WIDTH: f32 = 520.0;

/// Something that the palette finds.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// What is given back when it is chosen.
    pub id: T,
    /// Its words.
    pub label: String,
    /// What kind of thing it is, quieter.
    pub detail: String,
    /// Its keys.
    pub keys: String,
    searchable: Searchable,
}

impl<T> Entry<T> {
    /// An entry; `also` are further words by which it is found, such as its name in the other language.
    pub fn new(id: T, label: &str, detail: &str, keys: &str, also: &str) -> Entry<T> {
        let searchable = Searchable::new(&format!("{label} {also}"));
        Entry { id, label: label.to_owned(), detail: detail.to_owned(), keys: keys.to_owned(), searchable }
    }
}

/// Every command as an entry, found in both languages; `wrap` makes it the caller's kind of id.
pub fn commands<T>(ctx: &egui::Context, language: Language, wrap: impl Fn(Command) -> T) -> Vec<Entry<T>> {
    command::all()
        .map(|entry| entry.command)
        .filter(|command| *command != Command::PALETTE)
        .map(|command| {
            let also = if command == Command::LANGUAGE { "" } else { command.text(language.other()) };
            Entry::new(wrap(command), command.text(language), "", &command.keys(ctx), also)
        })
        .collect()
}

/// The entries that fit a query, the best first, otherwise in their own order.
pub fn matches<T>(entries: &[Entry<T>], query: &str) -> Vec<usize> {
    let mut fitting: Vec<(u32, usize)> =
        entries.iter().enumerate().filter_map(|(i, entry)| Some((entry.searchable.fit(query)?, i))).collect();
    fitting.sort();
    fitting.into_iter().map(|(_, i)| i).collect()
}

/// The palette while it is open: what is typed and which entry is marked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Palette {
    query: String,
    marked: usize,
    shown: bool,
}

/// What came of a frame of the palette.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaletteAnswer<T> {
    /// It stays open.
    Open,
    /// It was left without choosing.
    Closed,
    /// An entry was chosen; it closes.
    Chosen(T),
}

impl Palette {
    /// Draws it over everything.
    pub fn show<T: Clone>(
        &mut self,
        ui: &egui::Ui,
        entries: &[Entry<T>],
        language: Language,
        theme: &Theme,
    ) -> PaletteAnswer<T> {
        let mut answer = PaletteAnswer::Open;
        let ctx = ui.ctx().clone();
        let pressed = |key| ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
        let (enter, escape) = (pressed(Key::Enter), pressed(Key::Escape));
        let area = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_TOP, vec2(0.0, 72.0))
            .fade_in(false)
            .accessible_name(language.text("command.palette"));
        let shown = area.show(&ctx, |ui| {
            let visuals = ui.visuals();
            Frame::new()
                .fill(visuals.window_fill)
                .stroke(visuals.window_stroke)
                .shadow(visuals.window_shadow)
                .corner_radius(6)
                .inner_margin(Margin::same(8))
                .show(ui, |ui| {
                    ui.set_width(WIDTH);
                    ui.spacing_mut().item_spacing.y = 4.0;
                    self.field(ui, language);
                    let fitting = matches(entries, &self.query);
                    self.marked = self.marked.min(fitting.len().saturating_sub(1));
                    if down {
                        self.marked = (self.marked + 1) % fitting.len().max(1);
                    }
                    if up {
                        self.marked = (self.marked + fitting.len().saturating_sub(1)) % fitting.len().max(1);
                    }
                    words::hairline(ui, theme);
                    if fitting.is_empty() {
                        ui.add_space(8.0);
                        ui.label(language.fill("palette.nothing", &[("text", self.query.trim())]));
                        words::caption(ui, theme, language.text("palette.nothing_next"));
                        ui.add_space(8.0);
                        return;
                    }
                    let chosen = self.list(ui, entries, &fitting, theme, up || down);
                    if let Some(i) = chosen.or(enter.then(|| fitting[self.marked])) {
                        answer = PaletteAnswer::Chosen(entries[i].id.clone());
                    }
                });
        });
        // The click that opened it was elsewhere, too.
        let outside = std::mem::replace(&mut self.shown, true) && shown.response.clicked_elsewhere();
        match answer {
            PaletteAnswer::Open if escape || outside => PaletteAnswer::Closed,
            answer => answer,
        }
    }

    fn field(&mut self, ui: &mut egui::Ui, language: Language) {
        let hint = language.text("palette.hint");
        let field = egui::TextEdit::singleline(&mut self.query)
            .hint_text(hint)
            .frame(Frame::new().inner_margin(Margin::symmetric(8, 4)))
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::SearchInput, true, hint);
            info.current_text_value = Some(self.query.clone());
            info
        });
        if response.changed() {
            self.marked = 0;
        }
        response.request_focus();
    }

    fn list<T>(
        &mut self,
        ui: &mut egui::Ui,
        entries: &[Entry<T>],
        fitting: &[usize],
        theme: &Theme,
        reveal: bool,
    ) -> Option<usize> {
        let mut chosen = None;
        let moved = ui.input(|i| i.pointer.delta() != egui::Vec2::ZERO);
        ui.spacing_mut().item_spacing.y = 0.0;
        let list =
            ScrollArea::vertical().max_height(ROW * 10.0).min_scrolled_height(ROW * 10.0).auto_shrink([false, true]);
        list.show_viewport(ui, |ui, viewport| {
            ui.set_height(ROW * fitting.len() as f32);
            let top = ui.min_rect().top();
            let width = ui.available_width();
            let row = |place: usize| {
                Rect::from_min_size(pos2(ui.min_rect().left(), top + ROW * place as f32), vec2(width, ROW))
            };
            if reveal {
                ui.scroll_to_rect(row(self.marked), None);
            }
            let first = (viewport.top() / ROW).floor().max(0.0) as usize;
            let last = ((viewport.bottom() / ROW).ceil() as usize).min(fitting.len());
            for (place, &i) in fitting.iter().enumerate().take(last).skip(first) {
                let rect = row(place);
                let response = ui.interact(rect, ui.scope_id().with(place), Sense::click());
                if moved && response.hovered() {
                    self.marked = place;
                }
                if response.clicked() {
                    chosen = Some(i);
                }
                let entry = &entries[i];
                draw(ui, entry, rect, place == self.marked, theme);
                response.widget_info(|| {
                    WidgetInfo::selected(Role::ListBoxOption, true, place == self.marked, &entry.label)
                });
            }
        });
        chosen
    }
}

fn draw<T>(ui: &egui::Ui, entry: &Entry<T>, rect: Rect, marked: bool, theme: &Theme) {
    let painter = ui.painter();
    if marked {
        painter.rect_filled(rect, 4, theme.selected());
    }
    let lay =
        |text: &str, lettering: Lettering, color| painter.layout_no_wrap(text.to_owned(), lettering.font(), color);
    let label = lay(&entry.label, Lettering::Body, theme.ink);
    let detail = lay(&entry.detail, Lettering::Caption, theme.muted);
    let keys = lay(&entry.keys, Lettering::Caption, theme.muted);
    let middle = |height: f32| rect.center().y - height / 2.0;
    let after = rect.left() + 8.0 + label.size().x + 12.0;
    painter.galley(pos2(rect.left() + 8.0, middle(label.size().y)), label, theme.ink);
    painter.galley(pos2(after, middle(detail.size().y)), detail, theme.muted);
    painter.galley(pos2(rect.right() - 8.0 - keys.size().x, middle(keys.size().y)), keys, theme.muted);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_counties_are_found_in_either_language() {
        let mut entries = commands(&egui::Context::default(), Language::Chinese, |c| c.0.to_owned());
        entries.extend(["屯溪区", "歙县"].map(|county| Entry::new(county.to_owned(), county, "区县", "", "")));
        let found = |query: &str| matches(&entries, query).first().map(|&i| entries[i].id.clone());
        assert_eq!(found("撤销").as_deref(), Some("command.undo"));
        assert_eq!(found("cx").as_deref(), Some("command.undo"));
        assert_eq!(found("undo").as_deref(), Some("command.undo"));
        assert_eq!(found("tx").as_deref(), Some("屯溪区"));
        assert_eq!(found("xinjianqingjing").as_deref(), Some("command.new_scenario"));
        assert_eq!(found("zzzz"), None);
        assert_eq!(matches(&entries, "").len(), entries.len());
    }
}
