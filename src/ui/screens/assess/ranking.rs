//! 排名: who leads and who moved, each part's score by place.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::asked;
use crate::assessment::exact::Exact;
use crate::finding::Findings;
use crate::report::deck::{ScoresChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::indicators::page::decimal;
use crate::report::views::indicators::ranking::{self, Ranking as Shown};
use crate::report::{Measured, Sheet};
use crate::session::asking::Ask;
use crate::ui::above;
use crate::ui::page::{Apart, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Ranking {
    /// What the panel speaks of: the ranking as it was shown last.
    shown: Option<Arc<Shown>>,
}

/// Other marks of the parts, by their positions in the tree; of those that are not there, their own.
pub type Weights = Vec<(usize, Decimal)>;

impl Page for Ranking {
    const ENTRY: PageEntry = PageEntry::tab::<Ranking>(Tab("tab.assess_ranking"));

    type Choice = Weights;
    type Built = Told<Result<Arc<Shown>, Findings>>;

    fn asks(_: &Weights, scene: Scene<'_>) -> Vec<Ask> {
        vec![asked::ask(scene)]
    }

    fn build(weights: &Weights, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        made(weights, scene)(context)
    }

    fn apart(weights: &Weights, scene: Scene<'_>) -> Option<Apart<Self::Built>> {
        Some(made(weights, scene))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Weights>) {
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(shown) => shown,
                Err(findings) => {
                    self.shown = None;
                    return asked::wrong(ui, scene, findings);
                }
            };
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(4.0);
            for said in shown.said.iter().take(3) {
                words::caption(ui, look.theme, said);
            }
            ui.add_space(8.0);
            above::chart(ui, scene, &mut kept.tables[0], &shown.figure, 300.0);
            let opened = parts::table(ui, scene, "ranking", &shown.sheet, &mut kept.tables[0]);
            if let Some(place) = opened.and_then(|row| shown.rows.get(row)) {
                scene.push(Action::Place(scene.session.data().places.key(*place)));
                scene.push(Action::Tab(Tab::ASSESS_PLACE));
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Weights>) {
        let look = scene.look;
        asked::chooser(ui, scene);
        words::caption(ui, look.theme, look.text("indicators.ranking_about"));
        let Some(shown) = &self.shown else { return };
        words::hairline(ui, look.theme);
        words::section(ui, look.theme, look.text("indicators.other_weights"));
        regions::scrolled(ui, "weights", |ui| {
            let mut sum = Decimal::ZERO;
            for (node, name, marks) in &shown.parts {
                let own = decimal(marks).unwrap_or_default().normalize();
                let now = kept.choice.iter().find(|(n, _)| n == node).map_or(own, |(_, marks)| *marks);
                sum += now;
                let fits = |value: Decimal| !value.is_sign_negative() && value <= Decimal::from(10_000);
                let field = NumberField { name, measured: Measured::Marks, value: now, fits };
                let typed = ui.horizontal(|ui| {
                    let typed = field.show(ui, look.style, look.theme);
                    ui.add(egui::Label::new(name).truncate());
                    typed
                });
                if let Some(marks) = typed.inner {
                    kept.change(|weights| {
                        weights.retain(|(n, _)| n != node);
                        if marks != own {
                            weights.push((*node, marks));
                        }
                        weights.sort_unstable();
                    });
                }
            }
            let sum = sum.normalize().to_string();
            words::caption(ui, look.theme, &look.style.language.fill("indicators.weights_sum", &[("sum", &sum)]));
            if !kept.choice.is_empty() && ui.button(look.text("indicators.own_weights")).clicked() {
                kept.change(Vec::clear);
            }
            if shown.said.len() > 3 {
                words::section(ui, look.theme, look.text("indicators.findings"));
                for said in &shown.said[3..] {
                    ui.label(said);
                }
            }
        });
    }

    fn shows(_: &Weights, scene: Scene<'_>) -> Option<Shows> {
        Some(Shows::Scores { year: asked::year(scene), chart: ScoresChart::Ranking })
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.as_ref().ok().map(|shown| &shown.sheet)
    }
}

fn made(weights: &Weights, scene: Scene<'_>) -> Apart<Told<Result<Arc<Shown>, Findings>>> {
    let weights = weights.clone();
    asked::told_apart(scene, move |page| {
        let other = (!weights.is_empty()).then(|| {
            let own = ranking::ranking(page, None).parts;
            let of = |(node, _, marks): (usize, String, Exact)| {
                let other = weights.iter().find(|(n, _)| *n == node).map(|(_, marks)| Exact::from(*marks));
                (node, other.unwrap_or(marks))
            };
            own.into_iter().map(of).collect::<Vec<_>>()
        });
        Arc::new(ranking::ranking(page, other.as_deref()))
    })
}
