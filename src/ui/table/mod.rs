//! A [`Sheet`] on screen: frozen heading and columns, sorting, a filter, copying, and a way to Why from each cell.
//!
//! Rows are drawn only where they are seen. Order and widths are worked out when sheet, filter, sort or unit change, not
//! while drawing; the caller says by a revision when the sheet is another.

mod action;
mod fill;
mod rows;

use std::collections::{BTreeSet, HashSet};

use eframe::egui;
use egui::{
    Align, Align2, Color32, EventFilter, Id, Key, Layout, Modifiers, Rect, Role, Sense, Shape, Stroke, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use egui_table::{CellInfo, HeaderCellInfo, HeaderRow, TableDelegate};

use crate::report::model::slide::Body;
use crate::report::words::number::Style;
use crate::report::words::sheet_text::{self, PARTLY, Separator, text_in_column};
use crate::report::{Cell, CellValue, Known, Measured, Sheet, Subject, Tone};
use crate::ui::theme::{Lettering, Theme};
use crate::ui::widgets::empty;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::tone::{tone_mark, triangle};
use crate::ui::witness;

pub use crate::report::words::sheet_text::text_of;
pub use action::TableAction;
pub use fill::Fill;
pub use rows::{Sort, arranged};

/// The height of a row.
pub const ROW: f32 = 28.0;

const PADDING: f32 = 12.0;
const TREND_WIDTH: f32 = 72.0;

/// What a person made of a table's view; kept by the screen.
#[derive(Clone, Debug, Default)]
pub struct TableView {
    /// The order.
    pub sort: Sort,
    /// The words in the filter field.
    pub filter: String,
    selected: BTreeSet<usize>,
    /// Row in the sheet, column.
    cursor: Option<(usize, usize)>,
    anchor: Option<usize>,
    prepared: Option<Prepared>,
    reveal: bool,
    draft: Option<fill::Draft>,
    /// Whether charts stand above it, and whether they make room for it.
    has_above: bool,
    is_full: bool,
}

impl TableView {
    /// Draws what stands above the table, unless the table is to fill the page: a key in its bar says which.
    pub fn above(&mut self, ui: &mut egui::Ui, draw: impl FnOnce(&mut egui::Ui)) {
        self.has_above = true;
        if !self.is_full {
            draw(ui);
        }
    }

    /// The rows selected, by their numbers in the sheet.
    pub fn selected(&self) -> impl Iterator<Item = usize> + '_ {
        self.selected.iter().copied()
    }

    /// The cell that the cursor is on: its row in the sheet and its column.
    pub fn cursor(&self) -> Option<(usize, usize)> {
        self.cursor
    }

    /// Selects nothing any more.
    pub fn clear_selection(&mut self) {
        self.selected.clear();
    }

    /// Selects one row and brings it into view.
    pub fn select(&mut self, row: usize) {
        let column = self.cursor.map_or(0, |(_, column)| column);
        self.selected = BTreeSet::from([row]);
        self.cursor = Some((row, column));
        self.anchor = Some(row);
        self.reveal = true;
    }

    /// Selects one cell's row, puts the cursor on the cell and brings it into view.
    pub fn reveal(&mut self, row: usize, column: usize) {
        self.select(row);
        self.cursor = Some((row, column));
    }
}

/// Order and widths, and what they were worked out from.
#[derive(Clone, Debug)]
struct Prepared {
    from: (u64, Style, Sort, String, usize, usize),
    order: Vec<usize>,
    widths: Vec<f32>,
    units: Vec<&'static str>,
}

/// The widest of many texts, of which few are measured: those that are no shorter than three quarters of the longest,
/// each once, for of two of nearly one length the shorter may be the wider.
#[derive(Default)]
struct Widest {
    longest: usize,
    width: f32,
    measured: HashSet<String>,
}

impl Widest {
    /// More of one length are not measured.
    const MOST: usize = 64;

    fn take(&mut self, text: &str, wide: impl Fn(&str) -> f32) {
        let own: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let is_near = own * 4 > self.longest * 3 && self.measured.len() < Widest::MOST;
        if (own > self.longest || is_near) && self.measured.insert(text.to_owned()) {
            self.longest = self.longest.max(own);
            self.width = self.width.max(wide(text));
        }
    }
}

