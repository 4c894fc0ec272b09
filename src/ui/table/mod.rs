//! A [`Sheet`] on screen: frozen heading and columns, sorting, a filter, copying, and a way to Why from each cell.
//!
//! Rows are drawn only where they are seen. Order and widths are worked out when sheet, filter, sort or unit change, not
//! while drawing; the caller says by a revision when the sheet is another.

mod action;
pub mod columns;
mod drawing;
mod fill;
mod foot;
mod keys;
mod menu;
mod view;
mod widths;

use eframe::egui;
use egui::{Align, EventFilter, Key, Layout, Rect, Role, Sense, Stroke, StrokeKind, UiBuilder, WidgetInfo, pos2, vec2};
use egui_table::HeaderRow;

use crate::report::model::slide::Body;
use crate::report::words::arranged::{Limit, arranged, column_keys};
use crate::report::words::number::Style;
use crate::report::words::sheet_text;
use crate::report::{Measured, Sheet, Subject};
use crate::ui::room;
use crate::ui::theme::{Lettering, Theme};
use crate::ui::widgets::empty;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::witness;
use columns::Memory;
use drawing::Drawing;
use view::{From, Prepared};

pub use crate::report::words::arranged::Sort;
pub use crate::report::words::sheet_text::text_of;
pub use action::TableAction;
pub use fill::Fill;
pub use view::TableView;

/// The height of a row.
pub const ROW: f32 = 28.0;

