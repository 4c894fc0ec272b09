//! 导入: what was read of the files, as what, and what is doubtful; everything can be changed before it counts.

mod controls;
mod grid;

use std::time::Duration;

use eframe::egui;
use egui::{Align, Key, Layout, Modifiers, Popup, Rect, RichText, ScrollArea, UiBuilder, pos2, vec2};

use crate::dataset::Dataset;
use crate::field::Field;
use crate::finding::{Finding, Origin, Severity};
use crate::intake::Choices;
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::report::views::import_sheet::{self, Counts, Spot, Tables, source_of, spot};
use crate::session::import::{Doing, Draft, FindingsFile, Made, SourceFile, Taking};
use crate::session::{self, Session, choosing};
use crate::ui::findings;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::progress::rows_so_far;
use crate::ui::purpose::Purpose;
use crate::ui::state::{Action, Asked, Command, Look, Screen};
use crate::ui::table::{Table, TableAction, TableView};
use crate::ui::theme::Lettering;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::primary::primary;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;
use controls::Typed;
use grid::{Grid, GridAction, GridView};

/// Work that takes longer says what it is doing.
const SAID_AFTER: Duration = Duration::from_millis(500);

/// The room in which the finding that was clicked is told in full.
const WHOLE: f32 = 112.0;

/// What stands beside the sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Side {
    /// The rows as they will be.
    #[default]
    Result,
    /// What is doubtful.
    Doubts,
    /// The figures of the open project that would be changed.
    Changes,
}

/// The screen: where a person is on it.
#[derive(Default)]
pub struct Import {
    /// The sheet that is shown.
    sheet: usize,
    side: Option<Side>,
    grid: GridView,
    /// The finding that was clicked, here or in the sheet, with its number.
    doubt: Option<(usize, Finding)>,
    reveal_doubt: bool,
    typed: Typed,
}

/// What is made of an import for the screen.
pub struct ImportBuilt {
    /// The answer.
    headline: String,
    /// The first rows; `None` where an error stands in the way.
    result: Option<Sheet>,
    /// The figures that joining would change; none where nothing would.
    changes: Option<Sheet>,
}

impl Page for Import {
    const ENTRY: PageEntry = PageEntry {
        why: false,
        is_there: |session| session.draft().is_some(),
        ..PageEntry::screen::<Import>(Screen::IMPORT, None, Icon::Open)
    };

    type Choice = ();
    type Built = Option<ImportBuilt>;

    fn build(_: &(), scene: Scene<'_>, context: &Context<'_>) -> Option<ImportBuilt> {
        let (made, language) = (scene.session.draft()?.made(), context.language());
        let data = made.dataset.as_deref();
        let headline = import_sheet::headline(data, &made.tables, made.counts, language);
        let joined = made.joined.as_ref().and_then(|joined| joined.as_ref().ok());
        let changes = joined.filter(|joined| !joined.changed.is_empty());
        Some(ImportBuilt {
            headline,
            result: data.map(|data| import_sheet::result(data, context.style)),
            changes: changes.map(|joined| import_sheet::changes(joined, context.style)),
        })
    }

    fn show(
        &mut self,
        ui: &mut egui::Ui,
        scene: Scene<'_>,
        built: &Option<ImportBuilt>,
        kept: &mut Kept<Self::Choice>,
    ) {
        let (look, Some(shown), Some(draft)) = (scene.look, built, scene.session.draft()) else { return };
        let made = draft.made();
        self.doubt.take_if(|(number, finding)| made.findings.get(*number) != Some(finding));
        self.sheet = self.sheet.min(made.sheets.len().saturating_sub(1));
        if scene.keys {
            keys(ui, scene, draft, self);
        }
        head(ui, scene, draft, &shown.headline);
        status(ui, scene, draft);
        ui.add_space(4.0);
        words::hairline(ui, look.theme);
        ui.add_space(4.0);
        let area = ui.available_rect_before_wrap();
        let beside = (area.width() * 0.38).clamp(380.0, 640.0);
        let left = Rect::from_min_max(area.min, pos2(area.right() - beside - 16.0, area.bottom()));
        let right = Rect::from_min_max(pos2(area.right() - beside, area.top()), area.max);
        ui.advance_cursor_after_rect(area);
        ui.scope_builder(UiBuilder::new().max_rect(left).layout(Layout::top_down(Align::Min)), |ui| {
            tabs(ui, scene, draft, self);
            sheet(ui, scene, draft, self);
        });
        ui.scope_builder(UiBuilder::new().max_rect(right).layout(Layout::top_down(Align::Min)), |ui| {
            controls::show(ui, scene, draft, &mut self.typed);
            ui.add_space(4.0);
            side(ui, scene, draft, shown, self, &mut kept.tables);
        });
    }

