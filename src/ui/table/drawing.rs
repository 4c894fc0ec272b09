//! Headings, rows and cells as they are drawn, and what the pointer does to them.

use eframe::egui;
use egui::{Align2, CursorIcon, Id, Order, Rect, Role, Sense, Shape, Stroke, WidgetInfo, pos2, vec2};
use egui_table::{CellInfo, HeaderCellInfo, TableDelegate};

use super::action::TableAction;
use super::columns::{self, Memory};
use super::view::{Menu, MenuOf, Prepared, TableView};
use super::{PADDING, ROW, Sort, TREND_WIDTH, Table, fill};
use crate::report::words::sheet_text::{self, PARTLY, text_in_column};
use crate::report::{Cell, CellValue, Known, Measured, Tone};
use crate::session::preferences::Columns;
use crate::ui::pointed::{self, Anchor};
use crate::ui::theme::{Lettering, Theme};
use crate::ui::widgets::tone::{tone_mark, triangle};

/// How near to a heading's border it is gripped.
const GRIP: f32 = 5.0;

/// Draws the cells that are seen.
pub(super) struct Drawing<'a, 'b> {
    pub(super) table: &'a Table<'b>,
    pub(super) view: &'a mut TableView,
    pub(super) prepared: &'a Prepared,
    pub(super) focus: Id,
    pub(super) focused: bool,
    /// The row under the pointer is lit all across, frozen columns too, so its height says more than its cells.
    pub(super) pointed_y: Option<f32>,
    /// The headings in sight: their columns, and where they are.
    pub(super) headings: Vec<(usize, Rect)>,
    /// The corners of what is marked, among the rows and columns shown, where that is more than a cell.
    pub(super) marked: Option<[(usize, usize); 2]>,
    /// How many of the columns shown don't go sideways.
    pub(super) frozen: usize,
    /// How many of the rows shown scroll.
    pub(super) scrolling: usize,
    /// Where the rows stand that do not scroll, until the wheel above them is passed on.
    pub(super) foot: Option<Rect>,
    pub(super) action: Option<TableAction>,
}

impl TableDelegate for Drawing<'_, '_> {
    fn prepare(&mut self, _: &egui_table::PrefetchInfo) {
        let ends = self.view.anchor.zip(self.view.cursor).filter(|_| self.view.has_range());
        let position = |cell| self.prepared.position(cell);
        self.marked = ends.and_then(|(from, to)| {
            let ((a, b), (c, d)) = (position(from)?, position(to)?);
            Some([(a.min(c), b.min(d)), (a.max(c), b.max(d))])
        });
    }

