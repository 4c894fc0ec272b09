//! 测算: what would happen under one scenario, beside the base; its levers on the right.

use eframe::egui;

use crate::finding::Severity;
use crate::report::Sheet;
use crate::report::deck::{self, OutcomeChart, Shows};
use crate::report::views::assumptions::line;
use crate::report::views::comparison::{Comparison, comparison};
use crate::report::views::context::Context;
use crate::session::Session;
use crate::ui::above::{self, Row};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::levers::{self, LeverPanel, Levers};
use crate::ui::state::Tab;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::words;

/// How many reasons are said why there is no outcome.
const SAID: usize = 12;

/// The tab.
#[derive(Default)]
pub struct Outcome {
    levers: LeverPanel,
}

impl Page for Outcome {
    const ENTRY: PageEntry = PageEntry::tab::<Outcome>(Tab::OUTCOME);

    type Choice = ();
    /// What comes of it, and with what it was reckoned, in a line.
    type Built = Option<(Comparison, String)>;

    /// It is made anew when the outcome is there, not when a lever moves.
    fn revision(session: &Session) -> u64 {
        session.results()
    }

    fn build(_: &(), scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let comparison = comparison(context, 0, scene.number(), &scene.view.place)?;
        let assumed = context.settled(scene.number()).map(|settled| line(context.style, &settled.scenario));
        Some((comparison, assumed.unwrap_or_default()))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let (look, number) = (scene.look, scene.number());
        let result = |n: usize| scene.session.outcome(n).map(|outcome| outcome.result.as_ref());
        let failed = |n: usize| result(n).and_then(Result::err);
        if let Some(findings) = failed(number).or_else(|| failed(0)) {
            words::headline(ui, look.theme, look.text("scenario.failed"));
            ui.add_space(8.0);
            for finding in findings.iter().take(SAID) {
                ui.label(finding.sentence(look.style.language));
            }
            if let Some(more) = findings.len().checked_sub(SAID).filter(|more| *more > 0) {
                ui.label(look.style.language.fill("ui.and_more", &[("count", &more.to_string())]));
            }
            return;
        }
        let Some((comparison, assumed)) = built else {
            return empty::show(ui, look.theme, Drawing::Chart, look.text("scenario.running"), "");
        };
        words::headline(ui, look.theme, &comparison.headline);
        // What changes how the whole run is to be read stands with it; the rest is behind the bottom line.
        let notes = result(number).and_then(Result::ok).map_or(&[][..], |settled| &settled.run.notes);
        for note in notes.iter().filter(|n| n.severity == Severity::Warning || n.code == "spread-evenly") {
            words::caption(ui, look.theme, &note.sentence(look.style.language));
        }
        parts::assumptions(ui, scene, assumed);
        if !scene.session.is_current(number) || !scene.session.is_current(0) {
            words::caption(ui, look.theme, look.text("scenario.stale"));
        }
        ui.add_space(8.0);
        parts::keys(ui, scene, &comparison.keys);
        ui.add_space(8.0);
        let name = |chart: OutcomeChart| look.text(chart.text_key());
        let rows = [
            Row { charts: vec![(name(OutcomeChart::Balance), &comparison.balance)], share: 38.0, most: 400.0 },
            Row { charts: vec![(name(OutcomeChart::Debt), &comparison.debt)], share: 26.0, most: 300.0 },
        ];
        above::charts(ui, scene, "outcome", &mut kept.tables[0], &rows);
        parts::table(ui, scene, "comparison", &comparison.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        let (session, number) = (scene.session, scene.number());
        let levers = Levers { family: session.family(), number, data: session.data() };
        let mut actions = Vec::new();
        levers::show(ui, scene.look, &levers, &mut self.levers, &mut actions);
        scene.extend(actions);
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.as_ref().map(|(comparison, _)| &comparison.sheet)
    }

    fn seen(&self, built: &Self::Built, _: &(), scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some((comparison, _)), Some(scenario)) = (built, scene.shown()) else { return Vec::new() };
        let view = |chart| Shows::Outcome { scenario, place: scene.view.place.clone(), chart };
        deck::Page::each([OutcomeChart::Balance, OutcomeChart::Debt].map(view), &comparison.sheet)
    }
}