    fn sheet<'a>(&self, built: &'a Option<ImportBuilt>) -> Option<&'a Sheet> {
        built.as_ref()?.result.as_ref()
    }
}

/// Enter imports, Escape gives up; F2 corrects the value that is looked at.
fn keys(ui: &egui::Ui, scene: Scene<'_>, draft: &Draft, view: &Import) {
    if ui.memory(|memory| memory.focused().is_some()) || Popup::is_any_open(ui.ctx()) {
        return;
    }
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::F2))
        && let (Some((row, column)), Some(sheet)) = (view.grid.selected, draft.made().sheets.get(view.sheet))
    {
        scene.extend(asked(draft.made(), &sheet.at(row, column), None));
    }
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)) && draft.is_ready() {
        scene.push(Action::Session(session::Command::AcceptImport(usual(scene.session, draft).0)));
    }
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
        let command = if draft.work().is_some() { session::Command::Cancel } else { session::Command::DropImport };
        scene.push(Action::Session(command));
    }
}

/// The answer, and what can be done with it.
fn head(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft, headline: &str) {
    let look = scene.look;
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let (taking, words) = usual(scene.session, draft);
        let ready = draft.is_ready();
        let accept = primary(ui, look.theme, look.text(words), vec2(88.0, 30.0), ready).on_hover_text("Enter");
        if accept.on_disabled_hover_text(obstacle(look, draft)).clicked() {
            scene.push(Action::Session(session::Command::AcceptImport(taking)));
        }
        if taking == Taking::Join {
            let anew = egui::Button::new(look.text("import.anew")).min_size(vec2(64.0, 30.0));
            if ui.add_enabled(ready, anew).on_hover_text(look.text("import.anew_hint")).clicked() {
                scene.push(Action::Session(session::Command::AcceptImport(Taking::Anew)));
            }
        }
        let cancel = egui::Button::new(look.text("dialog.cancel")).min_size(vec2(64.0, 30.0));
        if ui.add(cancel).on_hover_text("Esc").clicked() {
            scene.push(Action::Session(session::Command::DropImport));
        }
        ui.add_space(8.0);
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            words::headline(ui, look.theme, headline);
        });
    });
}

/// What is done with the data unless something else is chosen, and its words: what is open is added to.
fn usual(session: &Session, draft: &Draft) -> (Taking, &'static str) {
    match &draft.made().joined {
        Some(Ok(joined)) if joined.changed.is_empty() => (Taking::Join, "import.append"),
        Some(Ok(_)) => (Taking::Join, "import.update"),
        Some(Err(_)) => (Taking::Anew, "import.anew"),
        None if session.data().example.is_some() => (Taking::Anew, "import.accept"),
        None => (Taking::Join, "import.beside"),
    }
}

/// Why the data can't be taken over.
fn obstacle(look: Look, draft: &Draft) -> String {
    let Counts { errors, .. } = draft.made().counts;
    match errors {
        _ if draft.work().is_some() => look.text("import.working").to_owned(),
        0 => look.text("import.no_data").to_owned(),
        errors => look.style.language.fill("import.obstacle", &[("count", &errors.to_string())]),
    }
}