/// A sheet to be drawn.
#[must_use = "a table is drawn by `show`"]
pub struct Table<'a> {
    name: &'a str,
    sheet: &'a Sheet,
    revision: u64,
    style: Style,
    theme: &'a Theme,
    toolbar: bool,
    notes: bool,
    explained: Option<&'a Subject>,
    headings_lead: bool,
    fill: Option<&'a dyn Fill>,
    corrects: Option<(usize, &'a str)>,
}

impl<'a> Table<'a> {
    /// A sheet under a name that is its own on the screen; `revision` changes with the sheet's content.
    pub fn new(name: &'a str, sheet: &'a Sheet, revision: u64, style: Style, theme: &'a Theme) -> Table<'a> {
        let (toolbar, notes, explained) = (true, true, None);
        let (headings_lead, fill, corrects) = (false, None, None);
        Table { name, sheet, revision, style, theme, toolbar, notes, explained, headings_lead, fill, corrects }
    }

    /// How high a sheet is with all its rows, title and notes.
    pub fn height(sheet: &Sheet, style: Style) -> f32 {
        let units: Vec<&str> = (0..sheet.columns.len()).map(|c| sheet_text::unit_of(sheet, c, style)).collect();
        let notes = if sheet.notes.is_empty() { 0.0 } else { 20.0 * sheet.notes.len() as f32 + 4.0 };
        ROW + 8.0 + heading_height(&units) + ROW * sheet.rows.len() as f32 + notes + 8.0
    }

    /// Without title, count and filter above.
    pub fn bare(self) -> Table<'a> {
        Table { toolbar: false, ..self }
    }

