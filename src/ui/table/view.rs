//! What a person made of a table's view: order, filters, and the cells that are marked.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui;
use egui::{CursorIcon, Pos2, Sense, Stroke, pos2, vec2};

use super::{ROW, fill};
use crate::report::Sheet;
use crate::report::words::arranged::{Arrangement, Limit, Sort};
use crate::report::words::number::Style;
use crate::session::preferences::Columns;
use crate::ui::regions;
use crate::ui::room;
use crate::ui::theme::Theme;
use crate::ui::widgets::tone::triangle;

/// How many rows of a table are in sight at least, whatever stands above it.
pub const LEAST_ROWS: usize = 8;
/// How high a table is with its bar, a heading of two lines and so many rows.
const LEAST: f32 = ROW + 8.0 + 44.0 + ROW * LEAST_ROWS as f32 + 8.0;
/// How high a table and what stands above it are at least, however the line between them is dragged.
const LEAST_TABLE: f32 = ROW + 8.0 + 44.0 + ROW * 2.0;
const LEAST_ABOVE: f32 = 96.0;
/// How high the line between them is.
const SPLIT: f32 = 10.0;

/// What of a table is marked, to be copied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Marking {
    /// The cells between the one that was marked first and the one that the cursor is on.
    #[default]
    Cells,
    /// The rows that are selected, whole.
    Rows,
}

/// What a menu is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MenuOf {
    /// A cell: its row and column in the sheet.
    Cell(usize, usize),
    /// A heading: its column in the sheet.
    Heading(usize),
}

/// The menu that is open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Menu {
    pub(super) of: MenuOf,
    pub(super) at: Pos2,
    /// Whether the keyboard asked for it.
    pub(super) by_key: bool,
    /// Whether it was not drawn yet.
    pub(super) is_new: bool,
}

/// What a person made of a table's view; kept by the screen.
#[derive(Clone, Debug, Default)]
pub struct TableView {
    /// The order.
    pub sort: Sort,
    /// The words in the filter field.
    pub filter: String,
    /// What the cells of a column must be, by the column's key.
    pub(super) limits: BTreeMap<String, Limit>,
    pub(super) selected: BTreeSet<usize>,
    /// Row in the sheet, column.
    pub(super) cursor: Option<(usize, usize)>,
    /// The cell that was marked first.
    pub(super) anchor: Option<(usize, usize)>,
    pub(super) marking: Marking,
    /// Whether cells are being marked by the pointer.
    pub(super) is_marking: bool,
    pub(super) menu: Option<Menu>,
    /// Where the cell that the cursor is on was drawn.
    pub(super) cursor_at: Option<Pos2>,
    /// What is typed into the fields of a column's menu.
    pub(super) typed: [String; 2],
    pub(super) prepared: Option<Prepared>,
    pub(super) reveal: bool,
    pub(super) draft: Option<fill::Draft>,
    /// Whether charts stand above it, and whether they make room for it.
    pub(super) has_above: bool,
    pub(super) is_full: bool,
    /// Whether they are to make room, where somebody chose.
    pub(super) wants_full: Option<bool>,
    /// How high the table is to be below what stands above it, where somebody dragged the line between them.
    split: Option<f32>,
    /// How high it is with all that it has, or with as many rows as are in sight at least.
    pub(super) least: Option<f32>,
    /// Of which heights it was made out what height is lent to what stands above, that height, and after how many tries.
    lent: Option<((f32, f32), f32, u8)>,
}

/// What order and widths were worked out from.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct From {
    pub(super) revision: u64,
    pub(super) style: Style,
    pub(super) sort: Sort,
    pub(super) filter: String,
    pub(super) limits: BTreeMap<String, Limit>,
    pub(super) size: (usize, usize),
    pub(super) columns: Columns,
}

