//! 汇总: the places below a place added up, what passes between them struck out.

use std::sync::Arc;

use eframe::egui;

use super::{asked, forms};
use crate::dataset::Dataset;
use crate::report::Sheet;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::funds::{FundsView, funds};
use crate::report::views::budget::places::{self, PlacesView};
use crate::report::views::budget::reported::{Reported, reported};
use crate::report::views::context::Context;
use crate::session::asking::{Ask, Reply, Topic};
use crate::statements::funds::{FundAsked, FundsAsked};
use crate::statements::kept::Budgets;
use crate::statements::statement::Who;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::{Action, BudgetLook, Tab};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    /// The sum.
    #[default]
    Sum,
    /// Who has handed in what.
    Reported,
    /// All funds.
    Funds,
}

/// What it shows.
pub struct Shown {
    headline: String,
    sheet: Sheet,
    rows: Vec<Who>,
}

/// The tab.
#[derive(Default)]
pub struct Places;

impl Page for Places {
    const ENTRY: PageEntry = PageEntry::tab::<Places>(Tab("tab.budget_places"));

    /// Whether it is told who has handed a version in, and not what it sums up to.
    type Choice = Part;
    type Built = Told<Shown>;

    fn asks(part: &Part, scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene)
            .into_iter()
            .chain(Some(part).filter(|p| **p == Part::Funds).and_then(|_| others(scene)))
            .collect()
    }

    fn build(part: &Part, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let version = scene.view.budget.version;
        let of_funds = match scene.session.slot(Topic::Funds).answered.as_ref().map(|answered| &answered.result) {
            Some(Ok(Reply::Funds(of_funds))) => of_funds.as_slice(),
            _ => &[],
        };
        asked::told(scene, context, |page, _| {
            Some(match part {
                Part::Sum => {
                    let PlacesView { headline, sheet, rows } = places::places(page, version);
                    Shown { headline, sheet, rows }
                }
                Part::Funds => {
                    let FundsView { headline, sheet } = funds(page, version, of_funds);
                    Shown { headline, sheet, rows: Vec::new() }
                }
                Part::Reported => {
                    let Reported { headline, sheet, rows } = reported(page, asked::budgets(scene), version);
                    Shown { headline, sheet, rows }
                }
            })
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Part>) {
        built.show(ui, scene, |ui, shown| {
            let look = scene.look;
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(8.0);
            let parts = [
                (Part::Sum, look.text("budget.sum")),
                (Part::Reported, look.text("budget.reported")),
                (Part::Funds, look.text("budget.funds")),
            ];
            let mut part = kept.choice;
            if segmented(ui, look.theme, look.text("budget.part"), &parts, &mut part) {
                kept.change(|choice| *choice = part);
            }
            ui.add_space(8.0);
            let opened = parts::table(ui, scene, "places", &shown.sheet, &mut kept.tables[0]);
            match opened.and_then(|row| shown.rows.get(row)) {
                Some(Who::County(place) | Who::Whole(place)) => {
                    scene.push(Action::Place(scene.session.data().places.key(*place)));
                }
                Some(Who::Pool(_)) => scene.push(Action::Budget(BudgetLook { own: true, ..scene.view.budget })),
                None => {}
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Part>) {
        asked::chooser(ui, scene, true);
        words::caption(ui, scene.look.theme, scene.look.text("budget.places_about"));
        forms::reading(ui, scene);
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.sheet)
    }

    fn shows(_: &Part, scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(scene, BudgetChart::Places)
    }
}

/// What is asked of the project's other funds: those with figures, then those that were typed beside any of them.
fn others(scene: Scene<'_>) -> Option<Ask> {
    let Ask::Budget(asked) = asked::ask(scene)? else { return None };
    let (session, version, shown, year) = (scene.session, scene.view.budget.version, asked::fund(scene), asked.year);
    let place = session.data().places.find(&scene.view.place)?;
    let who = match (session.data().places.is_county(place), scene.view.budget.own) {
        (true, _) => Who::County(place),
        (false, true) => Who::Pool(place),
        (false, false) => Who::Whole(place),
    };
    let held: Vec<(&Arc<Dataset>, &Budgets)> =
        session.other_funds().chain([(session.data(), session.budgets())]).collect();
    let with_figures = held.iter().map(|(data, budgets)| (data.fund, *data, *budgets));
    let typed = held.iter().flat_map(|(data, all)| all.beside().map(move |(fund, budgets)| (fund, *data, budgets)));
    let mut funds: Vec<FundAsked> = Vec::new();
    for (fund, data, budgets) in with_figures.chain(typed) {
        if fund == shown || funds.iter().any(|known| known.fund == fund) {
            continue;
        }
        if let Some(form) = budgets.form_of(fund, year) {
            funds.push(FundAsked { fund, form, data: data.clone(), budgets: budgets.about(year) });
        }
    }
    let who = who.key(&session.data().places);
    Some(Ask::Funds(Box::new(FundsAsked { who, year, version, funds })))
}