    /// Without the notes below.
    pub fn without_notes(self) -> Table<'a> {
        Table { notes: false, ..self }
    }

    /// With the cell marked that is being explained beside it.
    pub fn explained(self, subject: Option<&'a Subject>) -> Table<'a> {
        Table { explained: subject, ..self }
    }

    /// With headings that lead on: a click on one is an action, not an order.
    pub fn headings_lead(self) -> Table<'a> {
        Table { headings_lead: true, ..self }
    }

    /// With cells that can be typed in.
    pub fn filled(self, fill: &'a dyn Fill) -> Table<'a> {
        Table { fill: Some(fill), ..self }
    }

    /// With values that can be corrected by hand, from a column on: by F2, or in these words of a cell's menu.
    pub fn corrects(self, from: usize, words: &'a str) -> Table<'a> {
        Table { corrects: Some((from, words)), ..self }
    }

    /// The words in which a value of a column can be corrected; `None` where it can't.
    fn correcting(&self, column: usize) -> Option<&'a str> {
        self.corrects.filter(|(from, _)| column >= *from).map(|(_, words)| words)
    }

    /// Draws it in the space there is.
    pub fn show(self, ui: &mut egui::Ui, view: &mut TableView) -> Option<TableAction> {
        witness::tell(ui.ctx(), || Body::Sheet(self.sheet.clone()));
        let mut area = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(area);
        self.prepare(ui, view);
        let mut action = None;
        ui.push_id(self.name, |ui| {
            if self.toolbar {
                let bar = Rect::from_min_size(area.min, vec2(area.width(), ROW));
                self.toolbar_row(ui, view, bar);
                area.min.y += ROW + 8.0;
                self.prepare(ui, view);
            }
            if self.notes && !self.sheet.notes.is_empty() {
                let height = 20.0 * self.sheet.notes.len() as f32;
                self.notes(ui, Rect::from_min_max(pos2(area.left(), area.bottom() - height), area.max));
                area.max.y -= height + 4.0;
            }
            action = self.body(ui, view, area);
        });
        action
    }

    fn prepare(&self, ui: &egui::Ui, view: &mut TableView) {
        let size = (self.sheet.rows.len(), self.sheet.columns.len());
        let from = (self.revision, self.style, view.sort, view.filter.clone(), size.0, size.1);
        if view.prepared.as_ref().is_some_and(|p| p.from == from) {
            return;
        }
        let columns = 0..self.sheet.columns.len();
        let units: Vec<&'static str> =
            columns.clone().map(|c| sheet_text::unit_of(self.sheet, c, self.style)).collect();
        let widths = columns.map(|c| self.natural_width(ui, c, units[c])).collect();
        let order = arranged(self.sheet, view.sort, &view.filter, self.style);
        view.selected.retain(|row| *row < size.0);
        view.cursor = view.cursor.filter(|(row, column)| *row < size.0 && *column < size.1);
        view.prepared = Some(Prepared { from, order, widths, units });
    }

    /// What the longest text of a column takes.
    fn natural_width(&self, ui: &egui::Ui, column: usize, unit: &str) -> f32 {
        let measure = |text: &str, lettering: Lettering| {
            ui.painter().layout_no_wrap(text.to_owned(), lettering.font(), Color32::PLACEHOLDER).size().x
        };
        let definition = &self.sheet.columns[column];
        let heading = measure(&definition.heading, Lettering::Table).max(measure(unit, Lettering::Caption)) + 14.0;
        let mut extremes: [Option<(f64, &Cell)>; 2] = [None, None];
        let (mut trend, mut toned): (f32, f32) = (0.0, 0.0);
        let (mut words, mut mixed) = (Widest::default(), Widest::default());
        let wide = |text: &str| measure(text, Lettering::Table);
        for cell in self.sheet.rows.iter().filter_map(|row| row.get(column)) {
            if matches!(cell.tone, Tone::Own | Tone::Warning | Tone::Trouble) {
                toned = 12.0;
            }
            match &cell.value {
                CellValue::Text(text) if definition.measured == Measured::Number => {
                    mixed.take(text, wide);
                }
                CellValue::Text(text) => words.take(text, wide),
                CellValue::Trend(_) => trend = TREND_WIDTH,
                CellValue::Quantity(_) | CellValue::Change(_) if definition.measured == Measured::Number => {
                    // Numbers of many kinds: the largest need not be the longest.
                    mixed.take(&text_in_column(cell, self.style), wide);
                }
                CellValue::Quantity(quantity) | CellValue::Change(quantity) => {
                    // Decimals are the same all down a column, so the largest is the longest, either side of zero.
                    let value = self.style.axis_value(*quantity);
                    let side = &mut extremes[usize::from(value < 0.0)];
                    if side.is_none_or(|(most, _)| value.abs() > most) {
                        *side = Some((value.abs(), cell));
                    }
                }
                _ => {}
            }
        }
        let numbers = extremes.into_iter().flatten().map(|(_, cell)| text_in_column(cell, self.style));
        let widest = numbers.map(|text| wide(&text)).fold(mixed.width.min(320.0), f32::max);
        let text = words.width.min(320.0);
        (heading.max(widest + toned).max(text + toned).max(trend) + 2.0 * PADDING).ceil().max(56.0)
    }

    fn toolbar_row(&self, ui: &mut egui::Ui, view: &mut TableView, bar: Rect) {
        let language = self.style.language;
        let shown = view.prepared.as_ref().map_or(0, |p| p.order.len());
        let all = self.sheet.rows.len();
        let layout = Layout::right_to_left(Align::Center);
        ui.scope_builder(UiBuilder::new().max_rect(bar).layout(layout), |ui| {
            if view.has_above {
                let (icon, key) = if view.is_full { (Icon::Down, "table.beside") } else { (Icon::Up, "table.full") };
                if icon_button(ui, self.theme, icon, language.text(key), "").clicked() {
                    view.is_full = !view.is_full;
                }
            }
            let field = egui::TextEdit::singleline(&mut view.filter)
                .hint_text(egui::RichText::new(language.text("table.filter")).font(Lettering::Table.font()))
                .font(Lettering::Table.font())
                .desired_width(160.0)
                .margin(egui::Margin::symmetric(8, 4));
            let response = ui.add(field);
            response.widget_info(|| {
                let mut info = WidgetInfo::labeled(Role::TextInput, true, language.text("table.filter"));
                info.current_text_value = Some(view.filter.clone());
                info
            });
            if response.has_focus() && ui.input(|i| i.key_pressed(Key::Escape)) {
                view.filter.clear();
            }
            let count = if shown == all {
                language.fill("table.rows", &[("count", &all.to_string())])
            } else {
                language.fill("table.rows_filtered", &[("shown", &shown.to_string()), ("count", &all.to_string())])
            };
            let mut words = count;
            if view.selected.len() > 1 {
                words = format!(
                    "{}  ·  {words}",
                    language.fill("table.selected", &[("count", &view.selected.len().to_string())])
                );
            }
            let quiet = |text: String| egui::RichText::new(text).font(Lettering::Caption.font());
            ui.label(quiet(words).color(self.theme.muted));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(egui::RichText::new(&self.sheet.title).color(self.theme.ink)).truncate());
            });
        });
    }

    fn notes(&self, ui: &mut egui::Ui, area: Rect) {
        for (i, note) in self.sheet.notes.iter().enumerate() {
            let line = Rect::from_min_size(area.min + vec2(0.0, 20.0 * i as f32), vec2(area.width(), 20.0));
            let text = egui::RichText::new(note).font(Lettering::Caption.font()).color(self.theme.muted);
            ui.scope_builder(UiBuilder::new().max_rect(line).layout(Layout::left_to_right(Align::Center)), |ui| {
                ui.add(egui::Label::new(text).truncate());
            });
        }
    }

    fn body(&self, ui: &mut egui::Ui, view: &mut TableView, area: Rect) -> Option<TableAction> {
        // Taken out while the view is handed to the cells, and put back below.
        let prepared = view.prepared.take()?;
        let action = self.rows(ui, view, &prepared, area);
        view.prepared = Some(prepared);
        action
    }

    fn rows(&self, ui: &mut egui::Ui, view: &mut TableView, prepared: &Prepared, area: Rect) -> Option<TableAction> {
        let language = self.style.language;
        if prepared.order.is_empty() {
            let mut inside = ui.new_child(UiBuilder::new().max_rect(area));
            let (what, next, drawing) = if self.sheet.rows.is_empty() {
                (language.text("table.empty").to_owned(), "table.empty_next", empty::Drawing::Sheet)
            } else {
                let filter = view.filter.trim();
                (language.fill("table.no_match", &[("text", filter)]), "table.no_match_next", empty::Drawing::Search)
            };
            empty::show(&mut inside, self.theme, drawing, &what, language.text(next));
            return None;
        }
        let focus = ui.scope_id().with("focus");
        let whole = ui.interact(area, focus, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(Role::Table, ui.is_enabled(), &self.sheet.title));
        let mut action = None;
        if whole.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(focus, filter));
            action = self.keys(ui, view, prepared, area);
        }
        let widths =
            spread(&prepared.widths, area.width(), &self.sheet.columns.iter().map(|c| c.measured).collect::<Vec<_>>());
        let columns: Vec<egui_table::Column> =
            widths.iter().map(|&w| egui_table::Column::new(w).range(w..=w).resizable(false)).collect();
        let mut table = egui_table::Table::new()
            .id_salt("rows")
            .num_rows(prepared.order.len() as u64)
            .columns(columns)
            .num_sticky_cols(self.sheet.frozen.min(self.sheet.columns.len()))
            .headers([HeaderRow::new(heading_height(&prepared.units))]);
        if std::mem::take(&mut view.reveal)
            && let Some((row, column)) = view.cursor
            && let Some(position) = prepared.order.iter().position(|&r| r == row)
        {
            table = table.scroll_to_row(position as u64, None);
            if column >= self.sheet.frozen {
                table = table.scroll_to_column(column, None);
            }
        }
        let mut drawing = Drawing {
            table: self,
            view,
            prepared,
            focus,
            focused: whole.has_focus(),
            pointed_y: ui.input(|i| i.pointer.hover_pos()).filter(|_| whole.contains_pointer()).map(|at| at.y),
            action: None,
        };
        let mut inside = ui.new_child(UiBuilder::new().max_rect(area).layout(Layout::top_down(Align::Min)));
        inside.shrink_clip_rect(area.expand2(vec2(1.0, 0.0)));
        table.show(&mut inside, &mut drawing);
        action.or(drawing.action)
    }

    fn keys(&self, ui: &egui::Ui, view: &mut TableView, prepared: &Prepared, area: Rect) -> Option<TableAction> {
        let order = &prepared.order;
        let position = view.cursor.and_then(|(row, _)| order.iter().position(|&r| r == row));
        let column = view.cursor.map_or(0, |(_, column)| column);
        let last = order.len() - 1;
        let page = ((area.height() - heading_height(&prepared.units)) / ROW).floor().max(2.0) as usize - 1;
        let pressed =
            |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key) || i.consume_key(Modifiers::SHIFT, key));
        let extend = ui.input(|i| i.modifiers.shift);
        let here = position.unwrap_or(0);
        let to = if pressed(Key::ArrowDown) {
            Some(position.map_or(0, |p| (p + 1).min(last)))
        } else if pressed(Key::ArrowUp) {
            Some(here.saturating_sub(1))
        } else if pressed(Key::PageDown) {
            Some((here + page).min(last))
        } else if pressed(Key::PageUp) {
            Some(here.saturating_sub(page))
        } else if pressed(Key::Home) {
            Some(0)
        } else if pressed(Key::End) {
            Some(last)
        } else {
            None
        };
        if let Some(to) = to {
            view.cursor = Some((order[to], column));
            view.reveal = true;
            choose(view, order, order[to], if extend { Joining::Extend } else { Joining::Only });
        }
        let across = if pressed(Key::ArrowRight) {
            Some((column + 1).min(self.sheet.columns.len() - 1))
        } else if pressed(Key::ArrowLeft) {
            Some(column.saturating_sub(1))
        } else {
            None
        };
        if let Some(column) = across {
            view.cursor = Some((order[here], column));
            view.reveal = true;
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            view.selected = order.iter().copied().collect();
        }
        if ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Copy))) {
            return Some(self.copy_rows(ui, view, order));
        }
        let pasted = ui.input(|i| {
            i.events.iter().find_map(|e| if let egui::Event::Paste(text) = e { Some(text.clone()) } else { None })
        });
        if let (Some(text), Some((row, column)), Some(fill)) = (pasted, view.cursor, self.fill) {
            return Some(fill::pasted(fill, &text, order, (row, column)));
        }
        if (pressed(Key::Delete) || pressed(Key::Backspace))
            && let Some((row, column)) = view.cursor
            && self.fill.is_some_and(|fill| fill.follow(row, column).is_some())
        {
            return Some(TableAction::Follow(row, column));
        }
        if let Some((row, column)) = view.cursor
            && self.correcting(column).is_some()
            && pressed(Key::F2)
        {
            return Some(TableAction::Correct(row, column));
        }
        if (pressed(Key::Enter) || pressed(Key::F2))
            && let Some((row, column)) = view.cursor
        {
            if self.begin(view, row, column) {
                return None;
            }
            let subject = self.sheet.rows.get(row).and_then(|r| r.get(column)).and_then(|c| c.subject.clone());
            return Some(subject.map_or(TableAction::Open(row), TableAction::Explain));
        }
        None
    }

    /// Begins to type in a cell, where that can be; whether it can.
    fn begin(&self, view: &mut TableView, row: usize, column: usize) -> bool {
        let text = self.fill.and_then(|fill| fill.text(row, column));
        view.draft = text.map(|text| fill::Draft::new(row, column, text));
        view.draft.is_some()
    }

    /// The rows selected, in the order shown, or all of them where none is.
    fn copy_rows(&self, ui: &egui::Ui, view: &TableView, order: &[usize]) -> TableAction {
        let chosen: Vec<usize> = order.iter().copied().filter(|row| view.selected.contains(row)).collect();
        let rows = if chosen.is_empty() { order } else { &chosen };
        ui.ctx().copy_text(sheet_text::delimited(self.sheet, Some(rows), self.style, Separator::Tab));
        TableAction::Copied(rows.len())
    }
}

