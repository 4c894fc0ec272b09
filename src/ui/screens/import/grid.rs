//! A raw sheet as it stands in its file, coloured by what each cell was taken for; only the cells that are seen are drawn.
//!
//! Above each column stands what it holds, and left of each row its number: a click on either opens what it could be
//! instead.

use std::sync::Arc;

use eframe::egui;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, Popup, Rect, Role as Access, ScrollArea, Sense, Stroke, StrokeKind, UiBuilder, Vec2, WidgetInfo,
    pos2, vec2,
};

use crate::field::Field;
use crate::finding::{Finding, Severity, column_letters};
use crate::intake::choices::{Choices, Holds};
use crate::intake::table::LineKind;
use crate::intake::understood::{Role, Understood};
use crate::intake::value::{Number, number};
use crate::place::Level;
use crate::report::views::import_sheet::{Marks, Part, Tables, of_column, role_words};
use crate::session::choosing::{self, HeaderRow};
use crate::sheet::Sheet;
use crate::ui::findings::severity_mark;
use crate::ui::state::Look;
use crate::ui::theme::{Lettering, Theme};

const ROW: f32 = 24.0;
const LETTERS: f32 = 20.0;
const STRIP: f32 = 40.0;
const PADDING: f32 = 6.0;

/// How wide a column is at least: its head holds the longest word of what a column can be, in Chinese and in English.
const LEAST: (f32, f32) = (64.0, 102.0);
/// How many rows are looked at for the columns' widths.
const MEASURED_ROWS: usize = 200;

/// What is drawn.
pub struct Grid<'a> {
    /// The sheet.
    pub sheet: &'a Arc<Sheet>,
    /// Its number in the import.
    pub number: usize,
    /// The tables in it.
    pub tables: Tables<'a>,
    /// Where findings stand.
    pub marks: &'a Marks,
    /// The findings.
    pub findings: &'a [Finding],
    /// What was chosen.
    pub choices: &'a Choices,
}

/// Where a person is in the sheet.
#[derive(Clone, Debug, Default)]
pub struct GridView {
    /// The cell that was clicked, or shown.
    pub selected: Option<(usize, usize)>,
    reveal: bool,
    /// The first row seen.
    top: usize,
    widths: Option<(Arc<Sheet>, Vec<f32>)>,
}

impl GridView {
    /// Selects a cell and brings it into view.
    pub fn show_cell(&mut self, row: usize, column: usize) {
        self.selected = Some((row, column));
        self.reveal = true;
    }
}

/// What was asked for on a sheet.
#[derive(Clone, PartialEq, Debug)]
pub enum GridAction {
    /// A column holds this; `None` leaves it to the program.
    Column(usize, Option<Holds>),
    /// The rows of a name are this.
    Rows(String, Option<LineKind>),
    /// A row is the header, its first row or its last.
    Header(usize, HeaderRow),
    /// The program is to look for the header.
    HeaderUnsaid,
    /// A cell was clicked.
    Clicked(usize, usize),
    /// A cell is to be corrected by hand.
    Correct(usize, usize),
}

