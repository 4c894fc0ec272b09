//! 帮助: the guide and the glossary, beside the page and over it, with a search.

use eframe::egui;
use egui::{Align2, Key, RichText, ScrollArea, TextEdit, vec2};

use super::state::{Command, Look};
use super::theme::{Lettering, STEP};
use super::widgets::words;
use crate::help::{self, Topic};

/// The open pane.
#[derive(Default)]
pub struct Help {
    sought: String,
    /// What was read, the newest last; empty shows the contents.
    read: Vec<Topic>,
    /// Whether the search is to have the keys.
    fresh: bool,
}

/// What came of drawing it.
pub enum Drawn {
    /// It stays open.
    Open,
    /// It stays open, and a command was taken.
    Asks(Command),
    /// It was closed.
    Closed,
}

impl Help {
    /// The pane at a topic; at the contents without one.
    pub fn at(topic: Option<Topic>) -> Help {
        Help { read: topic.into_iter().collect(), fresh: true, ..Help::default() }
    }

    /// Shows another topic.
    pub fn show_topic(&mut self, topic: Topic) {
        self.sought.clear();
        if self.read.last() != Some(&topic) {
            self.read.push(topic);
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, look: Look) -> Drawn {
        let (mut open, mut asks) = (true, None);
        let screen = ctx.content_rect();
        let width = 420.0_f32.min(screen.width() - 80.0);
        egui::Window::new(look.text("help.title"))
            .id(egui::Id::unique("help"))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::RIGHT_TOP, vec2(-8.0, 52.0))
            .show(ctx, |ui| {
                ui.set_width(width);
                ui.set_height((screen.height() - 160.0).max(240.0));
                self.head(ui, look);
                ui.add_space(STEP);
                ScrollArea::vertical().id_salt("help").auto_shrink(false).show(ui, |ui| {
                    // The bar lies over what it scrolls.
                    ui.set_max_width(ui.available_width() - 14.0);
                    if !self.sought.trim().is_empty() {
                        self.list(ui, look, help::found(&self.sought, look.style.language));
                    } else if let Some(topic) = self.read.last().copied() {
                        article(ui, look, topic);
                    } else {
                        asks = self.contents(ui, look);
                    }
                });
            });
        if !open || ctx.input(|i| i.key_pressed(Key::Escape)) {
            return Drawn::Closed;
        }
        asks.map_or(Drawn::Open, Drawn::Asks)
    }

    /// The search, and the way back.
    fn head(&mut self, ui: &mut egui::Ui, look: Look) {
        ui.horizontal(|ui| {
            let is_away = !self.read.is_empty() || !self.sought.is_empty();
            if is_away && ui.button(look.text("help.contents")).clicked() {
                self.read.clear();
                self.sought.clear();
            }
            if self.read.len() > 1 && self.sought.is_empty() && ui.button(look.text("inspector.back")).clicked() {
                self.read.pop();
            }
            let hint = RichText::new(look.text("help.search")).font(Lettering::Table.font());
            let field = ui
                .add(TextEdit::singleline(&mut self.sought).hint_text(hint).desired_width(ui.available_width() - 8.0));
            let name = look.text("help.search").to_owned();
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
        });
    }

    fn contents(&mut self, ui: &mut egui::Ui, look: Look) -> Option<Command> {
        let mut asks = None;
        let commands = [Command::TOUR, Command::BLANK_TABLE, Command::ABOUT];
        ui.horizontal_wrapped(|ui| {
            for command in commands {
                if ui.button(command.text(look.style.language)).clicked() {
                    asks = Some(command);
                }
            }
        });
        words::section(ui, look.theme, look.text("help.guide"));
        self.list(ui, look, (0..help::chapters().len()).map(Topic::Chapter).collect());
        words::section(ui, look.theme, look.text("help.terms"));
        self.list(ui, look, (0..help::terms().len()).map(Topic::Term).collect());
        asks
    }

    /// Topics, of which one may be opened.
    fn list(&mut self, ui: &mut egui::Ui, look: Look, topics: Vec<Topic>) {
        let language = look.style.language;
        if topics.is_empty() {
            words::caption(ui, look.theme, &language.fill("help.none", &[("text", self.sought.trim())]));
        }
        let mut taken = None;
        for topic in topics {
            if ui.link(topic.title(language)).clicked() {
                taken = Some(topic);
            }
        }
        if let Some(topic) = taken {
            self.show_topic(topic);
        }
    }
}

/// A topic with all that is told of it.
fn article(ui: &mut egui::Ui, look: Look, topic: Topic) {
    let language = look.style.language;
    words::headline(ui, look.theme, &topic.title(language));
    for part in topic.article(language) {
        if part.heading.is_empty() {
            ui.add_space(STEP / 2.0);
        } else {
            words::section(ui, look.theme, &part.heading);
        }
        let text = if part.is_item { format!("•\u{a0}{}", part.text) } else { part.text };
        let text = RichText::new(text).font(Lettering::Body.font()).color(look.theme.ink).line_height(Some(22.0));
        ui.add(egui::Label::new(text).wrap().selectable(true));
    }
}