/// How a row joins the selection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joining {
    Only,
    Toggle,
    Extend,
}

fn choose(view: &mut TableView, order: &[usize], row: usize, choice: Joining) {
    match choice {
        Joining::Only => {
            view.selected = BTreeSet::from([row]);
            view.anchor = Some(row);
        }
        Joining::Toggle => {
            if !view.selected.remove(&row) {
                view.selected.insert(row);
            }
            view.anchor = Some(row);
        }
        Joining::Extend => {
            let at = |wanted: usize| order.iter().position(|&r| r == wanted);
            let (Some(from), Some(to)) = (view.anchor.and_then(at).or(at(row)), at(row)) else { return };
            view.selected = order[from.min(to)..=from.max(to)].iter().copied().collect();
        }
    }
}

fn heading_height(units: &[&str]) -> f32 {
    if units.iter().any(|unit| !unit.is_empty()) { 44.0 } else { 30.0 }
}

/// Shares out what is left of the width, to each column no more than keeps the eye on the row.
fn spread(natural: &[f32], width: f32, measured: &[Measured]) -> Vec<f32> {
    let left = width - natural.iter().sum::<f32>();
    if left <= 0.0 || natural.is_empty() {
        return natural.to_vec();
    }
    let share = (left / natural.len() as f32).floor();
    let most = |m: Measured| if m == Measured::Text { 120.0 } else { 56.0 };
    natural.iter().zip(measured).map(|(w, m)| w + share.min(most(*m))).collect()
}

