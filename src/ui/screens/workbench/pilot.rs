//! 做实与并轨: accounts made real by year, and the merger of laid-off workers by month, of the scenario shown.

use eframe::egui;

use crate::report::Sheet;
use crate::report::deck::{self, PilotSide as Seen, Shows};
use crate::report::views::context::Context;
use crate::report::views::pilot::Shown;
use crate::report::views::pilot::accounts::accounts;
use crate::report::views::pilot::merger::merger;
use crate::session::Session;
use crate::ui::above::{self, Row};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::levers::{self, LeverPanel, Levers};
use crate::ui::state::Tab;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Pilot {
    levers: LeverPanel,
}

/// What it shows.
pub struct Built {
    seen: Seen,
    shown: Option<Shown>,
    /// Whether the scenario has either.
    is_there: bool,
}

impl Page for Pilot {
    const ENTRY: PageEntry = PageEntry::tab::<Pilot>(Tab("tab.pilot"));

    /// What is looked at; the one that is there where none is chosen.
    type Choice = Option<Seen>;
    type Built = Option<Built>;

    fn revision(session: &Session) -> u64 {
        session.results()
    }

    fn build(choice: &Option<Seen>, scene: Scene<'_>, context: &Context<'_>) -> Option<Built> {
        let settled = context.settled(scene.number())?;
        let of = |seen: Seen| match seen {
            Seen::Accounts => accounts(context, settled, &scene.view.place),
            Seen::Merger => merger(context, settled, &scene.view.place),
        };
        let usual = if settled.run.accounts.is_empty() { Seen::Merger } else { Seen::Accounts };
        let seen = choice.unwrap_or(usual);
        Some(Built { seen, shown: of(seen), is_there: levers::has_pilot(&settled.scenario) })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let Some(built) = built else {
            let result = scene.session.outcome(scene.number()).map(|outcome| outcome.result.as_ref());
            if let Some(Err(findings)) = result {
                words::headline(ui, look.theme, look.text("scenario.failed"));
                findings.iter().for_each(|finding| drop(ui.label(finding.sentence(look.style.language))));
                return;
            }
            return empty::show(ui, look.theme, Drawing::Chart, look.text("scenario.running"), "");
        };
        if !built.is_there {
            return empty::show(ui, look.theme, Drawing::Chart, look.text("pilot.none"), look.text("pilot.none_next"));
        }
        if let Some(shown) = &built.shown {
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(4.0);
        }
        let names = Seen::ALL.map(|seen| (seen, look.text(seen.text_key())));
        let mut seen = built.seen;
        if segmented(ui, look.theme, look.text("pilot.seen"), &names, &mut seen) {
            kept.change(|choice| *choice = Some(seen));
        }
        ui.add_space(8.0);
        let Some(shown) = &built.shown else {
            return empty::show(ui, look.theme, Drawing::Chart, look.text("pilot.only_other"), "");
        };
        let charts = shown.figures.iter().map(|figure| (&*figure.title, figure)).collect();
        let row = Row { charts, share: 1.0, most: 380.0 };
        above::charts(ui, scene, "pilot", &mut kept.tables[0], &[row]);
        parts::table(ui, scene, "pilot", &shown.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        let (session, number) = (scene.session, scene.number());
        let levers = Levers { family: session.family(), number, data: session.data() };
        let mut actions = Vec::new();
        levers::show_pilot(ui, scene.look, &levers, &mut self.levers, &mut actions);
        scene.extend(actions);
    }

    fn seen(&self, built: &Self::Built, _: &Option<Seen>, scene: Scene<'_>) -> Vec<deck::Page> {
        let told = built.as_ref().filter(|built| built.is_there);
        let told = told.and_then(|built| Some((built.seen, built.shown.as_ref()?, scene.shown()?)));
        let Some((side, shown, scenario)) = told else { return Vec::new() };
        let shows = Shows::Pilot { scenario, place: scene.view.place.clone(), side };
        deck::Page::all(&shows, shown.figures.len(), Some(&shown.sheet))
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.as_ref()?.shown.as_ref().map(|shown| &shown.sheet)
    }
}
