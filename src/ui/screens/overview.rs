//! 总览: where is it worst, and how long does the money last?

use eframe::egui;

use crate::report::deck::Shows;
use crate::report::views::context::Context;
use crate::report::views::overview::{Overview as Built, overview};
use crate::report::{Books, CellValue, Place, Sheet};
use crate::ui::page::{Chooser, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Action, Screen};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The screen.
#[derive(Default)]
pub struct Overview;

impl Page for Overview {
    const ENTRY: PageEntry = PageEntry {
        choosers: &[Chooser::Period, Chooser::Books],
        ..PageEntry::screen::<Overview>(Screen::OVERVIEW, Some("command.screen_overview"), Icon::Overview)
    };

    type Choice = ();
    type Built = Built;

    fn build(_: &(), scene: Scene<'_>, context: &Context<'_>) -> Built {
        let run_out = match scene.books() {
            Books::Scenario(number) => Some(number),
            Books::Data => (!scene.session.scenarios().is_empty()).then_some(0),
        };
        overview(context, scene.books(), scene.view.period, run_out)
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, overview: &Built, kept: &mut Kept<Self::Choice>) {
        let theme = scene.look.theme;
        words::headline(ui, theme, &overview.headline);
        ui.add_space(12.0);
        parts::keys(ui, scene, &overview.keys);
        ui.add_space(12.0);
        words::hairline(ui, theme);
        ui.add_space(8.0);
        if let Some(row) = parts::table(ui, scene, "overview", &overview.sheet, &mut kept.tables[0])
            && let Some(CellValue::Text(name)) = overview.sheet.rows.get(row).and_then(|r| r.first()).map(|c| &c.value)
        {
            scene.push(Action::Place(Place::County(name.as_str().into())));
            scene.push(Action::Go(Screen::COUNTY));
        }
    }

    fn sheet<'a>(&self, overview: &'a Built) -> Option<&'a Sheet> {
        Some(&overview.sheet)
    }

    fn shows(_: &(), scene: Scene<'_>) -> Option<Shows> {
        Some(Shows::Overview { of: scene.view.books, period: scene.view.period })
    }
}