impl Grid<'_> {
    /// Draws it in the space there is.
    pub fn show(&self, ui: &mut egui::Ui, look: Look, view: &mut GridView) -> Option<GridAction> {
        let area = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(area);
        let widths = match view.widths.take() {
            Some((sheet, widths)) if Arc::ptr_eq(&sheet, self.sheet) => widths,
            _ => widths(self.sheet, if look.style.language.is_english() { LEAST.1 } else { LEAST.0 }),
        };
        let margin = self.sheet.height().to_string().len() as f32 * 8.0 + 20.0;
        let body = Rect::from_min_max(area.min + vec2(margin, LETTERS + STRIP), area.max);
        let offset = self.scrolled(ui, view, &widths, body);
        view.top = (f64::from(offset.y) / f64::from(ROW)) as usize;
        let drawn = Drawn { grid: self, look, body, offset, widths: &widths };
        let rows = drawn.rows();
        let mut action = drawn.cells(ui, view, rows.clone());
        action = drawn.numbers(ui, rows, area).or(action);
        action = drawn.headings(ui, view, area).or(action);
        view.widths = Some((self.sheet.clone(), widths));
        action
    }

    /// Lets the body be scrolled; how far it is.
    fn scrolled(&self, ui: &mut egui::Ui, view: &mut GridView, widths: &[f32], body: Rect) -> Vec2 {
        let size = vec2(widths.iter().sum::<f32>() + 16.0, self.sheet.height() as f32 * ROW + 16.0);
        let mut scroll = ScrollArea::both().id_salt(("sheet", self.number)).auto_shrink(false);
        if std::mem::take(&mut view.reveal)
            && let Some((row, column)) = view.selected
        {
            let left: f32 = widths.iter().take(column).sum();
            let width = widths.get(column).copied().unwrap_or_default();
            // The first columns name the row: they stay in sight where there is room for both.
            let across = if left + width <= body.width() { 0.0 } else { left - body.width() * 0.4 };
            let at = vec2(across, row as f32 * ROW - body.height() * 0.4);
            scroll = scroll.scroll_offset(at.min(size - body.size()).max(Vec2::ZERO));
        }
        let mut inside = ui.new_child(UiBuilder::new().max_rect(body));
        let shown = scroll.show_viewport(&mut inside, |ui, viewport| {
            ui.set_min_size(size);
            viewport.min.to_vec2()
        });
        shown.inner
    }

    /// The table that the strip above the columns speaks of.
    pub fn table(&self, view: &GridView) -> Option<&Understood> {
        self.tables.near(view.selected.map_or(view.top, |(row, _)| row))
    }

    fn mark(&self, row: usize, column: Option<usize>) -> Option<(usize, &Finding)> {
        let number = self.marks.at(self.number, row, column)?;
        Some((number, self.findings.get(number)?))
    }
}

/// About how wide the columns are, by the lengths of their first texts.
fn widths(sheet: &Sheet, least: f32) -> Vec<f32> {
    let wide = |text: &str| text.trim().chars().map(|c| if c.is_ascii() { 7.5 } else { 13.5 }).sum::<f32>();
    let rows = sheet.height().min(MEASURED_ROWS);
    let columns = sheet.most_columns().max(1);
    let mut widths = vec![least; columns];
    for row in 0..rows {
        let filled = sheet.row(row).filter(|cell| !cell.trim().is_empty()).count();
        for (column, cell) in sheet.row(row).enumerate() {
            // A title over the whole table flows over its neighbours.
            if filled > 1 {
                widths[column] = widths[column].max((wide(cell) + 2.0 * PADDING).min(200.0));
            }
        }
    }
    widths
}

/// A sheet at a place of the screen.
struct Drawn<'a> {
    grid: &'a Grid<'a>,
    look: Look,
    body: Rect,
    offset: Vec2,
    widths: &'a [f32],
}