/// Order and widths, and what they were worked out from.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) from: From,
    /// The rows that are shown, in order.
    pub(super) order: Vec<usize>,
    /// The columns that are shown, in order.
    pub(super) columns: Vec<usize>,
    /// How many of them stay in place.
    pub(super) frozen: usize,
    /// What the columns of the sheet are known by.
    pub(super) keys: Vec<String>,
    /// How wide each column of the sheet is at least, and whether somebody made it so.
    pub(super) widths: Vec<(f32, bool)>,
    /// How wide each column of the sheet is by what is in it.
    pub(super) natural: Vec<f32>,
    /// The unit of each column of the sheet.
    pub(super) units: Vec<&'static str>,
}

impl Prepared {
    /// Where a cell is among those shown: the how manieth row and column.
    pub(super) fn position(&self, (row, column): (usize, usize)) -> Option<(usize, usize)> {
        let row = self.order.iter().position(|own| *own == row)?;
        Some((row, self.columns.iter().position(|own| *own == column)?))
    }
}

impl TableView {
    /// How high the table is below what stands above it, and how much of the height there is left to that.
    fn shared_out(&self, ui: &egui::Ui) -> (f32, f32) {
        let (available, spacing) = (ui.available_height(), 2.0 * ui.spacing().item_spacing.y);
        let least_above = room::least_above(ui.ctx(), LEAST_ABOVE);
        let least = self.least.unwrap_or(LEAST);
        let of_table = self.split.unwrap_or(least).min(available - least_above).max(LEAST_TABLE);
        (of_table, (available - of_table - SPLIT - spacing).max(least_above))
    }

    /// How much height what stands above the table has without scrolling.
    pub fn room_above(&self, ui: &egui::Ui) -> f32 {
        self.shared_out(ui).1
    }

