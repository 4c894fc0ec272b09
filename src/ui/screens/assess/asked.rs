//! What the tabs of 考核 have in common: the year, the tree, and what is asked.

use eframe::egui;

use crate::assessment::kept::{Chosen, Kept};
use crate::assessment::tree::{TEMPLATES, Tree};
use crate::assessment::year::{ScoresAsked, form_of};
use crate::dataset::Grain;
use crate::finding::Findings;
use crate::report::deck::{self, AssessedChart, Shows, noting};
use crate::report::views::context::Context;
use crate::report::views::indicators::page::{Names, Page, named};
use crate::session::asking::{Answered, Ask, Reply};
use crate::session::{Command, Edit};
use crate::ui::page::{Apart, Scene};
use crate::ui::screens::workbench::measured::{Told, choose_row};
use crate::ui::state::{Action, AssessLook, Look, Tab};
use crate::ui::widgets::words;

/// The year that is assessed: the one chosen, else the last whole one on record.
pub fn year(scene: Scene<'_>) -> i32 {
    let data = scene.session.data();
    let last = data.range().1;
    let is_over = data.grain == Grain::Yearly || last.last_month().month() == 12;
    let usual = if is_over { last.year() } else { last.year() - 1 };
    scene.view.assess.year.unwrap_or(usual)
}

/// What is asked.
pub fn ask(scene: Scene<'_>) -> Ask {
    let (session, year) = (scene.session, year(scene));
    Ask::Scores(Box::new(ScoresAsked { kept: session.assessed().clone(), year, budgets: session.budgets().clone() }))
}

/// What names values.
pub fn names(scene: Scene<'_>) -> Names {
    Names { language: scene.look.style.language, form: form_of(scene.session.data(), year(scene)) }
}

/// What a tab makes of the answer, or what is wrong with the tree.
pub fn told<T>(scene: Scene<'_>, context: &Context<'_>, make: impl FnOnce(Page<'_>) -> T) -> Told<Result<T, Findings>> {
    let is_example = scene.session.assessed().is_example;
    Told::new(scene, Some(ask(scene)), |answered, _| made(answered, context, is_example, make))
}

/// The same as a work of which nothing is borrowed.
pub fn told_apart<T: 'static>(
    scene: Scene<'_>,
    make: impl FnOnce(Page<'_>) -> T + Send + 'static,
) -> Apart<Told<Result<T, Findings>>> {
    let is_example = scene.session.assessed().is_example;
    Told::apart(scene, Some(ask(scene)), move |answered, _, context| made(answered, context, is_example, make))
}

fn made<T>(
    answered: &Answered,
    context: &Context<'_>,
    is_example: bool,
    make: impl FnOnce(Page<'_>) -> T,
) -> Option<Result<T, Findings>> {
    let Ok(Reply::Scored(scored)) = &answered.result else { return None };
    Some(match &**scored {
        Ok(scored) => Ok(make(Page { context, scored, is_example })),
        Err(findings) => Err(findings.clone()),
    })
}

/// Lets year and tree be chosen.
pub fn chooser(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let language = look.style.language;
    let (first, last) = scene.session.data().range();
    let name = |year: i32| (year, language.fill("period.year", &[("year", &year.to_string())]));
    let years: Vec<(i32, String)> = (first.year()..=last.year()).rev().map(name).collect();
    if let Some(year) = choose_row(ui, look, look.text("indicators.year"), &years, &year(scene)) {
        scene.push(Action::Assess(AssessLook { year: Some(year) }));
    }
    let kept = scene.session.assessed();
    let trees = trees(kept, look);
    if let Some(chosen) = choose_row(ui, look, look.text("indicators.tree"), &trees, &kept.chosen) {
        let name = trees.iter().find(|(tree, _)| *tree == chosen).map_or("", |(_, name)| name);
        let label = language.fill("indicators.edit_tree_chosen", &[("name", name)]);
        push(scene, Kept { chosen, ..(**kept).clone() }, label);
    }
}

/// The trees that can be chosen, with their names; one that can't be read is called by its number.
pub fn trees(kept: &Kept, look: Look) -> Vec<(Chosen, String)> {
    let language = look.style.language;
    let name = |text: &str| {
        let tree = Tree::read("", text).ok()?;
        Some(named(&tree.names, &tree.id, language).to_owned())
    };
    let shipped = (0..TEMPLATES.len()).map(|n| (Chosen::Shipped(n), name(TEMPLATES[n]).unwrap_or_default()));
    let own = kept.own.iter().enumerate().map(|(n, text)| {
        let number = (n + 1).to_string();
        let values = [("number", &*number), ("name", &*name(text).unwrap_or_default())];
        (Chosen::Own(n), language.fill("indicators.own_tree", &values).trim_end().to_owned())
    });
    shipped.chain(own).collect()
}

/// Changes what is kept, as a step of undo.
pub fn push(scene: Scene<'_>, kept: Kept, label: String) {
    scene.push(Action::Session(Command::Edit(Edit::Assessed(Box::new(kept), label))));
}

/// Says what is wrong with the tree, and leads to where it is edited.
pub fn wrong(ui: &mut egui::Ui, scene: Scene<'_>, findings: &Findings) {
    let look = scene.look;
    let count = findings.len().to_string();
    words::headline(ui, look.theme, &look.style.language.fill("indicators.tree_wrong", &[("count", &count)]));
    ui.add_space(8.0);
    for finding in findings.iter().take(20) {
        ui.label(finding.line(look.style.language));
        ui.add_space(2.0);
    }
    if scene.view.tab != Tab::ASSESS_TREE && ui.button(look.text("indicators.go_tree")).clicked() {
        scene.push(Action::Tab(Tab::ASSESS_TREE));
    }
}

/// By what the score curve of a leaf of the tree in use is known to what is written at its points.
pub fn score_chart(scene: Scene<'_>, leaf: &str) -> String {
    noting::score_chart(&scene.session.assessed().tree_text().0, leaf)
}

/// The number of the score curve beside a page among what is exported of it: it comes after the page itself.
pub const SCORE_CHART: usize = 1;

/// What is exported of a page with the score curve of a leaf beside it.
pub fn with_score(scene: Scene<'_>, beside: AssessedChart, leaf: Option<&str>) -> Vec<deck::Page> {
    let (year, place) = (year(scene), scene.view.place.clone());
    let page = Shows::Assessed { year, place: place.clone(), scenario: None, chart: beside };
    let score = leaf.map(|leaf| Shows::Score { year, place, leaf: leaf.to_owned(), beside });
    [Some(page), score].into_iter().flatten().map(deck::Page::new).collect()
}