impl Drawn<'_> {
    fn rows(&self) -> std::ops::Range<usize> {
        let first = (f64::from(self.offset.y) / f64::from(ROW)) as usize;
        let last = first + (self.body.height() / ROW).ceil() as usize + 1;
        first.min(self.grid.sheet.height())..last.min(self.grid.sheet.height())
    }

    /// The columns that are seen, with their places from left to right.
    fn columns(&self) -> Vec<(usize, f32, f32)> {
        let mut left = self.body.left() - self.offset.x;
        let mut seen = Vec::new();
        for (column, width) in self.widths.iter().enumerate() {
            if left + width > self.body.left() && left < self.body.right() {
                seen.push((column, left, left + width));
            }
            left += width;
        }
        seen
    }

    fn top(&self, row: usize) -> f32 {
        // A million rows are more points than single precision tells apart.
        self.body.top() + (row as f64 * f64::from(ROW) - f64::from(self.offset.y)) as f32
    }

    fn cells(&self, ui: &mut egui::Ui, view: &mut GridView, rows: std::ops::Range<usize>) -> Option<GridAction> {
        let theme = self.look.theme;
        let mut ui = ui.new_child(UiBuilder::new().max_rect(self.body));
        ui.shrink_clip_rect(self.body);
        let columns = self.columns();
        let place = |row: usize, left: f32, right: f32| {
            Rect::from_min_max(pos2(left, self.top(row)), pos2(right, self.top(row) + ROW))
        };
        let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|_| ui.rect_contains_pointer(self.body));
        // All grounds lie below all texts, since a title flows over its neighbours.
        for row in rows.clone() {
            for (column, left, right) in &columns {
                let rect = place(row, *left, *right);
                if let Some(ground) = ground(theme, self.grid.tables.part(row, *column)) {
                    ui.painter().rect_filled(rect, 0, ground);
                }
                ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, theme.hairline());
                ui.painter().vline(rect.right() - 0.5, rect.y_range(), theme.hairline());
                if pointer.is_some_and(|at| rect.contains(at)) {
                    // A ground under the pointer would look like another part's.
                    let stroke = Stroke::new(1.0, theme.wash(theme.ink, 0.4));
                    ui.painter().rect_stroke(rect.shrink(0.5), 0, stroke, StrokeKind::Inside);
                }
            }
        }
        let mut action = None;
        for row in rows {
            for (column, left, right) in &columns {
                let rect = place(row, *left, *right);
                let cell = self.cell(&mut ui, (row, *column), rect, view.selected == Some((row, *column)));
                if cell.clicked() {
                    view.selected = Some((row, *column));
                    action = Some(GridAction::Clicked(row, *column));
                }
                if !matches!(self.grid.tables.part(row, *column), Part::Money | Part::Heads) {
                    continue;
                }
                let mut correct = cell.double_clicked();
                cell.context_menu(|ui| {
                    let words = egui::Button::new(format!("{}…", self.look.text("hand.title"))).shortcut_text("F2");
                    if ui.add(words).clicked() {
                        correct = true;
                        ui.close();
                    }
                });
                if correct {
                    action = Some(GridAction::Correct(row, *column));
                }
            }
        }
        ui.painter().rect_stroke(self.body, 0, theme.hairline(), StrokeKind::Inside);
        action
    }

    fn cell(&self, ui: &mut egui::Ui, (row, column): (usize, usize), rect: Rect, selected: bool) -> egui::Response {
        let (theme, grid) = (self.look.theme, self.grid);
        let part = grid.tables.part(row, column);
        let text = grid.sheet.cell(row, column);
        let mark = grid.mark(row, Some(column));
        let response = ui.interact(rect, ui.scope_id().with((row, column)), Sense::click());
        let painter = ui.painter();
        let quiet = matches!(part, Part::LeftOut | Part::Total | Part::Outside);
        let color = if quiet { theme.muted } else { theme.ink };
        let shown: String = text.split(['\n', '\r', '\t']).collect::<Vec<_>>().join(" ");
        let flows = matches!(part, Part::Title | Part::Outside | Part::LeftOut);
        let room = if flows { self.free_to_the_right(row, column, rect) } else { rect.width() - 2.0 * PADDING };
        let mut job = LayoutJob::simple_singleline(shown.trim().to_owned(), Lettering::Table.font(), color);
        job.wrap = TextWrapping::truncate_at_width(room.max(8.0));
        if part == Part::LeftOut {
            job.sections[0].format.strikethrough = Stroke::new(1.0, theme.muted);
        }
        let galley = painter.layout_job(job);
        let cut_off = galley.elided;
        let figure =
            matches!(part, Part::Money | Part::Heads | Part::Total) && matches!(number(text), Some(Number::Known(_)));
        let inside = rect.shrink2(vec2(PADDING, 0.0));
        let anchor = if figure { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let at = anchor.align_size_within_rect(galley.size(), inside).min;
        painter.galley(at, galley, color);
        if let Some((_, finding)) = mark {
            outline(painter, theme, finding.severity, if selected { rect.shrink(2.0) } else { rect });
        }
        if selected {
            painter.rect_stroke(rect.shrink(0.5), 0, Stroke::new(2.0, theme.blue), StrokeKind::Inside);
        }
        response.widget_info(|| {
            let cell = format!("{}{} {}", column_letters(column as u32 + 1), row + 1, text.trim());
            WidgetInfo::selected(Access::Cell, true, selected, cell)
        });
        if mark.is_none() && !cut_off {
            return response;
        }
        response.on_hover_ui(|ui| {
            if cut_off {
                ui.label(text.trim());
            }
            if let Some((_, finding)) = mark {
                ui.label(finding.sentence(self.look.style.language));
            }
        })
    }

    /// How far the text of a title may flow over empty cells.
    fn free_to_the_right(&self, row: usize, column: usize, rect: Rect) -> f32 {
        let mut room = rect.width() - 2.0 * PADDING;
        for (next, width) in self.widths.iter().enumerate().skip(column + 1) {
            if !self.grid.sheet.cell(row, next).trim().is_empty() {
                break;
            }
            room += width;
        }
        room
    }

    /// The rows' numbers; a click tells what a row is.
    fn numbers(&self, ui: &mut egui::Ui, rows: std::ops::Range<usize>, area: Rect) -> Option<GridAction> {
        let (theme, grid) = (self.look.theme, self.grid);
        let column = Rect::from_x_y_ranges(area.left()..=self.body.left(), self.body.y_range());
        let mut ui = ui.new_child(UiBuilder::new().max_rect(column));
        ui.shrink_clip_rect(column);
        let mut action = None;
        for row in rows {
            let top = self.top(row);
            let rect = Rect::from_min_max(pos2(column.left(), top), pos2(column.right(), top + ROW));
            let response = ui.interact(rect, ui.scope_id().with(row), Sense::click());
            let painter = ui.painter();
            painter.rect_filled(rect, 0, heading_ground(theme, &response));
            painter.hline(rect.x_range(), rect.bottom() - 0.5, theme.hairline());
            painter.text(
                pos2(rect.right() - PADDING, rect.center().y),
                Align2::RIGHT_CENTER,
                row + 1,
                Lettering::Caption.font(),
                theme.muted,
            );
            let mark = grid.mark(row, None);
            if let Some((_, finding)) = mark {
                severity_mark(painter, theme, finding.severity, pos2(rect.left() + 7.0, rect.center().y));
            }
            let name = self.look.style.language.fill("import.row", &[("row", &(row + 1).to_string())]);
            response.widget_info(|| WidgetInfo::labeled(Access::Button, true, &name));
            Popup::menu(&response).show(|ui| {
                if let Some(asked) = self.row_menu(ui, row) {
                    action = Some(asked);
                    ui.close();
                }
            });
            if let Some((_, finding)) = mark {
                response.on_hover_text(finding.sentence(self.look.style.language));
            }
        }
        action
    }

    fn row_menu(&self, ui: &mut egui::Ui, row: usize) -> Option<GridAction> {
        let (look, grid) = (self.look, self.grid);
        let language = look.style.language;
        ui.set_min_width(220.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut action = None;
        for (key, is) in [
            ("import.header_only", HeaderRow::Only),
            ("import.header_first", HeaderRow::First),
            ("import.header_last", HeaderRow::Last),
        ] {
            if ui.button(language.text(key)).clicked() {
                action = Some(GridAction::Header(row, is));
            }
        }
        if choosing::has_header(grid.choices, grid.sheet) && ui.button(language.text("import.header_auto")).clicked() {
            action = Some(GridAction::HeaderUnsaid);
        }
        ui.separator();
        let name = grid.tables.at(row).filter(|t| t.body.contains(&row)).and_then(|t| choosing::row_name(t, row));
        let Some(name) = name else {
            ui.label(caption(look, language.text("import.row_nameless").to_owned()));
            return action;
        };
        ui.label(caption(look, language.fill("import.rows_named", &[("name", name)])));
        let chosen = grid.choices.rows.get(name).copied();
        for (key, kind) in [
            ("import.is_data", Some(LineKind::Data)),
            ("import.is_total", Some(LineKind::Total)),
            ("import.is_city", Some(LineKind::Place(Level::City))),
            ("import.is_province", Some(LineKind::Place(Level::Province))),
            ("import.is_left_out", Some(LineKind::Note)),
            ("import.auto", None),
        ] {
            if ui.selectable_label(chosen == kind, language.text(key)).clicked() {
                action = Some(GridAction::Rows(name.to_owned(), kind));
            }
        }
        action
    }

    /// The columns' letters, and what each column holds; a click tells what it holds instead.
    fn headings(&self, ui: &mut egui::Ui, view: &GridView, area: Rect) -> Option<GridAction> {
        let (theme, grid, look) = (self.look.theme, self.grid, self.look);
        let language = look.style.language;
        let corner = Rect::from_min_max(area.min, self.body.min);
        ui.painter().rect_filled(corner, 0, theme.wash(theme.ink, 0.04));
        let band = Rect::from_x_y_ranges(self.body.x_range(), area.top()..=self.body.top());
        let mut ui = ui.new_child(UiBuilder::new().max_rect(band));
        ui.shrink_clip_rect(band);
        let table = grid.table(view);
        let mut action = None;
        for (column, left, right) in self.columns() {
            let letters = Rect::from_min_max(pos2(left, band.top()), pos2(right, band.top() + LETTERS));
            let strip = Rect::from_min_max(pos2(left, letters.bottom()), pos2(right, band.bottom()));
            ui.painter().rect_filled(letters, 0, theme.wash(theme.ink, 0.04));
            ui.painter().vline(right - 0.5, band.y_range(), theme.hairline());
            let name = column_letters(column as u32 + 1);
            ui.painter().text(letters.center(), Align2::CENTER_CENTER, &name, Lettering::Caption.font(), theme.muted);
            let heading = choosing::heading_of(grid.choices, grid.sheet, table, column);
            let role = table.and_then(|table| table.columns.get(&column));
            let words = role.map_or_else(String::new, |role| role_words(role, language));
            let response = ui.interact(strip, ui.scope_id().with(("holds", column)), Sense::click());
            let chosen = heading.as_ref().and_then(|heading| grid.choices.columns.get(heading)).copied();
            let part = table.zip(role).map_or(Part::Outside, |(table, role)| of_column(table, role));
            self.holds(&ui, &response, strip, part, &words, chosen.is_some(), heading.is_some());
            let label = language.fill("import.column", &[("column", &name), ("holds", &words)]);
            response.widget_info(|| WidgetInfo::labeled(Access::Button, heading.is_some(), &label));
            if let Some(heading) = &heading {
                Popup::menu(&response).show(|ui| {
                    if let Some(holds) = column_menu(ui, look, role, chosen) {
                        action = Some(GridAction::Column(column, holds));
                        ui.close();
                    }
                });
                response.on_hover_text(format!("{heading}\n{words}"));
            } else {
                response.on_hover_text(language.text("import.no_heading"));
            }
        }
        action
    }

    #[allow(clippy::too_many_arguments, reason = "one part of the strip and what it says")]
    fn holds(
        &self,
        ui: &egui::Ui,
        response: &egui::Response,
        rect: Rect,
        part: Part,
        words: &str,
        chosen: bool,
        enabled: bool,
    ) {
        let theme = self.look.theme;
        let painter = ui.painter();
        let ground = ground(theme, part).unwrap_or(theme.paper);
        painter.rect_filled(rect, 0, if response.hovered() && enabled { theme.selected() } else { ground });
        if response.has_focus() {
            painter.rect_stroke(rect.shrink(1.0), 2, Stroke::new(1.5, theme.blue), StrokeKind::Inside);
        }
        let color = match (enabled, part) {
            (true, Part::LeftOut | Part::Total | Part::Outside) | (false, _) => theme.muted,
            _ => theme.ink,
        };
        let room = rect.width() - 2.0 * PADDING - if enabled { 12.0 } else { 0.0 };
        let mut job = LayoutJob::simple_singleline(words.to_owned(), Lettering::Caption.font(), color);
        job.wrap = TextWrapping::wrap_at_width(room.max(8.0));
        job.wrap.max_rows = 2;
        let galley = painter.layout_job(job);
        painter.galley(pos2(rect.left() + PADDING, rect.center().y - galley.size().y / 2.0), galley, color);
        if enabled {
            // The sign of a menu, full where its choice was the officer's.
            let center = pos2(rect.right() - 9.0, rect.center().y);
            let corners = [vec2(-3.5, -2.0), vec2(3.5, -2.0), vec2(0.0, 3.0)].map(|corner| center + corner);
            let fill = if chosen { theme.blue } else { Color32::TRANSPARENT };
            let stroke = Stroke::new(1.0, if chosen { theme.blue } else { theme.muted });
            painter.add(egui::Shape::convex_polygon(corners.to_vec(), fill, stroke));
        }
        painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.wash(theme.muted, 0.7)));
    }
}

