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

    /// Whether the cell below is next, as in a spreadsheet, once a text is taken.
    fn leads_on(&self) -> bool {
        false
    }

    /// The words that give the cell back to what it follows; `None` where it has nothing of its own.
    fn follow(&self, row: usize, column: usize) -> Option<String>;
}

/// The cells of a block of text, as spreadsheets put it on the clipboard, from one cell on to the right and down in the
/// orders in which rows and columns are shown.
pub(super) fn pasted(
    fill: &dyn Fill,
    text: &str,
    (order, columns): (&[usize], &[usize]),
    (row, column): (usize, usize),
) -> TableAction {
    let first = order.iter().position(|r| *r == row).unwrap_or(order.len());
    let left = columns.iter().position(|c| *c == column).unwrap_or(columns.len());
    let (mut cells, mut outside) = (Vec::new(), 0);
    for (down, line) in text.trim_end_matches(['\r', '\n']).lines().enumerate() {
        for (across, text) in line.split('\t').enumerate() {
            let to = order.get(first + down).zip(columns.get(left + across)).map(|(row, column)| (*row, *column));
            match to.filter(|(row, column)| fill.text(*row, *column).is_some()) {
                Some((row, column)) => cells.push((row, column, text.trim().to_owned())),
                None => outside += 1,
            }
        }
    }
    TableAction::Put(cells, outside)
}

/// A cell's text in all cells to its right, or below it, in the orders shown.
pub(super) fn filled(
    fill: &dyn Fill,
    (order, columns): (&[usize], &[usize]),
    (row, column): (usize, usize),
    across: bool,
) -> Vec<(usize, usize, String)> {
    let Some(text) = fill.text(row, column) else { return Vec::new() };
    let below = order.iter().skip_while(|r| **r != row).skip(1).map(|row| (*row, column));
    let beside = columns.iter().skip_while(|c| **c != column).skip(1).map(|column| (row, *column));
    let to: Vec<(usize, usize)> = if across { beside.collect() } else { below.collect() };
    let can_take = |(row, column): &(usize, usize)| fill.text(*row, *column).is_some();
    to.into_iter().filter(can_take).map(|(row, column)| (row, column, text.clone())).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Four rows of three cells; the first column holds names.
    struct Grid;

    impl Fill for Grid {
        fn text(&self, row: usize, column: usize) -> Option<String> {
            (row < 4 && (1..4).contains(&column)).then(|| format!("{row}{column}"))
        }

        fn name(&self, _: usize, _: usize) -> String {
            String::new()
        }

        fn problem(&self, _: usize, _: usize, _: &str) -> Option<String> {
            None
        }

        fn follow(&self, _: usize, _: usize) -> Option<String> {
            None
        }
    }

    #[test]
    fn a_block_goes_to_the_right_and_down_as_the_rows_are_shown() {
        let (order, columns) = ([3, 0, 2, 1], [0, 1, 2, 3]);
        let shown = (order.as_slice(), columns.as_slice());
        let put = pasted(&Grid, "5\t6\t7\r\n8\t 9 \t\r\n", shown, (2, 2));
        let cell = |row, column, text: &str| (row, column, text.to_owned());
        assert_eq!(put, TableAction::Put(vec![cell(2, 2, "5"), cell(2, 3, "6"), cell(1, 2, "8"), cell(1, 3, "9")], 2));
        assert_eq!(filled(&Grid, shown, (0, 1), true), [cell(0, 2, "01"), cell(0, 3, "01")]);
        assert_eq!(filled(&Grid, shown, (0, 1), false), [cell(2, 1, "01"), cell(1, 1, "01")]);
        assert!(filled(&Grid, shown, (0, 0), true).is_empty(), "names are not filled");
        // Columns that are moved or hidden are filled and pasted as they are seen.
        let shown = (order.as_slice(), [0, 3, 1].as_slice());
        assert_eq!(filled(&Grid, shown, (0, 3), true), [cell(0, 1, "03")]);
        assert_eq!(
            pasted(&Grid, "5\t6\t7", shown, (3, 3)),
            TableAction::Put(vec![cell(3, 3, "5"), cell(3, 1, "6")], 1)
        );
    }
}
