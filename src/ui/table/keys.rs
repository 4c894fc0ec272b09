//! The keyboard on a table: moving, marking, copying, pasting, typing, and the menu.

use eframe::egui;
use egui::{Key, Modifiers, Rect, pos2};

use super::action::TableAction;
use super::view::{Marking, Menu, MenuOf, Prepared, TableView};
use super::{ROW, Table, fill, heading_height};
use crate::report::words::sheet_text;

impl Table<'_> {
    /// Does what the keys ask for while the table has the focus.
    pub(super) fn keys(
        &self,
        ui: &egui::Ui,
        view: &mut TableView,
        prepared: &Prepared,
        area: Rect,
    ) -> Option<TableAction> {
        if view.menu.is_some() {
            return None;
        }
        self.move_cursor(ui, view, prepared, area);
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            view.take_all(prepared);
        }
        if ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Copy))) {
            return Some(self.copy_marked(ui, view, prepared));
        }
        let pasted = ui.input(|i| {
            i.events.iter().find_map(|e| if let egui::Event::Paste(text) = e { Some(text.clone()) } else { None })
        });
        if let (Some(text), Some(cell), Some(fill)) = (pasted, view.cursor, self.fill) {
            return Some(fill::pasted(fill, &text, (&prepared.order, &prepared.columns), cell));
        }
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let cell = view.cursor.filter(|cell| prepared.position(*cell).is_some());
        let (row, column) = cell?;
        if pressed(Key::Menu) || ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, Key::F10)) {
            let (down, _) = prepared.position((row, column))?;
            let top = area.top() + heading_height(&prepared.units) + ROW * (down as f32 + 1.0);
            let at = view.cursor_at.unwrap_or_else(|| pos2(area.left() + 80.0, top.min(area.bottom() - ROW)));
            view.menu = Some(Menu { of: MenuOf::Cell(row, column), at, by_key: true, is_new: true });
            return None;
        }
        if (pressed(Key::Delete) || pressed(Key::Backspace))
            && self.fill.is_some_and(|fill| fill.follow(row, column).is_some())
        {
            return Some(TableAction::Follow(row, column));
        }
        if self.correcting(column).is_some() && pressed(Key::F2) {
            return Some(TableAction::Correct(row, column));
        }
        if pressed(Key::Enter) || pressed(Key::F2) {
            if self.begin(view, row, column) {
                return None;
            }
            let subject = self.sheet.rows.get(row).and_then(|r| r.get(column)).and_then(|c| c.subject.clone());
            return Some(subject.map_or(TableAction::Open(row), TableAction::Explain));
        }
        None
    }

    /// Moves the cursor, and marks on from where it was with Shift.
    fn move_cursor(&self, ui: &egui::Ui, view: &mut TableView, prepared: &Prepared, area: Rect) {
        let at = view.cursor.and_then(|cursor| prepared.position(cursor));
        let (row, column) = at.unwrap_or_default();
        let (last, right) = (prepared.order.len() - 1, prepared.columns.len() - 1);
        let page = ((area.height() - heading_height(&prepared.units)) / ROW).floor().max(2.0) as usize - 1;
        let marks_on = ui.input(|i| i.modifiers.shift);
        let pressed = |modifiers: Modifiers, key: Key| {
            ui.input_mut(|i| i.consume_key(modifiers, key) || i.consume_key(modifiers | Modifiers::SHIFT, key))
        };
        let far = |key| pressed(Modifiers::COMMAND, key);
        let near = |key| pressed(Modifiers::NONE, key);
        let to = if far(Key::ArrowDown) || far(Key::End) {
            (last, column)
        } else if far(Key::ArrowUp) || far(Key::Home) {
            (0, column)
        } else if far(Key::ArrowRight) {
            (row, right)
        } else if far(Key::ArrowLeft) {
            (row, 0)
        } else if near(Key::ArrowDown) {
            (at.map_or(0, |(row, _)| (row + 1).min(last)), column)
        } else if near(Key::ArrowUp) {
            (row.saturating_sub(1), column)
        } else if near(Key::PageDown) {
            ((row + page).min(last), column)
        } else if near(Key::PageUp) {
            (row.saturating_sub(page), column)
        } else if near(Key::Home) {
            (0, column)
        } else if near(Key::End) {
            (last, column)
        } else if near(Key::ArrowRight) {
            (row, (column + 1).min(right))
        } else if near(Key::ArrowLeft) {
            (row, column.saturating_sub(1))
        } else {
            return;
        };
        let (row, column) = (prepared.order[to.0], prepared.columns[to.1]);
        if marks_on {
            view.extend(prepared, row, column);
        } else {
            view.mark(row, column);
        }
        view.reveal = true;
    }

    /// Copies what is marked: one cell, several, or whole rows with their headings; all rows where nothing is.
    pub(super) fn copy_marked(&self, ui: &egui::Ui, view: &TableView, prepared: &Prepared) -> TableAction {
        let (rows, columns) = view.range(prepared);
        let text = match (view.marking, rows.as_slice(), columns.as_slice()) {
            (Marking::Cells, [row], [column]) => sheet_text::pasted(&self.sheet.rows[*row][*column], self.style),
            (Marking::Cells, [_, ..], _) => sheet_text::tab_separated(self.sheet, &rows, &columns, false, self.style),
            _ => return self.copy_rows(ui, view, prepared),
        };
        ui.ctx().copy_text(text);
        TableAction::Copied(rows.len())
    }

    /// Copies the rows selected with their headings, or all of them where none is.
    pub(super) fn copy_rows(&self, ui: &egui::Ui, view: &TableView, prepared: &Prepared) -> TableAction {
        let order = &prepared.order;
        let chosen: Vec<usize> = order.iter().copied().filter(|row| view.selected.contains(row)).collect();
        self.copy_whole(ui, if chosen.is_empty() { order } else { &chosen }, prepared)
    }

    /// Copies some rows with their headings.
    pub(super) fn copy_whole(&self, ui: &egui::Ui, rows: &[usize], prepared: &Prepared) -> TableAction {
        ui.ctx().copy_text(sheet_text::tab_separated(self.sheet, rows, &prepared.columns, true, self.style));
        TableAction::Copied(rows.len())
    }
}
