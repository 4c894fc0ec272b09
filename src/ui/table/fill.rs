//! Typing in a table's cell: a field in its place, until Enter takes what is typed or Escape drops it.

use eframe::egui;
use egui::{Key, Rect, Role, Stroke, StrokeKind, UiBuilder, WidgetInfo};

use super::action::TableAction;
use crate::ui::theme::{Lettering, Theme};

/// Which cells can be typed in, and what is taken.
pub trait Fill {
    /// The text to begin with; `None` where nothing can be typed.
    fn text(&self, row: usize, column: usize) -> Option<String>;

    /// What the cell is, for those who listen.
    fn name(&self, row: usize, column: usize) -> String;

    /// What keeps a text from being taken, in words.
    fn problem(&self, row: usize, column: usize, text: &str) -> Option<String>;

    /// The words that give the cell back to what it follows; `None` where it has nothing of its own.
    fn follow(&self, row: usize, column: usize) -> Option<String>;
}

/// What is being typed, and where.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    row: usize,
    column: usize,
    text: String,
    before: String,
    fresh: bool,
}

impl Draft {
    pub(super) fn new(row: usize, column: usize, text: String) -> Draft {
        Draft { row, column, before: text.clone(), text, fresh: true }
    }

    pub(super) fn is_at(&self, row: usize, column: usize) -> bool {
        (self.row, self.column) == (row, column)
    }
}

/// Draws the field. `Some` where it was left: with what was typed, or with nothing.
pub(super) fn show(
    ui: &mut egui::Ui,
    rect: Rect,
    theme: &Theme,
    fill: &dyn Fill,
    draft: &mut Option<Draft>,
) -> Option<Option<TableAction>> {
    let now = draft.as_mut()?;
    let (row, column) = (now.row, now.column);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
    let field = egui::TextEdit::singleline(&mut now.text)
        .id(inside.scope_id().with("fill"))
        .font(Lettering::Table.font())
        .align(egui::Align2::RIGHT_CENTER)
        .margin(egui::Margin::symmetric(8, 4));
    let mut output = field.desired_width(rect.width() - 18.0).show(&mut inside);
    let response = &output.response.response;
    let name = fill.name(row, column);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, &name);
        info.current_text_value = Some(now.text.clone());
        info
    });
    if std::mem::take(&mut now.fresh) {
        response.request_focus();
        // All of it is marked, so that typing replaces it.
        let all = egui::text::CCursorRange::two(
            egui::text::CCursor::new(0),
            egui::text::CCursor::new(now.text.chars().count()),
        );
        output.state.cursor.set_char_range(Some(all));
        output.state.store(inside.ctx(), response.id);
        return None;
    }
    let problem = fill.problem(row, column, &now.text);
    if let Some(problem) = &problem {
        let stroke = Stroke::new(1.5, theme.legible(theme.amber));
        inside.painter().rect_stroke(rect.shrink(1.0), 2, stroke, StrokeKind::Inside);
        response.show_tooltip_text(problem);
    }
    let escaped = inside.input(|i| i.key_pressed(Key::Escape));
    if escaped {
        *draft = None;
        return Some(None);
    }
    if !response.lost_focus() {
        return None;
    }
    if problem.is_some() {
        if inside.input(|i| i.key_pressed(Key::Enter)) {
            response.request_focus();
            return None;
        }
        *draft = None;
        return Some(None);
    }
    let taken = (now.text != now.before).then(|| TableAction::Typed(row, column, now.text.clone()));
    *draft = None;
    Some(taken)
}
