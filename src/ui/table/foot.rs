//! The rows that hold all others together stay at the foot of a table while the others scroll.
//!
//! They are drawn below the part that scrolls, under the headings that were drawn above it, so that they go sideways with
//! them and cover nothing. A table that shows all its rows has them where they are.

use eframe::egui;
use egui::style::ScrollAnimation;
use egui::{Rect, Ui, UiBuilder, Vec2, pos2, vec2};

use super::ROW;
use super::drawing::Drawing;
use crate::report::Sheet;

/// So many rows scroll above the foot at least; where there is less room, all scroll.
const LEAST_ABOVE: usize = 2;

/// How many of the rows shown stay at the foot of a room of some height, headings apart.
pub(super) fn pinned(sheet: &Sheet, order: &[usize], room: f32) -> usize {
    let parts = sheet.rows.len().saturating_sub(sheet.totals);
    let totals = order.iter().rev().take_while(|row| **row >= parts).count();
    let holds = |rows: usize| ROW * rows as f32 <= room + 0.5;
    if totals == order.len() || holds(order.len()) || !holds(totals + LEAST_ABOVE) { 0 } else { totals }
}

/// The part of a table that scrolls below a heading of some height, and its foot of so many rows, which stands below whole
/// rows.
pub(super) fn parted(area: Rect, heading: f32, pinned: usize) -> (Rect, Rect) {
    if pinned == 0 {
        return area.split_top_bottom_at_y(area.bottom());
    }
    let high = ROW * pinned as f32;
    let whole = ((area.height() - heading - high + 0.5) / ROW).floor() * ROW;
    let (above, below) = area.split_top_bottom_at_y(area.top() + heading + whole);
    (above, below.with_max_y(below.top() + high))
}

impl Drawing<'_, '_> {
    /// Draws the rows of the foot.
    pub(super) fn foot(&mut self, ui: &mut Ui, area: Rect) {
        let first = self.scrolling;
        let place = |column: usize| self.prepared.columns.iter().position(|own| *own == column);
        let cells: Vec<(usize, Rect)> =
            self.headings.iter().filter_map(|(column, heading)| Some((place(*column)?, *heading))).collect();
        let frozen = cells.iter().filter(|(at, _)| *at < self.frozen).map(|(_, heading)| heading.right());
        let edge = frozen.fold(area.left(), f32::max);
        let right = cells.iter().map(|(_, heading)| heading.right()).fold(edge, f32::max).min(area.right());
        for row in first..self.prepared.order.len() {
            let top = area.top() + ROW * (row - first) as f32;
            let rect = Rect::from_min_max(pos2(area.left(), top), pos2(right, top + ROW));
            let mut row_ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("foot", row)));
            row_ui.set_clip_rect(rect.expand2(vec2(0.0, 1.0)).intersect(ui.clip_rect()));
            self.row(&row_ui, row);
            for (at, heading) in &cells {
                let cell = Rect::from_x_y_ranges(heading.x_range(), rect.y_range());
                let left = if *at < self.frozen { area.left() } else { edge };
                let seen = cell.intersect(rect.with_min_x(left));
                if !seen.is_positive() {
                    continue;
                }
                let mut cell_ui = row_ui.new_child(UiBuilder::new().max_rect(cell).id_salt(*at));
                cell_ui.set_clip_rect(seen.intersect(ui.clip_rect()));
                self.cell(&mut cell_ui, row, *at);
            }
        }
    }

    /// Whether a row, by its place among those shown, can be marked by a pointer that is held on it: those of the foot once
    /// the marks have come down to it through all that scroll.
    pub(super) fn is_reached(&self, row: usize) -> bool {
        let at = self.view.cursor.and_then(|cursor| self.prepared.position(cursor));
        row < self.scrolling || at.is_none_or(|(at, _)| at + 1 >= self.scrolling)
    }

    /// The wheel above the foot scrolls the table, too: told from within the part that scrolls.
    pub(super) fn pass_wheel(&mut self, ui: &Ui) {
        let Some(foot) = self.foot.take() else { return };
        let is_over = |at: egui::Pos2| self.pointed_y.is_some() && foot.contains(at);
        if !ui.input(|i| i.pointer.hover_pos()).is_some_and(is_over) {
            return;
        }
        let turned = ui.input_mut(|i| std::mem::take(&mut i.smooth_scroll_delta));
        if turned != Vec2::ZERO {
            ui.scroll_with_delta_animation(turned, ScrollAnimation::none());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cell;

    #[test]
    fn the_whole_stays_at_the_foot_where_not_all_rows_fit() {
        let sheet = Sheet { rows: vec![vec![Cell::text("歙县")]; 12], totals: 2, ..Sheet::default() };
        let order: Vec<usize> = (0..12).collect();
        let pinned = |order: &[usize], rows: f32| pinned(&sheet, order, ROW * rows);
        assert_eq!(pinned(&order, 8.0), 2);
        assert_eq!(pinned(&order, 11.9), 2);
        assert_eq!(pinned(&order, 12.0), 0, "all fit");
        assert_eq!(pinned(&order, 3.9), 0, "nothing would be left above it");
        assert_eq!(pinned(&order[..8], 6.0), 0, "the whole is not shown");
        assert_eq!(pinned(&[10, 11], 1.0), 0, "nothing else is shown");
        assert_eq!(pinned(&[3, 1, 10, 11], 3.5), 0);
        assert_eq!(pinned(&[3, 1, 0, 4, 2, 10, 11], 5.0), 2);
    }

    #[test]
    fn no_row_is_cut_by_the_foot() {
        let area = Rect::from_min_size(pos2(0.0, 10.0), vec2(100.0, 44.0 + ROW * 8.0 + 20.0));
        let (above, foot) = parted(area, 44.0, 1);
        assert_eq!((above.height(), foot.height()), (44.0 + ROW * 7.0, ROW));
        assert_eq!(parted(area, 44.0, 0).0, area);
    }
}
