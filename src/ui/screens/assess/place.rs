//! 考核表: one place leaf by leaf, with what changed since last year, and what would bring the next rank.

use std::sync::Arc;

use eframe::egui;

use super::asked;
use crate::finding::Findings;
use crate::place::PlaceId;
use crate::report::deck::{self, AssessedChart};
use crate::report::views::context::Context;
use crate::report::views::indicators::page::Page as Scored;
use crate::report::views::indicators::place::{self, LeafTold, PlaceSheet};
use crate::report::words::sheet_text::full_text;
use crate::report::{Sheet, Subject};
use crate::session::asking::Ask;
use crate::ui::above;
use crate::ui::chart::curve::CurveChart;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{Told, choose_row};
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Place {
    shown: Option<Arc<Shown>>,
    /// The leaf whose score curve is shown.
    leaf: Option<String>,
}

/// What is looked at of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    /// Leaf by leaf.
    #[default]
    Sheet,
    /// What would bring the next rank.
    Next,
}

/// What it shows.
pub struct Shown {
    told: PlaceSheet,
    place: PlaceId,
    /// The places that are assessed, by rank.
    places: Vec<(PlaceId, String)>,
    /// Each node's leaf.
    leaves: Vec<Option<LeafTold>>,
    part: Part,
}

/// The place that is looked at where it is assessed, else the first.
fn shown(page: Scored<'_>, scene: Scene<'_>, part: Part) -> Option<Arc<Shown>> {
    let now = page.scored.now();
    let looked = page.scored.places.find(&scene.view.place);
    let assessed = || now.places.iter().map(|assessed| assessed.place);
    let first = now.order.first().map(|n| now.places[*n].place);
    let place = assessed().find(|place| Some(*place) == looked).or(first)?;
    let told = place::place(page, place)?;
    let leaves = (0..page.scored.tree.nodes.len()).map(|node| place::leaf(page, place, node)).collect();
    let places = now.order.iter().map(|n| (now.places[*n].place, page.place(now.places[*n].place))).collect();
    Some(Arc::new(Shown { told, place, places, leaves, part }))
}

impl Page for Place {
    const ENTRY: PageEntry = PageEntry::tab::<Place>(Tab::ASSESS_PLACE);

    type Choice = Part;
    type Built = Told<Result<Option<Arc<Shown>>, Findings>>;

    fn asks(_: &Part, scene: Scene<'_>) -> Vec<Ask> {
        vec![asked::ask(scene)]
    }

    fn build(part: &Part, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        asked::told(scene, context, |page| shown(page, scene, *part))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Part>) {
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(Some(shown)) => shown,
                Ok(None) => return,
                Err(findings) => {
                    self.shown = None;
                    return asked::wrong(ui, scene, findings);
                }
            };
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.told.headline);
            ui.add_space(4.0);
            words::caption(ui, look.theme, &shown.told.next.0);
            ui.add_space(8.0);
            let ways =
                [(Part::Sheet, look.text("indicators.part_sheet")), (Part::Next, look.text("indicators.part_next"))];
            let mut part = kept.choice;
            if segmented(ui, look.theme, look.text("indicators.part"), &ways, &mut part) {
                kept.change(|choice| *choice = part);
            }
            ui.add_space(4.0);
            // What would bring the next rank is another question than what changed.
            if let Some(figure) = shown.told.figure.as_ref().filter(|_| kept.choice == Part::Sheet) {
                above::chart(ui, scene, &mut kept.tables[0], figure, 260.0);
            }
            match kept.choice {
                Part::Sheet => parts::table(ui, scene, "leaves", &shown.told.sheet, &mut kept.tables[0]),
                Part::Next => parts::table(ui, scene, "next", &shown.told.next.1, &mut kept.tables[1]),
            };
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Part>) {
        let look = scene.look;
        asked::chooser(ui, scene);
        self.leaf = None;
        let Some(shown) = self.shown.clone() else { return };
        if let Some(place) = choose_row(ui, look, look.text("indicators.place"), &shown.places, &shown.place) {
            scene.push(Action::Place(scene.session.data().places.key(place)));
        }
        words::hairline(ui, look.theme);
        let cursor = kept.tables[0].cursor().map(|(row, _)| row);
        let first = || shown.leaves.iter().position(Option::is_some);
        let leaf = cursor.filter(|row| matches!(shown.leaves.get(*row), Some(Some(_)))).or_else(first);
        if let Some(leaf) = leaf.and_then(|row| shown.leaves[row].as_ref()) {
            self.leaf = Some(leaf.id.clone());
            let picture = |ui: &mut egui::Ui| {
                drop(
                    CurveChart::new(&leaf.curve, look.style, look.theme, 210.0)
                        .named(asked::score_chart(scene, &leaf.id), asked::SCORE_CHART)
                        .show(ui),
                );
            };
            regions::scrolled(ui, "leaf", |ui| {
                why(ui, scene, leaf);
                picture(ui);
            });
        }
    }

    fn seen(&self, _: &Self::Built, part: &Part, scene: Scene<'_>) -> Vec<deck::Page> {
        let beside = match part {
            Part::Sheet => AssessedChart::Place,
            Part::Next => AssessedChart::Next,
        };
        asked::with_score(scene, beside, self.leaf.as_deref())
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        let shown = built.shown.as_ref()?.as_ref().ok()?.as_ref()?;
        Some(match shown.part {
            Part::Sheet => &shown.told.sheet,
            Part::Next => &shown.told.next.1,
        })
    }
}

/// How a leaf's score came about; the numbers of which it is made lead on to their own Why.
fn why(ui: &mut egui::Ui, scene: Scene<'_>, leaf: &LeafTold) {
    let look = scene.look;
    ui.label(egui::RichText::new(&leaf.title).strong());
    for line in &leaf.workings {
        ui.add(egui::Label::new(line).wrap().selectable(true));
    }
    let explain = |subject: &Subject| scene.push(Action::Explain(subject.clone()));
    for (name, value, subject) in &leaf.parts {
        let text = format!("{name} {}", full_text(value, look.style));
        match subject {
            Some(subject) if ui.link(format!("{text}\u{a0}›")).clicked() => explain(subject),
            Some(_) => {}
            None => drop(ui.label(text)),
        }
    }
    for line in &leaf.evidence {
        words::caption(ui, look.theme, line);
    }
    ui.add_space(8.0);
}