const PADDING: f32 = 12.0;
const TREND_WIDTH: f32 = 72.0;

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
        let mut area = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(area);
        self.prepare(ui, view);
        let prepared = view.prepared.as_ref();
        view.least = prepared.map(|prepared| {
            let notes = if self.notes { self.sheet.notes.len() as f32 * 20.0 + 4.0 } else { 0.0 };
            let bar = if self.toolbar { ROW + 8.0 } else { 0.0 };
            let rows = self.sheet.rows.len().min(view::LEAST_ROWS) as f32;
            bar + heading_height(&prepared.units) + ROW * rows + notes + 8.0
        });
        if let Some(least) = view.least {
            room::tell(ui.ctx(), area.height(), least);
        }
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
        self.tell(ui, view);
        action
    }

    /// Tells what is shown, for files and for those who look.
    fn tell(&self, ui: &egui::Ui, view: &TableView) {
        let Some(prepared) = &view.prepared else { return };
        let arrangement = view.arrangement(self.sheet, prepared);
        witness::tell(ui.ctx(), || Body::Sheet(arrangement.of(self.sheet, self.style)));
        Memory::of(ui.ctx()).tell(self.sheet, arrangement, view.has_above && view.is_full);
    }

    fn prepare(&self, ui: &egui::Ui, view: &mut TableView) {
        let size = (self.sheet.rows.len(), self.sheet.columns.len());
        let columns = Memory::of(ui.ctx()).columns(self.name);
        let from = From {
            revision: self.revision,
            style: self.style,
            sort: view.sort,
            filter: view.filter.clone(),
            limits: view.limits.clone(),
            size,
            columns,
        };
        let before = match view.prepared.take() {
            Some(prepared) if prepared.from == from => {
                view.prepared = Some(prepared);
                return;
            }
            before => before,
        };
        let keys = column_keys(self.sheet);
        let (units, natural) = match before {
            // What is in the cells is as it was: their widths need not be measured again.
            Some(b)
                if (b.from.revision, b.from.style, b.from.size) == (from.revision, from.style, size)
                    && b.keys == keys =>
            {
                (b.units, b.natural)
            }
            _ => {
                let columns = 0..self.sheet.columns.len();
                let units: Vec<&'static str> =
                    columns.map(|c| sheet_text::unit_of(self.sheet, c, self.style)).collect();
                let natural = widths::natural(ui, self.sheet, &units, self.style);
                (units, natural)
            }
        };
        let own = |column: usize| from.columns.widths.get(&keys[column]).map(|width| *width as f32);
        let widths = (0..size.1).map(|column| own(column).map_or((natural[column], false), |w| (w, true))).collect();
        let limits: Vec<(usize, &Limit)> = view
            .limits
            .iter()
            .filter_map(|(key, limit)| Some((keys.iter().position(|own| own == key)?, limit)))
            .collect();
        let order = arranged(self.sheet, view.sort, &view.filter, &limits, self.style);
        let columns = columns::laid_out(&keys, self.sheet.frozen, &from.columns);
        let frozen = columns.iter().filter(|column| **column < self.sheet.frozen).count();
        view.selected.retain(|row| *row < size.0);
        let is_there = |(row, column): &(usize, usize)| *row < size.0 && *column < size.1;
        view.cursor = view.cursor.filter(is_there);
        view.anchor = view.anchor.filter(is_there);
        view.prepared = Some(Prepared { from, order, columns, frozen, keys, widths, natural, units });
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
                    view.wants_full = Some(!view.is_full);
                }
            }
            let columns = icon_button(ui, self.theme, Icon::Columns, language.text("table.columns"), "");
            self.columns_menu(&columns, view);
            let field = egui::TextEdit::singleline(&mut view.filter)
                .hint_text(egui::RichText::new(language.text("table.filter")).font(Lettering::Table.font()))
                .font(Lettering::Table.font())
                .desired_width(if bar.width() < 420.0 { 88.0 } else { 160.0 })
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
            if !view.limits.is_empty() {
                let clear = egui::RichText::new(language.text("table.clear_filters")).font(Lettering::Caption.font());
                if ui.link(clear).clicked() {
                    view.clear_filters();
                }
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
        if prepared.order.is_empty() {
            self.nothing(ui, view, area);
            return None;
        }
        let focus = ui.scope_id().with("focus");
        let whole = ui.interact(area, focus, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(Role::Table, ui.is_enabled(), &self.sheet.title));
        let top = heading_height(&prepared.units);
        let pinned = foot::pinned(self.sheet, &prepared.order, area.height() - top);
        let scrolling = prepared.order.len() - pinned;
        let (area, foot) = foot::parted(area, top, pinned);
        let mut action = None;
        if whole.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(focus, filter));
            action = self.keys(ui, view, prepared, area);
        }
        self.mark_beyond(ui, view, prepared, (area, foot), scrolling);
        let measured: Vec<Measured> = prepared.columns.iter().map(|c| self.sheet.columns[*c].measured).collect();
        let natural: Vec<(f32, bool)> = prepared.columns.iter().map(|c| prepared.widths[*c]).collect();
        let widths = spread(&natural, area.width(), &measured);
        let columns: Vec<egui_table::Column> =
            widths.iter().map(|&w| egui_table::Column::new(w).range(w..=w).resizable(false)).collect();
        let frozen = staying(&widths[..prepared.frozen], area.width());
        let mut table = egui_table::Table::new()
            .id_salt("rows")
            .num_rows(scrolling as u64)
            .columns(columns)
            .num_sticky_cols(frozen)
            .headers([HeaderRow::new(top)]);
        if std::mem::take(&mut view.reveal)
            && let Some((row, column)) = view.cursor.and_then(|cursor| prepared.position(cursor))
        {
            if row < scrolling {
                table = table.scroll_to_row(row as u64, None);
            }
            if column >= frozen {
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
            headings: Vec::new(),
            marked: None,
            frozen,
            scrolling,
            foot: (pinned > 0).then_some(foot),
            action: None,
        };
        let mut inside = ui.new_child(UiBuilder::new().max_rect(area).layout(Layout::top_down(Align::Min)));
        inside.shrink_clip_rect(area.expand2(vec2(1.0, 0.0)));
        if pinned > 0 {
            // The last row above the foot is whole: it fades no further than its digits.
            inside.spacing_mut().scroll.fade.size = 6.0;
        }
        table.show(&mut inside, &mut drawing);
        drawing.foot(ui, foot);
        // Before an arrow has put the cursor on a cell, the whole table is marked.
        if whole.has_focus() && drawing.view.cursor.is_none_or(|cursor| prepared.position(cursor).is_none()) {
            ui.painter().rect_stroke(whole.rect, 2, Stroke::new(1.5, self.theme.blue), StrokeKind::Inside);
        }
        let mut headings = std::mem::take(&mut drawing.headings);
        headings.sort_by(|a, b| a.1.left().total_cmp(&b.1.left()));
        ui.data_mut(|data| data.insert_temp(focus.with("headings"), headings));
        let action = action.or(drawing.action.take());
        action.or(self.menus(ui, view, prepared, focus))
    }

    /// Says why there are no rows, and how to come by them.
    fn nothing(&self, ui: &mut egui::Ui, view: &mut TableView, area: Rect) {
        let language = self.style.language;
        let mut inside = ui.new_child(UiBuilder::new().max_rect(area));
        let (what, next, drawing) = if self.sheet.rows.is_empty() {
            (language.text("table.empty").to_owned(), "table.empty_next", empty::Drawing::Sheet)
        } else if view.limits.is_empty() {
            let filter = view.filter.trim();
            (language.fill("table.no_match", &[("text", filter)]), "table.no_match_next", empty::Drawing::Search)
        } else {
            (language.text("table.no_match_limits").to_owned(), "table.no_match_next", empty::Drawing::Search)
        };
        empty::show(&mut inside, self.theme, drawing, &what, language.text(next));
        if !view.limits.is_empty() {
            let below = Rect::from_min_size(area.left_top(), vec2(area.width(), ROW));
            let mut inside = ui.new_child(UiBuilder::new().max_rect(below));
            if inside.link(language.text("table.clear_filters")).clicked() {
                view.clear_filters();
            }
        }
    }

    /// Marks on beyond what is in sight, while the pointer that marks cells is held above or below the rows that scroll: on
    /// the foot or below it.
    fn mark_beyond(
        &self,
        ui: &egui::Ui,
        view: &mut TableView,
        prepared: &Prepared,
        (area, foot): (Rect, Rect),
        scrolling: usize,
    ) {
        if !ui.input(|i| i.pointer.primary_down()) {
            view.is_marking = false;
        }
        let pointer = ui.input(|i| i.pointer.latest_pos()).filter(|_| view.is_marking);
        let Some(((row, column), pointer)) = view.cursor.and_then(|c| prepared.position(c)).zip(pointer) else {
            return;
        };
        let is_below = pointer.y > foot.bottom() || pointer.y > foot.top() && row + 1 < scrolling;
        let next = if is_below {
            (row + 1).min(prepared.order.len() - 1)
        } else if pointer.y < area.top() + heading_height(&prepared.units) {
            row.saturating_sub(1)
        } else {
            return;
        };
        if next != row {
            view.extend(prepared, prepared.order[next], prepared.columns[column]);
            view.reveal = true;
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(50));
        }
    }

    /// Begins to type in a cell, where that can be; whether it can.
    fn begin(&self, view: &mut TableView, row: usize, column: usize) -> bool {
        let text = self.fill.and_then(|fill| fill.text(row, column));
        view.draft = text.map(|text| fill::Draft::new(row, column, text));
        view.draft.is_some()
    }
}

/// How many of the frozen columns stay in place: as many as leave the others room to be scrolled through.
fn staying(widths: &[f32], width: f32) -> usize {
    let mut left = width * 0.6;
    let stays = |own: &&f32| {
        left -= **own;
        left >= 0.0
    };
    widths.iter().take_while(stays).count()
}

fn heading_height(units: &[&str]) -> f32 {
    if units.iter().any(|unit| !unit.is_empty()) { 44.0 } else { 30.0 }
}

/// Shares out what is left of the width, to each column no more than keeps the eye on the row; what somebody made as wide
/// as it is stays so.
fn spread(natural: &[(f32, bool)], width: f32, measured: &[Measured]) -> Vec<f32> {
    let left = width - natural.iter().map(|(width, _)| width).sum::<f32>();
    let free = natural.iter().filter(|(_, is_own)| !is_own).count();
    let share = if left > 0.0 && free > 0 { (left / free as f32).floor() } else { 0.0 };
    let most = |m: Measured| if m == Measured::Text { 120.0 } else { 56.0 };
    let more = |is_own: bool, m: Measured| if is_own { 0.0 } else { share.min(most(m)) };
    natural.iter().zip(measured).map(|((width, is_own), m)| width + more(*is_own, *m)).collect()
}