/// What a column could hold; the choice taken.
fn column_menu(ui: &mut egui::Ui, look: Look, role: Option<&Role>, chosen: Option<Holds>) -> Option<Option<Holds>> {
    let held = match role {
        Some(Role::County) => Some(Holds::County),
        Some(Role::When) => Some(Holds::When),
        Some(Role::Fields) => Some(Holds::Fields),
        Some(Role::Value(told)) => told.field.map(Holds::Field),
        Some(Role::Total(_)) => Some(Holds::Total),
        Some(Role::LeftOut) => Some(Holds::LeftOut),
        // A place above the county can't be chosen: it is known by its heading.
        Some(Role::Above(_)) | None => None,
    };
    let mut taken = None;
    let keys = [(Holds::County, "import.county"), (Holds::When, "import.when"), (Holds::Fields, "import.fields")];
    let fields = Field::ALL.map(|field| (Holds::Field(field), field.text_key()));
    let rest = [(Holds::Total, "import.total"), (Holds::LeftOut, "import.left_out")];
    ScrollArea::vertical().max_height(430.0).show(ui, |ui| {
        ui.set_min_width(220.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut choice = |ui: &mut egui::Ui, holds: Option<Holds>, marked: bool, text: &str| {
            if ui.selectable_label(marked, text).clicked() {
                taken = Some(holds);
            }
        };
        for (n, group) in [&keys[..], &fields[..], &rest[..]].into_iter().enumerate() {
            if n > 0 {
                ui.separator();
            }
            for (holds, key) in group {
                choice(ui, Some(*holds), held == Some(*holds), look.text(key));
            }
        }
        if chosen.is_some() {
            ui.separator();
            choice(ui, None, false, look.text("import.auto"));
        }
    });
    taken
}

fn caption(look: Look, text: String) -> egui::RichText {
    egui::RichText::new(text).font(Lettering::Caption.font()).color(look.theme.muted)
}

fn heading_ground(theme: &Theme, response: &egui::Response) -> Color32 {
    if response.hovered() { theme.selected() } else { theme.wash(theme.ink, 0.04) }
}

/// The ground of a cell.
fn ground(theme: &Theme, part: Part) -> Option<Color32> {
    let strength = if theme.dark { 1.5 } else { 1.0 };
    let wash = |color, share: f32| Some(theme.wash(color, share * strength));
    match part {
        Part::Outside | Part::Total | Part::LeftOut => None,
        Part::Place => wash(theme.teal, 0.04),
        Part::Title => wash(theme.ink, 0.03),
        Part::Header => wash(theme.ink, 0.09),
        Part::County => wash(theme.teal, 0.22),
        Part::When => wash(theme.teal, 0.09),
        Part::FieldName => wash(theme.ink, 0.06),
        Part::Money => wash(theme.blue, 0.15),
        Part::Heads => wash(theme.blue, 0.07),
    }
}

/// A finding's cell: a thick frame and a full corner for an error, a thin one for a warning; notes need none.
fn outline(painter: &egui::Painter, theme: &Theme, severity: Severity, rect: Rect) {
    let amber = theme.legible(theme.amber);
    match severity {
        Severity::Error => {
            painter.rect_stroke(rect.shrink(0.5), 0, Stroke::new(2.5, amber), StrokeKind::Inside);
            let corner = vec![rect.right_top(), rect.right_top() + vec2(-9.0, 0.0), rect.right_top() + vec2(0.0, 9.0)];
            painter.add(egui::Shape::convex_polygon(corner, amber, Stroke::NONE));
        }
        Severity::Warning => {
            painter.rect_stroke(rect.shrink(0.5), 0, Stroke::new(1.5, amber), StrokeKind::Inside);
        }
        Severity::Note | Severity::Settled => {
            let at = rect.right_top();
            let corner = vec![at, at + vec2(-6.0, 0.0), at + vec2(0.0, 6.0)];
            painter.add(egui::Shape::convex_polygon(corner, theme.muted, Stroke::NONE));
        }
    }
}

/// The legend of the colours that there are.
pub fn legend(ui: &mut egui::Ui, look: Look, tables: &Tables<'_>) {
    let theme = look.theme;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for part in tables.parts() {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            ui.painter().rect_filled(rect, 2, ground(theme, part).unwrap_or(theme.paper));
            ui.painter().rect_stroke(rect, 2, theme.hairline(), StrokeKind::Inside);
            let mut text = caption(look, look.text(part.text_key()).to_owned());
            if part == Part::LeftOut {
                text = text.strikethrough();
            }
            ui.label(text);
            ui.add_space(6.0);
        }
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 12.0), Sense::hover());
        outline(ui.painter(), theme, Severity::Error, rect);
        ui.label(caption(look, look.text("severity.error").to_owned()));
        ui.add_space(6.0);
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 12.0), Sense::hover());
        outline(ui.painter(), theme, Severity::Warning, rect);
        ui.label(caption(look, look.text("severity.warning").to_owned()));
    });
}