/// Draws the cells that are seen.
struct Drawing<'a, 'b> {
    table: &'a Table<'b>,
    view: &'a mut TableView,
    prepared: &'a Prepared,
    focus: Id,
    focused: bool,
    /// The row under the pointer is lit all across, frozen columns too, so its height says more than its cells.
    pointed_y: Option<f32>,
    action: Option<TableAction>,
}

impl TableDelegate for Drawing<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut egui::Ui, info: &HeaderCellInfo) {
        let column = info.col_range.start;
        let (sheet, theme) = (self.table.sheet, self.table.theme);
        let rect = ui.max_rect();
        let response = ui.interact(rect, ui.scope_id().with("heading"), Sense::click());
        let definition = &sheet.columns[column];
        let painter = ui.painter();
        painter.rect_filled(rect, 0, if response.hovered() { theme.hover() } else { theme.paper });
        painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.wash(theme.muted, 0.7)));
        if column + 1 == sheet.frozen {
            painter.vline(rect.right() - 0.5, rect.y_range(), theme.hairline());
        }
        let right = is_number(definition.measured);
        let unit = self.prepared.units[column];
        let name = painter.layout_no_wrap(definition.heading.clone(), Lettering::Table.font(), theme.ink);
        let unit = painter.layout_no_wrap(unit.to_owned(), Lettering::Caption.font(), theme.muted);
        let place = |width: f32| if right { rect.right() - PADDING - width } else { rect.left() + PADDING };
        // Names stand on one line all across; the units, where there are any, on the next.
        let two_lines = self.prepared.units.iter().any(|u| !u.is_empty());
        let top = if two_lines { rect.top() + 4.0 } else { rect.center().y - name.size().y / 2.0 };
        let at = pos2(place(name.size().x), top);
        let middle = top + name.size().y / 2.0;
        let left = if right { at.x - 10.0 } else { at.x + name.size().x + 8.0 };
        painter.galley(at, name, theme.ink);
        painter.galley(pos2(place(unit.size().x), rect.top() + 22.0), unit, theme.muted);
        let down = match self.view.sort {
            Sort::Ascending(c) if c == column => Some(false),
            Sort::Descending(c) if c == column => Some(true),
            _ => None,
        };
        if let Some(down) = down {
            painter.add(triangle(pos2(left, middle), 3.5, down, theme.blue));
        }
        response.widget_info(|| {
            let order = match down {
                Some(false) => self.table.style.language.text("table.ascending"),
                Some(true) => self.table.style.language.text("table.descending"),
                None => "",
            };
            let heading = sheet_text::heading(sheet, column, self.table.style);
            WidgetInfo::labeled(Role::ColumnHeader, true, format!("{heading} {order}").trim_end())
        });
        if response.clicked() && self.table.headings_lead {
            self.action = Some(TableAction::Heading(column));
        } else if response.clicked() {
            self.view.sort = self.view.sort.clicked(column);
            ui.ctx().request_repaint(); // the order is worked out before the next drawing
        }
        if !definition.hint.is_empty() {
            response.on_hover_text(&definition.hint);
        }
    }

    fn row_ui(&mut self, ui: &mut egui::Ui, row: u64) {
        let Some(&row) = self.prepared.order.get(row as usize) else { return };
        let theme = self.table.theme;
        let rect = ui.max_rect();
        let painter = ui.painter();
        if self.view.selected.contains(&row) {
            painter.rect_filled(rect, 0, theme.selected());
        } else if self.pointed_y.is_some_and(|y| rect.y_range().contains(y) && y > ui.clip_rect().top()) {
            painter.rect_filled(rect, 0, theme.hover());
        } else {
            painter.rect_filled(rect, 0, theme.paper);
        }
        // What holds the others together stands apart from them.
        let sheet = self.table.sheet;
        if sheet.totals > 0 && sheet.totals < sheet.rows.len() && row >= sheet.rows.len() - sheet.totals {
            painter.rect_filled(rect, 0, theme.wash(theme.muted, 0.12));
            if row == sheet.rows.len() - sheet.totals {
                painter.hline(rect.x_range(), rect.top() - 0.5, Stroke::new(1.0, theme.wash(theme.muted, 0.7)));
            }
        }
        if sheet.sums.contains(&row) {
            painter.rect_filled(rect, 0, theme.wash(theme.muted, 0.12));
        }
        painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.wash(theme.line, 0.8)));
    }

    fn cell_ui(&mut self, ui: &mut egui::Ui, info: &CellInfo) {
        let Some(&row) = self.prepared.order.get(info.row_nr as usize) else { return };
        let (table, theme) = (self.table, self.table.theme);
        let Some(cell) = table.sheet.rows[row].get(info.col_nr) else { return };
        let rect = ui.max_rect();
        if let Some(fill) = table.fill
            && self.view.draft.as_ref().is_some_and(|draft| draft.is_at(row, info.col_nr))
        {
            let typed = fill::show(ui, rect, theme, fill, &mut self.view.draft);
            if let Some(left) = typed {
                // As in a spreadsheet, what is taken leads on to the cell below.
                let next = left
                    .as_ref()
                    .filter(|_| fill.leads_on())
                    .and_then(|_| self.prepared.order.get(info.row_nr as usize + 1));
                if let Some(below) = next.filter(|below| fill.text(**below, info.col_nr).is_some()) {
                    self.view.reveal(*below, info.col_nr);
                }
                self.action = left;
                ui.memory_mut(|memory| memory.request_focus(self.focus));
            }
            return;
        }
        let response = ui.interact(rect, ui.scope_id().with("cell"), Sense::click());
        let painter = ui.painter();
        if info.col_nr + 1 == table.sheet.frozen {
            painter.vline(rect.right() - 0.5, rect.y_range(), theme.hairline());
        }
        if let Some(share) = cell.bar.filter(|share| *share > 0.0) {
            let room = rect.shrink2(vec2(PADDING / 2.0, 5.0));
            let bar = Rect::from_min_size(room.min, vec2(room.width() * share, room.height()));
            painter.rect_filled(bar, 2, theme.wash(theme.blue, 0.2));
        }
        let explains = cell.subject.is_some() && response.hovered();
        let text = text_in_column(cell, table.style);
        let mut cut_off = false;
        if let CellValue::Trend(values) = &cell.value {
            trend(painter, theme, values, rect.shrink2(vec2(PADDING, 6.0)));
        } else {
            let color = match &cell.value {
                CellValue::Unknown => theme.muted,
                _ => theme.tone(cell.tone),
            };
            let mut job = egui::text::LayoutJob::simple_singleline(text.clone(), Lettering::Table.font(), color);
            job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 2.0 * PADDING + 1.0);
            if cell.tone == Tone::Struck {
                job.sections[0].format.strikethrough = Stroke::new(1.0, color);
            }
            if explains {
                job.sections[0].format.underline = Stroke::new(1.0, theme.wash(color, 0.5));
            }
            let galley = painter.layout_job(job);
            cut_off = galley.elided;
            let right = is_number(table.sheet.columns[info.col_nr].measured);
            let anchor = if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
            let inside = rect.shrink2(vec2(PADDING, 0.0));
            let at = anchor.align_size_within_rect(galley.size(), inside).min;
            let mark = if right { at.x - 7.0 } else { at.x + galley.size().x + 8.0 };
            // Its star stands in the margin, so that the decimals stay one below another.
            if cell.known == Known::Partly {
                let behind = pos2(at.x + galley.size().x + 1.0, rect.center().y);
                painter.text(behind, Align2::LEFT_CENTER, PARTLY, Lettering::Table.font(), color);
            }
            painter.galley(at, galley, color);
            tone_mark(painter, theme, cell.tone, pos2(mark, rect.center().y));
        }
        if table.explained.is_some() && cell.subject.as_ref() == table.explained {
            let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.max);
            painter.rect_filled(foot, 0, theme.blue);
        }
        if self.focused && self.view.cursor == Some((row, info.col_nr)) {
            painter.rect_stroke(rect.shrink(1.0), 2, Stroke::new(1.5, theme.blue), egui::StrokeKind::Inside);
        }
        response.widget_info(|| {
            let said = cell.by_hand.as_deref().map_or_else(String::new, |said| format!(" {said}"));
            WidgetInfo::labeled(Role::Cell, true, sheet_text::marked(cell, table.style) + &said)
        });
        if cell.by_hand.is_some() {
            let at = rect.right_top() + vec2(-1.0, 1.0);
            let corner = vec![at, at + vec2(-6.0, 0.0), at + vec2(0.0, 6.0)];
            ui.painter().add(Shape::convex_polygon(corner, theme.blue, Stroke::NONE));
        }
        self.react(ui, &response, row, info.col_nr, cell);
        if let Some(said) = &cell.by_hand {
            response.on_hover_text(&**said);
        } else if cut_off {
            response.on_hover_text(text);
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}