    /// Draws what stands above the table, unless the table is to fill the page: a key in its bar says which. What stands
    /// above leaves the table room for [`LEAST_ROWS`], or for all that it has where it has fewer: it shrinks as far as it
    /// can, and then scrolls. A line between the two can be dragged.
    pub fn above(&mut self, ui: &mut egui::Ui, theme: &Theme, draw: impl FnOnce(&mut egui::Ui)) {
        self.has_above = true;
        let least = self.least.unwrap_or(LEAST);
        self.is_full = self.wants_full.unwrap_or_else(|| !room::has_chart(ui, least + SPLIT));
        if self.is_full {
            return;
        }
        let available = ui.available_height();
        let (of_table, room) = self.shared_out(ui);
        if self.lent.is_none_or(|(of, ..)| of != (available, room)) {
            self.lent = Some(((available, room), available, 0));
        }
        // What is drawn shares out the height it is lent: less of it where it would not fit.
        let (lent, tries) = self.lent.map_or((available, 0), |(_, lent, tries)| (lent, tries));
        let area = egui::ScrollArea::vertical().id_salt("above").max_height(room).auto_shrink([false, true]);
        let content = area.show(ui, |ui| {
            ui.set_max_height(lent);
            draw(ui);
            regions::follow(ui);
        });
        let height = content.content_size.y;
        let fewest = room * 0.5;
        if height > room + 1.0 && lent > fewest + 1.0 {
            // Not all of it shrinks with what it is lent: after two tries it gets the least.
            let less = if tries < 2 { (lent * room / height).max(fewest) } else { fewest };
            self.lent = Some(((available, room), less, tries + 1));
            ui.ctx().request_repaint();
        }
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SPLIT), Sense::CLICK | Sense::DRAG);
        if response.dragged() {
            self.split = Some((of_table - response.drag_delta().y).max(LEAST_TABLE));
        } else if response.double_clicked() {
            self.split = None;
        }
        let is_held = response.hovered() || response.dragged();
        if is_held {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeVertical);
        }
        let color = if is_held { theme.blue } else { theme.wash(theme.muted, 0.6) };
        let (middle, y) = (rect.center().x, rect.center().y);
        ui.painter().hline(middle - 16.0..=middle + 16.0, y, Stroke::new(2.0, color));
        // There is more above than is in sight.
        if height - content.state.clamped_offset().y > room + 1.0 {
            ui.painter().add(triangle(pos2(middle + 28.0, y), 4.0, true, color));
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
        self.anchor = None;
    }

    /// Selects one row and brings it into view.
    pub fn select(&mut self, row: usize) {
        let column = self.cursor.map_or(0, |(_, column)| column);
        self.reveal(row, column);
    }

    /// Selects one cell's row, puts the cursor on the cell and brings it into view.
    pub fn reveal(&mut self, row: usize, column: usize) {
        self.mark(row, column);
        self.reveal = true;
    }

    /// Marks one cell.
    pub(super) fn mark(&mut self, row: usize, column: usize) {
        self.selected = BTreeSet::from([row]);
        self.cursor = Some((row, column));
        self.anchor = self.cursor;
        self.marking = Marking::Cells;
    }

    /// Marks all cells from the one that was marked first to this one.
    pub(super) fn extend(&mut self, prepared: &Prepared, row: usize, column: usize) {
        self.cursor = Some((row, column));
        self.marking = Marking::Cells;
        if self.anchor.is_none_or(|anchor| prepared.position(anchor).is_none()) {
            self.anchor = self.cursor;
        }
        self.selected = self.range(prepared).0.into_iter().collect();
    }

    /// Adds a whole row to those selected, or takes it out of them.
    pub(super) fn toggle(&mut self, row: usize, column: usize) {
        if !self.selected.remove(&row) {
            self.selected.insert(row);
        }
        self.cursor = Some((row, column));
        self.anchor = self.cursor;
        self.marking = Marking::Rows;
    }

    /// Selects all rows.
    pub(super) fn take_all(&mut self, prepared: &Prepared) {
        self.selected = prepared.order.iter().copied().collect();
        self.marking = Marking::Rows;
    }

    /// Rows and columns of the cells that are marked, in the order shown; those of the cursor where only that is.
    pub(super) fn range(&self, prepared: &Prepared) -> (Vec<usize>, Vec<usize>) {
        let ends = self.cursor.and_then(|cursor| {
            let to = prepared.position(cursor)?;
            Some((self.anchor.and_then(|anchor| prepared.position(anchor)).unwrap_or(to), to))
        });
        let Some((from, to)) = ends else { return (Vec::new(), Vec::new()) };
        let rows = from.0.min(to.0)..=from.0.max(to.0);
        let columns = from.1.min(to.1)..=from.1.max(to.1);
        (prepared.order[rows].to_vec(), prepared.columns[columns].to_vec())
    }

    /// Whether more than one cell is marked.
    pub(super) fn has_range(&self) -> bool {
        self.marking == Marking::Cells && self.anchor.is_some() && self.anchor != self.cursor
    }

    /// Whether rows or columns are left out by a filter.
    pub(super) fn is_filtered(&self) -> bool {
        !self.filter.trim().is_empty() || !self.limits.is_empty()
    }

    /// Shows all rows again.
    pub(super) fn clear_filters(&mut self) {
        self.filter.clear();
        self.limits.clear();
    }

    /// What is shown of the sheet, by the keys of its columns.
    pub(super) fn arrangement(&self, sheet: &Sheet, prepared: &Prepared) -> Arrangement {
        let key = |column: usize| prepared.keys.get(column).cloned();
        let is_all = prepared.columns.iter().copied().eq(0..sheet.columns.len());
        let (column, descending) = match self.sort {
            Sort::Original => (None, false),
            Sort::Ascending(column) => (key(column), false),
            Sort::Descending(column) => (key(column), true),
        };
        let limits = self.limits.iter().filter(|(column, _)| prepared.keys.contains(column));
        Arrangement {
            columns: if is_all { Vec::new() } else { prepared.columns.iter().filter_map(|c| key(*c)).collect() },
            sort: column.map(|column| (column, descending)),
            words: self.filter.trim().to_owned(),
            limits: limits.map(|(column, limit)| (column.clone(), limit.clone())).collect(),
        }
    }
}