/// A tab of a file's sheet, with the mark of the gravest that was found in it.
pub fn tab(
    ui: &mut egui::Ui,
    look: Look,
    name: &str,
    (shown, left_out): (bool, bool),
    gravest: Option<Severity>,
) -> egui::Response {
    let theme = look.theme;
    let color = if left_out { theme.muted } else { theme.ink };
    let mut job = LayoutJob::simple_singleline(name.to_owned(), Lettering::Table.font(), color);
    job.wrap = TextWrapping::truncate_at_width(220.0);
    if left_out {
        job.sections[0].format.strikethrough = Stroke::new(1.0, theme.muted);
    }
    let galley = ui.painter().layout_job(job);
    let mark = if gravest.is_some() { 16.0 } else { 0.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 16.0 + mark, 26.0), Sense::click());
    if shown || response.hovered() {
        ui.painter().rect_filled(rect, 3, if shown { theme.selected() } else { theme.hover() });
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 3, Stroke::new(1.5, theme.blue), StrokeKind::Inside);
    }
    if let Some(severity) = gravest {
        severity_mark(ui.painter(), theme, severity, pos2(rect.right() - 13.0, rect.center().y));
    }
    ui.painter().galley(pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0), galley, color);
    response.widget_info(|| WidgetInfo::selected(Access::Button, true, shown, name));
    response.on_hover_text(name)
}