/// What is being done, or by which profile the files are read.
fn status(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft) {
    let look = scene.look;
    let language = look.style.language;
    let quiet = |text: String| RichText::new(text).font(Lettering::Caption.font()).color(look.theme.muted);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 20.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(20.0);
        match draft.work() {
            Some(work) if work.since.elapsed() >= SAID_AFTER => {
                ui.add(egui::Spinner::new().size(14.0));
                let said = match &work.doing {
                    Doing::Reading(names) => language.fill("app.opening", &[("name", names)]),
                    Doing::Understanding => look.text("import.understanding").to_owned(),
                };
                ui.label(quiet(said));
                if let Some(rows) = rows_so_far(look, &work.watch) {
                    ui.label(quiet(rows));
                }
                if ui.link(RichText::new(look.text("import.stop")).font(Lettering::Caption.font())).clicked() {
                    scene.push(Action::Session(session::Command::Cancel));
                }
                return;
            }
            Some(work) => ui.ctx().request_repaint_after(SAID_AFTER.saturating_sub(work.since.elapsed())),
            None => {}
        }
        let changed = scene.session.changed_files();
        if !changed.is_empty() {
            let text = language.fill("import.changed_on_disk", &[("names", &language.listed(&changed))]);
            let text = quiet(text).color(look.theme.legible(look.theme.amber));
            ui.add(egui::Label::new(text).truncate());
            if ui.link(RichText::new(look.text("app.read_again")).font(Lettering::Caption.font())).clicked() {
                scene.push(Action::Session(session::Command::ReadAgain));
            }
            return;
        }
        match &draft.made().joined {
            Some(Ok(joined)) => {
                let count = |n: usize| n.to_string();
                let (added, filled, changed) = (count(joined.added), count(joined.filled), count(joined.changed.len()));
                let values = [("added", &*added), ("filled", &*filled), ("changed", &*changed)];
                ui.label(quiet(language.fill("import.would_join", &values)));
            }
            Some(Err(findings)) => {
                let why = findings.first().map_or_else(String::new, |finding| finding.sentence(language));
                let text = quiet(language.fill("import.cannot_join", &[("why", &why)]));
                ui.add(egui::Label::new(text.color(look.theme.legible(look.theme.amber))).truncate())
                    .on_hover_text(why);
            }
            None => {}
        }
        if let Some(name) = draft.profile() {
            ui.label(quiet(language.fill("import.by_profile", &[("name", name)])));
            let none = RichText::new(look.text("import.without_profile")).font(Lettering::Caption.font());
            if ui.link(none).clicked() {
                scene.push(Action::Session(session::Command::Choose(Box::default())));
            }
        } else if draft.made().joined.is_none() {
            ui.label(quiet(look.text("import.hint").to_owned()));
        }
    });
}

/// The files and their sheets.
fn tabs(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft, view: &mut Import) {
    let look = scene.look;
    let made = draft.made();
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 28.0), Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if icon_button(ui, look.theme, Icon::Add, look.text("import.add_files"), "").clicked() {
            scene.push(Action::Command(Command::IMPORT));
        }
        leave_out(ui, scene, draft, view);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ScrollArea::horizontal().id_salt("tabs").auto_shrink(false).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 2.0;
                    for (number, sheet) in made.sheets.iter().enumerate() {
                        let left_out = is_left_out(draft.choices(), sheet);
                        let gravest = made.marks.gravest(number).and_then(|n| made.findings.get(n));
                        let state = (number == view.sheet, left_out);
                        let name = tab_name(draft.files(), sheet);
                        let tab = grid::tab(ui, look, &name, state, gravest.map(|finding| finding.severity));
                        if tab.clicked() && number != view.sheet {
                            view.sheet = number;
                            view.grid = GridView::default();
                        }
                    }
                    for (number, file) in draft.files().iter().enumerate().filter(|(_, f)| f.contents.is_err()) {
                        let remove = look.style.language.fill("import.remove_file", &[("name", &file.name)]);
                        let text = RichText::new(&file.name).font(Lettering::Table.font()).strikethrough();
                        ui.label(text.color(look.theme.muted)).on_hover_text(look.text("import.unreadable"));
                        if icon_button(ui, look.theme, Icon::Close, &remove, "").clicked() {
                            scene.push(Action::Session(session::Command::RemoveFile(number)));
                        }
                    }
                });
            });
        });
    });
}

/// The sheet's name, with the file's where there are several files.
fn tab_name(files: &[SourceFile], sheet: &crate::sheet::Sheet) -> String {
    match &sheet.origin.sheet {
        None => sheet.origin.file.to_string(),
        Some(name) if files.len() == 1 => name.to_string(),
        Some(name) => format!("{} · {name}", sheet.origin.file),
    }
}

fn is_left_out(choices: &Choices, sheet: &crate::sheet::Sheet) -> bool {
    sheet.origin.sheet.as_ref().is_some_and(|name| choices.sheets_left_out.contains(&**name))
}

/// The sheet shown is not to be read; or its file is to go.
fn leave_out(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft, view: &Import) {
    let look = scene.look;
    let Some(sheet) = draft.made().sheets.get(view.sheet) else { return };
    let small = |key: &str| RichText::new(look.text(key)).font(Lettering::Caption.font());
    if let Some(name) = &sheet.origin.sheet {
        let left_out = is_left_out(draft.choices(), sheet);
        let key = if left_out { "import.read_sheet" } else { "import.leave_sheet" };
        if ui.link(small(key)).clicked() {
            let mut choices = draft.choices().clone();
            match left_out {
                true => choices.sheets_left_out.remove(&**name),
                false => choices.sheets_left_out.insert(name.to_string()),
            };
            scene.push(Action::Session(session::Command::Choose(Box::new(choices))));
        }
        ui.add_space(6.0);
    }
    let file = draft.files().iter().position(|file| *file.name == *sheet.origin.file);
    if let Some(number) = file.filter(|_| draft.files().len() > 1) {
        if ui.link(small("import.remove_this_file")).clicked() {
            scene.push(Action::Session(session::Command::RemoveFile(number)));
        }
        ui.add_space(6.0);
    }
}

