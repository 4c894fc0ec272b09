//! 总览: where is it worst, and how long does the money last? Of the whole, or of a place above counties.

use eframe::egui;

use super::assess::watch;
use super::workbench::measured::Told;

use crate::report::deck::{self, Part, Shows};
use crate::report::views::assumptions;
use crate::report::views::context::Context;
use crate::report::views::overview::{Against, Overview as Built, overlooked, overview_beside};
use crate::report::views::watched;
use crate::report::{Books, Sheet};
use crate::session::asking::{Ask, Reply};
use crate::ui::page::{Apart, Chooser, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Action, Screen, Tab, View};
use crate::ui::table::Table;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::place_tree::crumbs;
use crate::ui::widgets::words;

/// From how much room on there is a chart below the table.
const CHART: f32 = 120.0;

/// The screen.
#[derive(Default)]
pub struct Overview {
    /// Whether there was room for the chart when it was drawn last.
    has_chart: bool,
}

/// What there is to see.
pub struct Shown {
    overview: Built,
    /// With what it was reckoned when the money ends, in a line.
    assumed: Option<String>,
    /// What is red.
    red: Option<String>,
}

impl Page for Overview {
    const ENTRY: PageEntry = PageEntry {
        choosers: &[Chooser::Above, Chooser::Period, Chooser::Books],
        ..PageEntry::screen::<Overview>(Screen::OVERVIEW, Some("command.screen_overview"), Icon::Overview)
    };

    type Choice = Against;
    type Built = Shown;

    fn asks(_: &Against, scene: Scene<'_>) -> Vec<Ask> {
        vec![watch::ask(scene, false)]
    }

    fn build(against: &Against, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        made(*against, scene)(context)
    }

    fn apart(against: &Against, scene: Scene<'_>) -> Option<Apart<Self::Built>> {
        Some(made(*against, scene))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let Shown { overview, assumed, red } = built;
        let (theme, places) = (scene.look.theme, &scene.session.data().places);
        let at = overlooked(places, &scene.view.place);
        scene.extend(crumbs(ui, scene.look, places, at).map(Action::Place));
        if let Some(red) = red {
            // What is red comes first, and leads to who is to do what.
            let text = egui::RichText::new(format!("▼ {red}\u{a0}›")).color(theme.red);
            let line = ui.add(egui::Label::new(text).wrap().sense(egui::Sense::click()));
            line.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, red));
            if line.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                scene.push(Action::Go(Screen::ASSESS));
                scene.push(Action::Tab(Tab::ASSESS_WATCH));
            }
            ui.add_space(4.0);
        }
        words::headline(ui, theme, &overview.headline);
        ui.add_space(8.0);
        parts::keys(ui, scene, &overview.keys);
        ui.add_space(8.0);
        words::hairline(ui, theme);
        ui.add_space(6.0);
        parts::against(ui, scene, overview.comparisons, kept);
        if let Some(assumed) = assumed {
            parts::assumptions(ui, scene, assumed);
        }
        ui.add_space(4.0);
        // Where the places are few, the room below them shows their months.
        let room = ui.available_height() - Table::height(&overview.sheet, scene.look.style) - 4.0;
        let table = egui::vec2(ui.available_width(), ui.available_height() - if room >= CHART { room } else { 0.0 });
        let opened = ui.allocate_ui(table, |ui| {
            ui.set_min_size(table);
            parts::table(ui, scene, "overview", &overview.sheet, &mut kept.tables[0])
        });
        if let Some(place) = opened.inner.and_then(|row| overview.rows.get(row)) {
            scene.push(Action::Place(place.clone()));
            if place.county().is_some() {
                scene.push(Action::Go(Screen::COUNTY));
            }
        }
        self.has_chart = room >= CHART && !overview.gaps.series.is_empty();
        if self.has_chart {
            parts::chart(ui, scene, &overview.gaps, (ui.available_height() - 4.0).min(420.0));
        }
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        Some(&built.overview.sheet)
    }

    /// The table, and the chart where there is room for it.
    fn seen(&self, _: &Shown, against: &Against, scene: Scene<'_>) -> Vec<deck::Page> {
        let place = scene.session.data().places.key(overlooked(&scene.session.data().places, &scene.view.place));
        let shows = Shows::Overview { of: scene.view.books, place, period: scene.view.period, against: *against };
        let parts = [Some(Part::Main), self.has_chart.then_some(Part::Chart(0))];
        parts.into_iter().flatten().map(|part| deck::Page::of(shows.clone(), part)).collect()
    }
}

/// What there is to see, to be made.
fn made(against: Against, scene: Scene<'_>) -> Apart<Shown> {
    let (books, run_out, View { place, period, .. }) = (scene.books(), run_out(scene), scene.view.clone());
    let red =
        Told::apart(scene, Some(watch::ask(scene, false)), |answered, is_current, context| match &answered.result {
            Ok(Reply::Watched(watched)) if is_current => watched::first(watched::Page { context, watched }),
            _ => None,
        });
    Box::new(move |context| {
        let overview = overview_beside(context, books, &place, period, run_out, against);
        let told = run_out.and_then(|number| context.settled(number));
        let assumed = told.map(|settled| {
            let before = context.language().fill("overview.reckoned", &[("scenario", &settled.scenario.name)]);
            before + &assumptions::line(context.style, &settled.scenario)
        });
        Shown { overview, assumed, red: red(context).shown }
    })
}

/// The scenario that tells when the money runs out.
fn run_out(scene: Scene<'_>) -> Option<usize> {
    match scene.books() {
        Books::Scenario(number) => Some(number),
        Books::Data => (!scene.session.scenarios().is_empty()).then_some(0),
    }
}