impl Drawing<'_, '_> {
    fn react(&mut self, ui: &egui::Ui, response: &egui::Response, row: usize, column: usize, cell: &Cell) {
        let order = &self.prepared.order;
        if response.clicked() || response.secondary_clicked() {
            let modifiers = ui.input(|i| i.modifiers);
            let choice = match (modifiers.shift, modifiers.command) {
                (true, _) => Joining::Extend,
                (_, true) => Joining::Toggle,
                _ => Joining::Only,
            };
            if response.clicked() || !self.view.selected.contains(&row) {
                choose(self.view, order, row, choice);
            }
            self.view.cursor = Some((row, column));
            ui.memory_mut(|memory| memory.request_focus(self.focus));
            if response.clicked() && choice == Joining::Only {
                self.action = cell.subject.clone().map(TableAction::Explain);
            }
        }
        let correcting = self.table.correcting(column);
        if response.double_clicked() && !self.table.begin(self.view, row, column) {
            let correct = correcting.map(|_| TableAction::Correct(row, column));
            self.action = correct.or(Some(TableAction::Open(row)));
        }
        response.context_menu(|ui| {
            let language = self.table.style.language;
            if let Some(words) = correcting
                && ui.add(egui::Button::new(words).shortcut_text("F2")).clicked()
            {
                self.action = Some(TableAction::Correct(row, column));
                ui.close();
            }
            if let Some(words) = self.table.fill.and_then(|fill| fill.follow(row, column))
                && ui.button(words).clicked()
            {
                self.action = Some(TableAction::Follow(row, column));
                ui.close();
            }
            if let Some(fill) = self.table.fill {
                for (key, across) in [("table.fill_across", true), ("table.fill_down", false)] {
                    let columns = self.table.sheet.columns.len();
                    let cells = fill::filled(fill, order, columns, (row, column), across);
                    if !cells.is_empty() && ui.button(language.text(key)).clicked() {
                        self.action = Some(TableAction::Put(cells, 0));
                        ui.close();
                    }
                }
            }
            if let Some(subject) = &cell.subject
                && ui.button(language.text("table.why")).clicked()
            {
                self.action = Some(TableAction::Explain(subject.clone()));
                ui.close();
            }
            if ui.button(language.text("table.copy_cell")).clicked() {
                ui.ctx().copy_text(sheet_text::exact(cell, self.table.style));
                ui.close();
            }
            if ui.button(language.text("table.copy_rows")).clicked() {
                self.action = Some(self.table.copy_rows(ui, self.view, order));
                ui.close();
            }
            if ui.button(language.text("table.copy_all")).clicked() {
                ui.ctx().copy_text(sheet_text::delimited(
                    self.table.sheet,
                    Some(order),
                    self.table.style,
                    Separator::Tab,
                ));
                self.action = Some(TableAction::Copied(order.len()));
                ui.close();
            }
        });
    }
}