/// The sheet as it stands, and the legend of its colours.
fn sheet(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft, view: &mut Import) {
    let look = scene.look;
    let made = draft.made();
    let Some(raw) = made.sheets.get(view.sheet) else { return };
    let area = ui.available_rect_before_wrap();
    let foot = Rect::from_min_max(pos2(area.left(), area.bottom() - 20.0), area.max);
    let body = Rect::from_min_max(area.min, pos2(area.right(), foot.top() - 4.0));
    ui.advance_cursor_after_rect(area);
    let tables = Tables::of(raw, &made.tables);
    let grid = Grid {
        sheet: raw,
        number: view.sheet,
        tables,
        marks: &made.marks,
        findings: &made.findings,
        choices: draft.choices(),
    };
    let mut inside = ui.new_child(UiBuilder::new().max_rect(body));
    let wanted = grid.show(&mut inside, look, &mut view.grid);
    let mut below = ui.new_child(UiBuilder::new().max_rect(foot).layout(Layout::left_to_right(Align::Center)));
    grid::legend(&mut below, look, &grid.tables);
    let choices = draft.choices();
    let chosen = match wanted {
        None => return,
        Some(GridAction::Column(column, holds)) => {
            choosing::column(choices, raw, grid.table(&view.grid), column, holds)
        }
        Some(GridAction::Rows(name, kind)) => choosing::rows(choices, &name, kind),
        Some(GridAction::Header(row, is)) => choosing::header(choices, raw, grid.tables.near(row), row, is),
        Some(GridAction::HeaderUnsaid) => choosing::header_unsaid(choices, raw),
        Some(GridAction::Correct(row, column)) => {
            scene.extend(asked(made, &raw.at(row, column), None));
            return;
        }
        Some(GridAction::Clicked(row, column)) => {
            let number = made.marks.at(view.sheet, row, Some(column)).or(made.marks.at(view.sheet, row, None));
            if let Some(number) = number {
                view.doubt = Some((number, made.findings[number].clone()));
                view.reveal_doubt = true;
                view.side = Some(Side::Doubts);
            }
            return;
        }
    };
    scene.push(Action::Session(session::Command::Choose(Box::new(chosen))));
}

/// The value that stood in a cell, or that a finding speaks of, to be corrected by hand; `None` where there is none.
fn asked(made: &Made, cell: &Origin, finding: Option<&Finding>) -> Option<Action> {
    let read = made.read.as_ref()?;
    let told = || {
        let fact = |name| finding?.fact(name);
        let field = Field::ALL.into_iter().find(|field| Some(field.text_key()) == fact("field"))?;
        let (county, period) = (fact("county")?, fact("period")?.parse().ok()?);
        read.told(county, period, field).map(|_| (county.into(), period, field))
    };
    let (county, period, field) = read.value_from(cell).or_else(told)?;
    Some(Action::Correct(Asked { of_import: true, county, period, field }))
}

