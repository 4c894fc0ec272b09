//! 数据: the table as loaded, with what was found in it beside.

use eframe::egui;
use egui::{Key, Modifiers, RichText};

use crate::report::Sheet;
use crate::report::deck::Shows;
use crate::report::views::context::Context;
use crate::report::views::data_sheet::{KEYS, data_sheet, headline, place_of_origin, value_at};
use crate::session;
use crate::ui::findings;
use crate::ui::page::{Apart, Kept, Page, PageEntry, Scene};
use crate::ui::state::{Action, Asked, Screen};
use crate::ui::table::{Table, TableAction};
use crate::ui::theme::Lettering;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The screen.
#[derive(Default)]
pub struct Data;

/// What it shows.
pub struct DataBuilt {
    headline: String,
    sheet: Sheet,
}

impl Page for Data {
    const ENTRY: PageEntry = PageEntry::screen::<Data>(Screen::DATA, Some("command.screen_data"), Icon::Data);

    type Choice = ();
    type Built = DataBuilt;

    fn build(_: &(), _: Scene<'_>, context: &Context<'_>) -> DataBuilt {
        made(context)
    }

    fn apart(_: &(), _: Scene<'_>) -> Option<Apart<DataBuilt>> {
        Some(Box::new(made))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &DataBuilt, kept: &mut Kept<Self::Choice>) {
        let (look, found, data) = (scene.look, scene.session.findings(), scene.session.data());
        words::headline(ui, look.theme, &built.headline);
        let changed = scene.session.changed_files();
        if !changed.is_empty() {
            ui.horizontal(|ui| {
                let text = look
                    .style
                    .language
                    .fill("app.sources_changed", &[("names", &look.style.language.listed(&changed))]);
                words::caption(ui, look.theme, &text);
                if ui.link(RichText::new(look.text("app.read_again")).font(Lettering::Caption.font())).clicked() {
                    scene.push(Action::Session(session::Command::ReadAgain));
                }
            });
        }
        ui.add_space(8.0);
        if !found.is_empty() {
            let height = (found.len() as f32 * 52.0 + 8.0).min(ui.available_height() * 0.3);
            let list = egui::ScrollArea::vertical().id_salt("findings").max_height(height).auto_shrink([false, true]);
            list.show(ui, |ui| {
                if let Some(number) = findings::show(ui, found, look.style.language, look.theme) {
                    reveal(scene, number);
                }
            });
            ui.add_space(8.0);
            words::hairline(ui, look.theme);
            ui.add_space(8.0);
        }
        let table = Table::new("data", &built.sheet, scene.version, look.style, look.theme).explained(scene.why);
        // A sample is nobody's data.
        let words = format!("{}…", look.text("hand.title"));
        let table = if data.example.is_none() { table.corrects(KEYS, &words) } else { table };
        let mut asked = table.show(ui, &mut kept.tables[0]);
        // A finding that was clicked leads to its cell, which F2 then corrects.
        let is_free = scene.keys && ui.memory(|memory| memory.focused().is_none());
        if is_free && data.example.is_none() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::F2)) {
            asked = kept.tables[0].cursor().map(|(row, column)| TableAction::Correct(row, column)).or(asked);
        }
        match asked {
            Some(TableAction::Explain(subject)) => scene.push(Action::Explain(subject)),
            Some(TableAction::Correct(row, column)) => {
                let at = value_at(&scene.context(), row, column);
                let asked = at.map(|(county, period, field)| Asked { of_import: false, county, period, field });
                scene.extend(asked.map(Action::Correct));
            }
            _ => {}
        }
    }

    fn shows(_: &(), _: Scene<'_>) -> Option<Shows> {
        Some(Shows::Data)
    }

    fn sheet<'a>(&self, built: &'a DataBuilt) -> Option<&'a Sheet> {
        Some(&built.sheet)
    }

    fn hear(&mut self, action: &Action, _: Scene<'_>, kept: &mut Kept<()>) {
        if let Action::Reveal(row, column) = action {
            kept.tables[0].reveal(*row, *column);
        }
    }
}

fn made(context: &Context<'_>) -> DataBuilt {
    DataBuilt { headline: headline(context), sheet: data_sheet(context) }
}

/// Leads to where a finding of the data stands.
pub fn reveal(scene: Scene<'_>, finding: usize) {
    let found = scene.session.findings().get(finding);
    let at = found.and_then(|found| place_of_origin(&scene.context(), &found.origin));
    scene.extend(at.map(|(row, column)| Action::Reveal(row, column)));
}