fn is_number(measured: Measured) -> bool {
    !matches!(measured, Measured::Text | Measured::Trend)
}

/// A small line over time with its last point marked.
fn trend(painter: &egui::Painter, theme: &Theme, values: &[Option<f64>], rect: Rect) {
    let rect = Rect::from_min_size(rect.min, vec2(rect.width().min(TREND_WIDTH), rect.height()));
    let known = || values.iter().flatten().copied().filter(|v| v.is_finite());
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        let dash = painter.layout_no_wrap("—".to_owned(), Lettering::Table.font(), theme.muted);
        painter.galley(pos2(rect.left(), rect.center().y - dash.size().y / 2.0), dash, theme.muted);
        return;
    }
    let at = |i: usize, value: f64| {
        let x = rect.left() + rect.width() * i as f32 / (values.len().max(2) - 1) as f32;
        let share = if high > low { ((value - low) / (high - low)) as f32 } else { 0.5 };
        pos2(x, rect.bottom() - rect.height() * share)
    };
    let (mut run, mut last) = (Vec::new(), None);
    for i in 0..=values.len() {
        match values.get(i).copied().flatten().filter(|v| v.is_finite()) {
            Some(value) => {
                run.push(at(i, value));
                last = run.last().copied();
            }
            None if run.len() > 1 => {
                painter.add(Shape::line(std::mem::take(&mut run), Stroke::new(1.25, theme.muted)));
            }
            None => run.clear(),
        }
    }
    if let Some(last) = last {
        painter.circle_filled(last, 2.0, theme.ink);
    }
}