/// The rows as they will be, or the doubts.
fn side(
    ui: &mut egui::Ui,
    scene: Scene<'_>,
    draft: &Draft,
    built: &ImportBuilt,
    view: &mut Import,
    [table, changes_table]: &mut [TableView; 2],
) {
    let (look, made) = (scene.look, draft.made());
    let language = look.style.language;
    let first = match &built.changes {
        _ if made.counts.errors > 0 => Side::Doubts,
        Some(_) => Side::Changes,
        None => Side::Result,
    };
    let chosen = view.side.filter(|side| *side != Side::Changes || built.changes.is_some());
    let mut shown = chosen.unwrap_or(first);
    let open = made.findings.iter().filter(|finding| finding.severity != Severity::Settled).count();
    let doubts = language.fill("import.doubt_tab", &[("count", &open.to_string())]);
    let changes = built.changes.as_ref().map(|sheet| {
        let count = sheet.rows.len().to_string();
        language.fill("import.changes_tab", &[("count", &count)])
    });
    let mut tabs = vec![(Side::Result, look.text("import.result")), (Side::Doubts, doubts.as_str())];
    tabs.extend(changes.as_deref().map(|words| (Side::Changes, words)));
    ui.horizontal(|ui| {
        if segmented(ui, look.theme, look.text("import.side"), &tabs, &mut shown) {
            view.side = Some(shown);
        }
        if shown == Side::Doubts && !made.findings.is_empty() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (form, key) in [(FindingsFile::List, "import.list"), (FindingsFile::MarkedCopy, "import.marked")] {
                    let words = RichText::new(look.text(key)).font(Lettering::Caption.font());
                    let hint = look.style.language.text(&format!("{key}_hint")).to_owned();
                    if ui.link(words).on_hover_text(hint).clicked() {
                        scene.push(Action::Ask(Purpose::ExportFindings(form), findings_name(look, draft)));
                    }
                }
            });
        }
    });
    ui.add_space(4.0);
    match (shown, &built.result, &made.dataset) {
        (Side::Doubts, _, _) => {
            let marked = view.doubt.as_ref().map(|(number, _)| (*number, std::mem::take(&mut view.reveal_doubt)));
            let area = ui.available_rect_before_wrap();
            let foot = if view.doubt.is_some() { WHOLE } else { 0.0 };
            let list = Rect::from_min_max(area.min, pos2(area.right(), area.bottom() - foot));
            let below = Rect::from_min_max(pos2(area.left(), list.bottom()), area.max);
            ui.advance_cursor_after_rect(area);
            if let Some((_, finding)) = &view.doubt {
                ui.painter().hline(below.x_range(), below.top() + 0.5, look.theme.hairline());
                let mut inside = ui.new_child(UiBuilder::new().max_rect(below.shrink2(vec2(0.0, 6.0))));
                if let Some(action) = asked(made, &finding.origin, Some(finding)) {
                    let words = RichText::new(format!("{}…", look.text("hand.title"))).font(Lettering::Table.font());
                    let button = inside.add(egui::Button::new(words)).on_hover_text(look.text("hand.hint"));
                    if button.clicked() {
                        scene.push(action);
                    }
                }
                let text = RichText::new(finding.line(language)).font(Lettering::Table.font()).color(look.theme.ink);
                inside.add(egui::Label::new(text).wrap().selectable(true));
            }
            let ui = &mut ui.new_child(UiBuilder::new().max_rect(list));
            if let Some(number) = findings::show_marked(ui, &made.findings, marked, language, look.theme) {
                let finding = made.findings[number].clone();
                if let Some(at) = spot(&finding.origin, &made.sheets) {
                    reveal(view, at);
                }
                // The list stays while it is gone through, though nothing in it stands in the way any more.
                view.side = Some(Side::Doubts);
                view.doubt = Some((number, finding));
            }
        }
        (Side::Changes, ..) => {
            if let Some(sheet) = &built.changes {
                let table = Table::new("changes", sheet, scene.version, look.style, look.theme).bare();
                table.show(ui, changes_table);
            }
        }
        (Side::Result, Some(sheet), Some(dataset)) => result(ui, scene, sheet, (dataset, made), (view, table)),
        (Side::Result, _, _) => {
            empty::show(ui, look.theme, Drawing::Sheet, look.text("import.no_data"), look.text("import.no_data_next"));
        }
    }
}

/// What a file of the findings is called at first.
fn findings_name(look: Look, draft: &Draft) -> String {
    let stem = draft.files().first().and_then(|file| file.path.file_stem());
    let name = stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    look.style.language.fill("import.findings_file", &[("name", &name)])
}

/// The result; a click on a cell shows where it stood.
fn result(
    ui: &mut egui::Ui,
    scene: Scene<'_>,
    sheet: &Sheet,
    (dataset, made): (&Dataset, &Made),
    (view, table): (&mut Import, &mut TableView),
) {
    let before = table.cursor();
    let action = Table::new("import", sheet, scene.version, scene.look.style, scene.look.theme).bare().show(ui, table);
    let opened = matches!(action, Some(TableAction::Open(_)));
    let Some((row, column)) = table.cursor().filter(|cursor| opened || before != Some(*cursor)) else { return };
    if let Some(at) = source_of(dataset, row, column).and_then(|origin| spot(&origin, &made.sheets)) {
        reveal(view, at);
    }
}

/// Shows a place in its sheet.
fn reveal(view: &mut Import, at: Spot) {
    if view.sheet != at.sheet {
        view.sheet = at.sheet;
        view.grid = GridView::default();
    }
    if let Some(row) = at.row {
        view.grid.show_cell(row, at.column.unwrap_or(0));
    }
}
