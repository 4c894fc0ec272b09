//! The menus of a table: of a cell, of a heading, and of all columns. What is in them can be reached by the keyboard, too:
//! Shift+F10 or the menu key on the cell that the cursor is on.

use eframe::egui;
use egui::{Id, Popup, PopupCloseBehavior, PopupKind, Role, WidgetInfo};
use rust_decimal::Decimal;

use super::action::TableAction;
use super::columns::{self, Memory};
use super::view::{Marking, MenuOf, Prepared, TableView};
use super::{Table, drawing, fill};
use crate::report::words::arranged::{Limit, Sort, in_unit, typed};
use crate::report::words::sheet_text::{self, text_in_column};
use crate::report::{Cell, CellValue};
use crate::session::preferences::Columns;
use crate::ui::state::{Action, Command};
use crate::ui::theme::Lettering;
use crate::ui::wishes;

/// A choice of a menu; whether it was taken.
fn item(ui: &mut egui::Ui, words: impl Into<egui::WidgetText>) -> bool {
    let taken = ui.button(words).clicked();
    if taken {
        ui.close();
    }
    taken
}

impl Table<'_> {
    /// Draws the menu that is open.
    pub(super) fn menus(
        &self,
        ui: &mut egui::Ui,
        view: &mut TableView,
        prepared: &Prepared,
        focus: Id,
    ) -> Option<TableAction> {
        let menu = view.menu?;
        let is_there = match menu.of {
            MenuOf::Cell(row, column) => prepared.position((row, column)).is_some(),
            MenuOf::Heading(column) => prepared.columns.contains(&column),
        };
        if !is_there {
            view.menu = None;
            return None;
        }
        let (mut open, mut action) = (true, None);
        let close = match menu.of {
            MenuOf::Cell(..) => PopupCloseBehavior::CloseOnClick,
            MenuOf::Heading(_) => PopupCloseBehavior::CloseOnClickOutside,
        };
        let id = focus.with("menu");
        let popup = Popup::new(id, ui.ctx().clone(), menu.at, ui.layer_id()).open_bool(&mut open);
        popup
            .kind(PopupKind::Menu)
            .layout(egui::Layout::top_down_justified(egui::Align::Min))
            .style(egui::containers::menu::menu_style)
            .close_behavior(if menu.is_new { PopupCloseBehavior::IgnoreClicks } else { close })
            .show(|ui| match menu.of {
                MenuOf::Cell(row, column) => action = self.cell_menu(ui, view, prepared, (row, column)),
                MenuOf::Heading(column) => self.heading_menu(ui, view, prepared, column, menu.is_new),
            });
        let is_same = view.menu.is_some_and(|now| now.of == menu.of);
        if is_same && !open {
            view.menu = None;
            ui.memory_mut(|memory| memory.request_focus(focus));
        } else if let Some(now) = view.menu.as_mut().filter(|now| now.of == menu.of) {
            now.is_new = false;
        }
        action
    }

    fn cell_menu(
        &self,
        ui: &mut egui::Ui,
        view: &mut TableView,
        prepared: &Prepared,
        (row, column): (usize, usize),
    ) -> Option<TableAction> {
        let language = self.style.language;
        let text = |key| language.text(key);
        let cell = &self.sheet.rows[row][column];
        let mut action = None;
        // The first choice has the focus, so that the arrow keys lead on from it.
        let mut is_first = view.menu.is_some_and(|menu| menu.is_new && menu.by_key);
        let mut offer = |ui: &mut egui::Ui, words: &str, keys: &str| {
            let button = egui::Button::new(words);
            let response = ui.add(if keys.is_empty() { button } else { button.shortcut_text(keys) });
            if std::mem::take(&mut is_first) {
                response.request_focus();
            }
            if response.clicked() {
                ui.close();
            }
            response.clicked()
        };
        if let Some(words) = self.correcting(column)
            && offer(ui, words, "F2")
        {
            action = Some(TableAction::Correct(row, column));
        }
        if let Some(fill) = self.fill {
            if let Some(words) = fill.follow(row, column)
                && offer(ui, &words, "")
            {
                action = Some(TableAction::Follow(row, column));
            }
            for (key, across) in [("table.fill_across", true), ("table.fill_down", false)] {
                let cells = fill::filled(fill, (&prepared.order, &prepared.columns), (row, column), across);
                if !cells.is_empty() && offer(ui, text(key), "") {
                    action = Some(TableAction::Put(cells, 0));
                }
            }
        }
        if let Some(subject) = &cell.subject
            && offer(ui, text("table.why"), "")
        {
            action = Some(TableAction::Explain(subject.clone()));
        }
        if offer(ui, text("table.copy_cell"), "") {
            ui.ctx().copy_text(sheet_text::pasted(cell, self.style));
        }
        if view.has_range() && offer(ui, text("table.copy_cells"), "") {
            action = Some(self.copy_marked(ui, view, prepared));
        }
        if offer(ui, text("table.copy_rows"), "") {
            action = Some(self.copy_rows(ui, view, prepared));
        }
        if offer(ui, text("table.copy_all"), "") {
            action = Some(self.copy_whole(ui, &prepared.order, prepared));
        }
        ui.separator();
        if let Some((words, limit)) = self.limit_to(cell, column)
            && offer(ui, &words, "")
        {
            view.limits.insert(prepared.keys[column].clone(), limit);
        }
        if view.is_filtered() && offer(ui, text("table.clear_filters"), "") {
            view.clear_filters();
        }
        let of_column = language.fill("table.of_column", &[("heading", &self.sheet.columns[column].heading)]);
        if offer(ui, &of_column, "") {
            view.typed = self.typed(view, prepared, column);
            if let Some(menu) = &mut view.menu {
                (menu.of, menu.is_new) = (MenuOf::Heading(column), true);
            }
        }
        if prepared.columns.len() > 1 && offer(ui, text("table.hide"), "") {
            self.hide(ui, prepared, column);
        }
        ui.separator();
        for command in [Command::EXPORT_VIEW, Command::ADD_TO_DECK] {
            if offer(ui, text(command.0), "") {
                wishes::push(ui.ctx(), Action::Command(command));
            }
        }
        action
    }

    /// The limit that leaves the rows with a cell's value, in words.
    fn limit_to(&self, cell: &Cell, column: usize) -> Option<(String, Limit)> {
        let shown = text_in_column(cell, self.style);
        let limit = match &cell.value {
            CellValue::Text(own) if !own.trim().is_empty() => Limit::Holds(own.trim().to_owned()),
            CellValue::Period(_) | CellValue::Since(_) => Limit::Holds(shown.clone()),
            value => {
                let number = value.number()?;
                Limit::Between(Some(number), Some(number))
            }
        };
        let unit = sheet_text::unit_of(self.sheet, column, self.style);
        let short: String = shown.chars().take(16).collect();
        let dots = if shown.chars().count() > 16 { "…" } else { "" };
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        let said = format!("{short}{dots}{unit}");
        Some((self.style.language.fill("table.only", &[("text", &said)]), limit))
    }

    /// What the fields of a column's menu hold at first.
    pub(super) fn typed(&self, view: &TableView, prepared: &Prepared, column: usize) -> [String; 2] {
        let measured = self.sheet.columns[column].measured;
        let shown =
            |end: &Option<Decimal>| end.map_or_else(String::new, |n| in_unit(n, measured, self.style).to_string());
        match view.limits.get(&prepared.keys[column]) {
            Some(Limit::Holds(text)) => [text.clone(), String::new()],
            Some(Limit::Between(least, most)) => [shown(least), shown(most)],
            None => Default::default(),
        }
    }

    fn heading_menu(&self, ui: &mut egui::Ui, view: &mut TableView, prepared: &Prepared, column: usize, first: bool) {
        let language = self.style.language;
        let text = |key| language.text(key);
        ui.set_min_width(200.0);
        ui.set_max_width(320.0);
        ui.label(
            egui::RichText::new(sheet_text::heading(self.sheet, column, self.style))
                .font(Lettering::Caption.font())
                .color(self.theme.muted),
        );
        if !self.headings_lead {
            let orders = [("table.sort_up", Sort::Ascending(column)), ("table.sort_down", Sort::Descending(column))];
            for (key, sort) in orders {
                if view.sort != sort && item(ui, text(key)) {
                    view.sort = sort;
                }
            }
            if view.sort != Sort::Original && item(ui, text("table.original")) {
                view.sort = Sort::Original;
            }
            ui.separator();
        }
        let key = &prepared.keys[column];
        let limited = view.limits.contains_key(key);
        let limit = ui.scope(|ui| self.limit_fields(ui, &mut view.typed, column, first)).inner;
        match limit {
            Some(Some(limit)) => drop(view.limits.insert(key.clone(), limit)),
            Some(None) => drop(view.limits.remove(key)),
            None => {}
        }
        if limited && item(ui, text("table.clear_limit")) {
            view.limits.remove(key);
        }
        ui.separator();
        let at = prepared.columns.iter().position(|own| *own == column).unwrap_or_default();
        let is_frozen = column < self.sheet.frozen;
        let beside = |to: Option<usize>| {
            to.and_then(|to| prepared.columns.get(to)).filter(|own| (**own < self.sheet.frozen) == is_frozen)
        };
        let now = Memory::of(ui.ctx()).columns(self.name);
        let put = |before: Option<usize>| columns::moved(&prepared.keys, self.sheet.frozen, &now, column, before);
        if let Some(before) = beside(at.checked_sub(1))
            && item(ui, text("table.move_left"))
        {
            self.lay(ui, put(Some(*before)));
        }
        if beside(Some(at + 1)).is_some() && item(ui, text("table.move_right")) {
            self.lay(ui, put(prepared.columns.get(at + 2).copied()));
        }
        if prepared.columns.len() > 1 && item(ui, text("table.hide")) {
            self.hide(ui, prepared, column);
        }
        self.hidden_items(ui, prepared, &now);
    }

    /// The fields by which a column is filtered: what it is to hold, or from which number to which. `Some` where that was
    /// changed, with nothing where they are empty.
    fn limit_fields(
        &self,
        ui: &mut egui::Ui,
        fields: &mut [String; 2],
        column: usize,
        first: bool,
    ) -> Option<Option<Limit>> {
        let language = self.style.language;
        let measured = self.sheet.columns[column].measured;
        let is_number = drawing::is_number(measured);
        let labels: &[&str] = if is_number { &["table.least", "table.most"] } else { &["table.holds"] };
        let mut changed = false;
        ui.visuals_mut().widgets.inactive.bg_stroke = self.theme.hairline();
        for (n, (label, field)) in labels.iter().zip(fields.iter_mut()).enumerate() {
            ui.horizontal(|ui| {
                let label = language.text(label);
                ui.add_sized([64.0, 20.0], egui::Label::new(label));
                let number = field.trim().is_empty() || number(field).is_some();
                let edit = egui::TextEdit::singleline(field).desired_width(120.0).margin(egui::Margin::symmetric(8, 4));
                let edit = if is_number && !number { edit.text_color(self.theme.red) } else { edit };
                let response = ui.add(edit);
                if first && n == 0 {
                    response.request_focus();
                }
                response.widget_info(|| {
                    let mut info = WidgetInfo::labeled(Role::TextInput, true, label);
                    info.current_text_value = Some(field.clone());
                    info
                });
                changed |= response.changed();
                if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) {
                    ui.close();
                }
                let unit = sheet_text::unit_of(self.sheet, column, self.style);
                if is_number && !unit.is_empty() {
                    ui.label(unit);
                }
            });
        }
        if !changed {
            return None;
        }
        if !is_number {
            let wanted = fields[0].trim();
            return Some((!wanted.is_empty()).then(|| Limit::Holds(wanted.to_owned())));
        }
        let end = |field: &String| match field.trim() {
            "" => Some(None),
            _ => number(field).and_then(|n| typed(n, measured, self.style)).map(Some),
        };
        // What is no number yet changes nothing.
        let (least, most) = (end(&fields[0])?, end(&fields[1])?);
        Some((least.is_some() || most.is_some()).then_some(Limit::Between(least, most)))
    }

    /// Shows the columns that are hidden again, or all as they were at first.
    fn hidden_items(&self, ui: &mut egui::Ui, prepared: &Prepared, now: &Columns) {
        let language = self.style.language;
        let hidden = |column: &usize| now.hidden.contains(&prepared.keys[*column]);
        let hidden: Vec<usize> = (0..prepared.keys.len()).filter(hidden).collect();
        for column in hidden {
            let heading = &self.sheet.columns[column].heading;
            if item(ui, language.fill("table.show_column", &[("heading", heading)])) {
                let mut columns = now.clone();
                columns.hidden.remove(&prepared.keys[column]);
                self.lay(ui, columns);
            }
        }
        if *now != Columns::default() && item(ui, language.text("table.default_columns")) {
            self.lay(ui, Columns::default());
        }
    }

    /// The menu of all columns: which are shown.
    pub(super) fn columns_menu(&self, button: &egui::Response, view: &TableView) {
        let Some(prepared) = &view.prepared else { return };
        Popup::menu(button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            let now = Memory::of(ui.ctx()).columns(self.name);
            let room = egui::ScrollArea::vertical().max_height(360.0);
            room.show(ui, |ui| {
                for column in 0..prepared.keys.len() {
                    let mut shown = prepared.columns.contains(&column);
                    let heading = sheet_text::heading(self.sheet, column, self.style);
                    let is_last = shown && prepared.columns.len() == 1;
                    if ui.add_enabled(!is_last, egui::Checkbox::new(&mut shown, heading)).changed() {
                        let mut columns = now.clone();
                        if shown {
                            columns.hidden.remove(&prepared.keys[column]);
                        } else {
                            columns.hidden.insert(prepared.keys[column].clone());
                        }
                        self.lay(ui, columns);
                    }
                }
            });
            if now != Columns::default() {
                ui.separator();
                if item(ui, self.style.language.text("table.default_columns")) {
                    self.lay(ui, Columns::default());
                }
            }
        });
    }

    /// Lays the columns out anew, for good.
    pub(super) fn lay(&self, ui: &egui::Ui, columns: Columns) {
        Memory::of(ui.ctx()).lay(self.name, columns, true);
        ui.ctx().request_repaint();
    }

    fn hide(&self, ui: &egui::Ui, prepared: &Prepared, column: usize) {
        let mut columns = Memory::of(ui.ctx()).columns(self.name);
        columns.hidden.insert(prepared.keys[column].clone());
        self.lay(ui, columns);
    }

    /// What a right click on a cell marks: the cell, unless it is among those marked.
    pub(super) fn mark_for_menu(&self, view: &mut TableView, prepared: &Prepared, row: usize, column: usize) {
        let (rows, columns) = view.range(prepared);
        let is_marked = match view.marking {
            Marking::Cells => rows.contains(&row) && columns.contains(&column),
            Marking::Rows => view.selected.contains(&row),
        };
        if !is_marked {
            view.mark(row, column);
        }
    }
}

/// A number as it is typed, with or without separators.
fn number(text: &str) -> Option<Decimal> {
    text.trim().replace([',', '，'], "").replace('−', "-").parse().ok()
}