    fn header_cell_ui(&mut self, ui: &mut egui::Ui, info: &HeaderCellInfo) {
        let Some(&column) = self.prepared.columns.get(info.col_range.start) else { return };
        let (sheet, theme) = (self.table.sheet, self.table.theme);
        let rect = ui.max_rect();
        let seen = rect.intersect(ui.clip_rect());
        self.headings.push((column, rect));
        let id = ui.scope_id().with(("heading", &self.prepared.keys[column]));
        // Nor does Tab stop at headings: what they do is in the menu of every cell.
        let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        let definition = &sheet.columns[column];
        let painter = ui.painter();
        painter.rect_filled(rect, 0, if response.hovered() { theme.hover() } else { theme.paper });
        painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.wash(theme.muted, 0.7)));
        if info.col_range.start + 1 == self.prepared.frozen {
            painter.vline(rect.right() - 0.5, rect.y_range(), theme.hairline());
        }
        let right = is_number(definition.measured);
        // What of it is in sight holds its words: never half of them.
        let inside = seen.shrink2(vec2(PADDING, 0.0));
        let words = |text: &str, lettering: Lettering, color| {
            let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), lettering.font(), color);
            job.wrap = egui::text::TextWrapping::truncate_at_width(inside.width().max(0.0) + 1.0);
            painter.layout_job(job)
        };
        let name = words(&definition.heading, Lettering::Table, theme.ink);
        let unit = words(self.prepared.units[column], Lettering::Caption, theme.muted);
        let place = |width: f32| if right { inside.right() - width } else { inside.left() };
        // Names stand on one line all across; the units, where there are any, on the next.
        let two_lines = self.prepared.units.iter().any(|u| !u.is_empty());
        let top = if two_lines { rect.top() + 4.0 } else { rect.center().y - name.size().y / 2.0 };
        let at = pos2(place(name.size().x), top);
        let middle = top + name.size().y / 2.0;
        let left = if right { at.x - 10.0 } else { at.x + name.size().x + 8.0 };
        let is_cut = name.elided;
        if inside.width() > 8.0 {
            let unit_at = pos2(place(unit.size().x), rect.top() + 22.0);
            painter.galley(at, name, theme.ink);
            painter.galley(unit_at, unit, theme.muted);
        }
        let down = match self.view.sort {
            Sort::Ascending(c) if c == column => Some(false),
            Sort::Descending(c) if c == column => Some(true),
            _ => None,
        };
        if let Some(down) = down {
            painter.add(triangle(pos2(left, middle), 3.5, down, theme.blue));
        }
        let is_limited = self.view.limits.contains_key(&self.prepared.keys[column]);
        if is_limited {
            painter.hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, theme.blue));
            funnel(painter, pos2(if right { seen.left() + 7.0 } else { seen.right() - 9.0 }, middle), theme);
        }
        response.widget_info(|| {
            let text = |key| self.table.style.language.text(key);
            let order = match down {
                Some(false) => text("table.ascending"),
                Some(true) => text("table.descending"),
                None => "",
            };
            let limited = if is_limited { text("table.limited") } else { "" };
            let heading = sheet_text::heading(sheet, column, self.table.style);
            let words = [heading.as_str(), order, limited];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            WidgetInfo::labeled(Role::ColumnHeader, true, words.join(" "))
        });
        if response.clicked() && self.table.headings_lead {
            self.action = Some(TableAction::Heading(column));
        } else if response.clicked() {
            self.view.sort = self.view.sort.clicked(column);
            ui.ctx().request_repaint(); // the order is worked out before the next drawing
        }
        if response.secondary_clicked() {
            self.view.typed = self.table.typed(self.view, self.prepared, column);
            let at = response.interact_pointer_pos().unwrap_or(rect.left_bottom());
            self.view.menu = Some(Menu { of: MenuOf::Heading(column), at, by_key: false, is_new: true });
        }
        self.drag(ui, &response, column);
        self.grip(ui, rect, column);
        let known = pointed::known(&response, &definition.heading, self.table.style.language);
        if !definition.hint.is_empty() {
            response.on_hover_text(&definition.hint);
        } else if let Some(topic) = known {
            response.on_hover_text(topic.brief(self.table.style.language));
        } else if is_cut {
            response.on_hover_text(&definition.heading);
        }
    }

    fn row_ui(&mut self, ui: &mut egui::Ui, row: u64) {
        self.pass_wheel(ui);
        self.row(ui, row as usize);
    }

    fn cell_ui(&mut self, ui: &mut egui::Ui, info: &CellInfo) {
        // A row more than is seen is laid out below.
        if ui.max_rect().intersect(ui.clip_rect()).is_positive() {
            self.cell(ui, info.row_nr as usize, info.col_nr);
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}

impl Drawing<'_, '_> {
    /// Draws the ground of a row, by its place among those shown.
    pub(super) fn row(&self, ui: &egui::Ui, row: usize) {
        let Some(&row) = self.prepared.order.get(row) else { return };
        let theme = self.table.theme;
        let rect = ui.max_rect();
        let painter = ui.painter();
        if self.view.selected.contains(&row) && !self.view.has_range() {
            painter.rect_filled(rect, 0, theme.selected());
        } else if self.pointed_y.is_some_and(|y| rect.intersect(ui.clip_rect()).y_range().contains(y)) {
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

    /// Draws a cell, by its place among those shown.
    pub(super) fn cell(&mut self, ui: &mut egui::Ui, down: usize, across: usize) {
        let Some(&row) = self.prepared.order.get(down) else { return };
        let (table, theme) = (self.table, self.table.theme);
        let Some(&column) = self.prepared.columns.get(across) else { return };
        let Some(cell) = table.sheet.rows[row].get(column) else { return };
        let rect = ui.max_rect();
        if let Some(fill) = table.fill
            && self.view.draft.as_ref().is_some_and(|draft| draft.is_at(row, column))
        {
            let typed = fill::show(ui, rect, theme, fill, &mut self.view.draft);
            if let Some(left) = typed {
                // As in a spreadsheet, what is taken leads on to the cell below.
                let next = left.as_ref().filter(|_| fill.leads_on()).and_then(|_| self.prepared.order.get(down + 1));
                if let Some(below) = next.filter(|below| fill.text(**below, column).is_some()) {
                    self.view.reveal(*below, column);
                }
                self.action = left;
                ui.memory_mut(|memory| memory.request_focus(self.focus));
            }
            return;
        }
        // The table has the keyboard as a whole: Tab passes its cells, arrows go from one to the next.
        let response = ui.interact(rect, ui.scope_id().with("cell"), Sense::CLICK | Sense::DRAG);
        let painter = ui.painter();
        if self.is_marked(down, across) {
            painter.rect_filled(rect, 0, theme.selected());
        }
        if across + 1 == self.prepared.frozen {
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
            let right = is_number(table.sheet.columns[column].measured);
            let inside = rect.shrink2(vec2(PADDING, 0.0));
            // What is partly out of sight has no half digits: words end in "…" where they are cut off, a number that isn't
            // seen whole isn't there; in a column that is too narrow for it "…" stands for it.
            let sight = ui.clip_rect();
            let ends = if right { inside.right() } else { inside.right().min(sight.right() - 2.0) };
            let layout = |text: String| {
                let mut job = egui::text::LayoutJob::simple_singleline(text, Lettering::Table.font(), color);
                job.wrap = egui::text::TextWrapping::truncate_at_width((ends - inside.left()).max(0.0) + 1.0);
                if cell.tone == Tone::Struck {
                    job.sections[0].format.strikethrough = Stroke::new(1.0, color);
                }
                if explains {
                    job.sections[0].format.underline = Stroke::new(1.0, theme.wash(color, 0.5));
                }
                painter.layout_job(job)
            };
            let mut galley = layout(text.clone());
            cut_off = galley.elided;
            if cut_off && cell.value.number().is_some() {
                galley = layout("…".to_owned());
            }
            let anchor = if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
            let at = anchor.align_size_within_rect(galley.size(), inside).min;
            let mark = if right { at.x - 7.0 } else { at.x + galley.size().x + 8.0 };
            let width = galley.size().x;
            // Nor does it touch the rule of the columns that stay.
            let is_seen = at.x >= sight.left() + 3.0 && at.x + width <= sight.right() + 1.0;
            if is_seen {
                // Its star stands in the margin, so that the decimals stay one below another.
                if cell.known == Known::Partly {
                    let behind = pos2(at.x + width + 1.0, rect.center().y);
                    painter.text(behind, Align2::LEFT_CENTER, PARTLY, Lettering::Table.font(), color);
                }
                painter.galley(at, galley, color);
                tone_mark(painter, theme, cell.tone, pos2(mark, rect.center().y));
            }
        }
        if table.explained.is_some() && cell.subject.as_ref() == table.explained {
            let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.max);
            painter.rect_filled(foot, 0, theme.blue);
            pointed::mark(ui.ctx(), Anchor::Explained, rect);
        }
        if self.focused && self.view.cursor == Some((row, column)) {
            self.view.cursor_at = Some(rect.intersect(ui.clip_rect()).left_bottom());
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
        self.react(ui, &response, (row, column), down, cell);
        if let CellValue::Text(name) = &cell.value {
            pointed::known(&response, name, table.style.language);
        }
        if let Some(said) = &cell.by_hand {
            response.on_hover_text(&**said);
        } else if cut_off {
            response.on_hover_text(text);
        }
    }

    /// Whether a cell, by its place among those shown, is one of several that are marked.
    fn is_marked(&self, row: usize, column: usize) -> bool {
        self.marked.is_some_and(|[from, to]| (from.0..=to.0).contains(&row) && (from.1..=to.1).contains(&column))
    }

    /// Clicks mark, open and ask why; dragging marks a range.
    fn react(
        &mut self,
        ui: &egui::Ui,
        response: &egui::Response,
        (row, column): (usize, usize),
        down: usize,
        cell: &Cell,
    ) {
        let modifiers = ui.input(|i| i.modifiers);
        let focus = |ui: &egui::Ui| ui.memory_mut(|memory| memory.request_focus(self.focus));
        if response.clicked() {
            match (modifiers.shift, modifiers.command) {
                (true, _) => self.view.extend(self.prepared, row, column),
                (_, true) => self.view.toggle(row, column),
                _ => {
                    self.view.mark(row, column);
                    self.action = cell.subject.clone().map(TableAction::Explain);
                }
            }
            focus(ui);
        }
        if response.secondary_clicked() {
            self.table.mark_for_menu(self.view, self.prepared, row, column);
            let at = response.interact_pointer_pos().unwrap_or(response.rect.left_bottom());
            self.view.menu = Some(Menu { of: MenuOf::Cell(row, column), at, by_key: false, is_new: true });
            focus(ui);
        }
        if response.drag_started_by(egui::PointerButton::Primary) {
            if !modifiers.shift {
                self.view.mark(row, column);
            }
            self.view.is_marking = true;
            focus(ui);
        }
        let pointer = ui.input(|i| i.pointer.latest_pos());
        let is_under = || pointer.is_some_and(|at| response.rect.intersect(ui.clip_rect()).contains(at));
        let is_next = self.view.is_marking && self.view.cursor != Some((row, column));
        if is_next && is_under() && self.is_reached(down) {
            self.view.extend(self.prepared, row, column);
            ui.ctx().request_repaint();
        }
        if response.double_clicked() && !self.table.begin(self.view, row, column) {
            let correct = self.table.correcting(column).map(|_| TableAction::Correct(row, column));
            self.action = correct.or(Some(TableAction::Open(row)));
        }
    }

    /// Dragging a heading puts its column elsewhere: before the one under the pointer, or after the last.
    fn drag(&mut self, ui: &egui::Ui, response: &egui::Response, column: usize) {
        if !response.dragged_by(egui::PointerButton::Primary) && !response.drag_stopped() {
            return;
        }
        let Some(pointer) = ui.input(|i| i.pointer.latest_pos()) else { return };
        let frozen = self.table.sheet.frozen;
        // Where headings stood when they were drawn last: those on the right are not drawn yet.
        let id = self.focus.with("headings");
        let headings: Vec<(usize, Rect)> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let own = |(other, _): &&(usize, Rect)| (*other < frozen) == (column < frozen);
        let before = headings.iter().filter(own).find(|(_, rect)| pointer.x < rect.center().x);
        let Some(edge) = before.map(|(_, rect)| rect.left()).or(headings.iter().rfind(own).map(|(_, r)| r.right()))
        else {
            return;
        };
        if response.drag_stopped() {
            let now = Memory::of(ui.ctx()).columns(self.table.name);
            let next = before.map(|(other, _)| *other).filter(|other| *other != column);
            let stays = before.is_some_and(|(other, _)| *other == column);
            if !stays {
                let keys = &self.prepared.keys;
                self.table.lay(ui, columns::moved(keys, frozen, &now, column, next));
            }
            return;
        }
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        let theme = self.table.theme;
        let above = ui.ctx().layer_painter(egui::LayerId::new(Order::Tooltip, id));
        let bottom = response.rect.bottom() + 6.0 * ROW;
        above.vline(edge, response.rect.top()..=bottom, Stroke::new(2.0, theme.blue));
        let name = &self.table.sheet.columns[column].heading;
        let at = pointer + vec2(10.0, 14.0);
        let galley = above.layout_no_wrap(name.clone(), Lettering::Table.font(), theme.ink);
        let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(8.0, 4.0));
        above.rect(ground, 4, theme.paper, theme.hairline(), egui::StrokeKind::Inside);
        above.galley(at, galley, theme.ink);
    }

    /// Dragging a heading's right border makes its column wider or narrower; a double click makes it as wide as what is in
    /// it.
    fn grip(&mut self, ui: &egui::Ui, rect: Rect, column: usize) {
        let border = Rect::from_x_y_ranges(rect.right() - GRIP..=rect.right(), rect.y_range());
        let key = &self.prepared.keys[column];
        let id = ui.scope_id().with(("border", key));
        let response = ui.interact(border, id, Sense::CLICK | Sense::DRAG);
        if !(response.hovered() || response.dragged() || response.drag_stopped() || response.double_clicked()) {
            return;
        }
        ui.ctx().set_cursor_icon(CursorIcon::ResizeColumn);
        ui.painter().vline(rect.right() - 1.0, rect.y_range(), Stroke::new(2.0, self.table.theme.blue));
        let memory = Memory::of(ui.ctx());
        let mut columns = memory.columns(self.table.name);
        if response.double_clicked() {
            columns.widths.remove(key);
        } else if response.dragged() || response.drag_stopped() {
            let Some(at) = ui.input(|i| i.pointer.latest_pos()) else { return };
            let width = (at.x - rect.left()).clamp(Columns::NARROWEST as f32, Columns::WIDEST as f32);
            columns.widths.insert(key.clone(), width.round() as u32);
        } else {
            return;
        }
        memory.lay(self.table.name, columns, response.drag_stopped() || response.double_clicked());
        ui.ctx().request_repaint();
    }
}

/// The sign of a column that is filtered.
fn funnel(painter: &egui::Painter, center: egui::Pos2, theme: &Theme) {
    let points = vec![center + vec2(-4.0, -3.0), center + vec2(4.0, -3.0), center + vec2(0.0, 2.0)];
    painter.add(Shape::convex_polygon(points, theme.blue, Stroke::NONE));
    painter.vline(center.x, center.y..=center.y + 4.0, Stroke::new(1.5, theme.blue));
}

pub(super) fn is_number(measured: Measured) -> bool {
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
