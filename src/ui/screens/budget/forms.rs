//! The forms of offices: what is asked of the session, and the part of the panel that asks for it.

use std::path::PathBuf;

use eframe::egui;

use super::asked;
use crate::help::blank::{Blank, Given};
use crate::report::views::budget::page::who_of;
use crate::session::Command;
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::forms::{Collecting, Filling};
use crate::statements::printed::Meant;
use crate::statements::statement::Who;
use crate::ui::blanks;
use crate::ui::page::Scene;
use crate::ui::purpose::Purpose;
use crate::ui::state::Action;
use crate::ui::widgets::words;

/// Whose forms are that do not say it: the place's that is looked at.
fn who(scene: Scene<'_>) -> Option<Who> {
    let places = &scene.session.data().places;
    let place = places.find(&scene.view.place)?;
    Some(match (places.is_county(place), scene.view.budget.own) {
        (true, _) => Who::County(place),
        (false, true) => Who::Pool(place),
        (false, false) => Who::Whole(place),
    })
}

/// Reads filled forms.
pub fn collect(scene: Scene<'_>, paths: Vec<PathBuf>) -> Option<Command> {
    let Ask::Budget(asked) = asked::ask(scene)? else { return None };
    let meant = Meant { year: asked.year, version: scene.view.budget.version, who: who(scene) };
    let (form, beside) = (asked.form.clone(), asked.beside);
    let collecting = Collecting { paths, beside, form, meant, why: String::new() };
    Some(Command::CollectForms(Box::new(collecting)))
}

/// What a blank budget begins with: the lines of the form, of the year and the county that are looked at.
pub fn blank(scene: Scene<'_>) -> Given {
    let year = asked::year(scene);
    let form = asked::form_of(scene, year);
    let rows = form.iter().flat_map(|form| &form.lines).map(|line| vec![line.names[0].clone()]).collect();
    let places = &scene.session.data().places;
    let county = places.find(&scene.view.place).filter(|place| places.is_county(*place));
    Given { of: format!("{}{year}年", county.map_or("", |place| places.name(place))), rows }
}

/// Fills the blank form that was chosen.
pub fn fill(scene: Scene<'_>, out: PathBuf) -> Option<Command> {
    let answered = scene.session.slot(Topic::Budget).answered.as_ref()?;
    let Ok(Reply::Budget(year)) = &answered.result else { return None };
    let who = who_of(year, year.places.find(&scene.view.place)?, scene.view.budget.own);
    let (template, version) = (scene.view.blank_form.clone()?, scene.view.budget.version);
    Some(Command::FillForm(Box::new(Filling { template, out, year: year.clone(), who, version })))
}

/// The part of the panel that fills forms and reads them.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>) {
    part(ui, scene, &[("budget.fill_form", Purpose::BlankForm), ("budget.read_forms", Purpose::Forms)]);
}

/// The part of the panel that reads forms.
pub fn reading(ui: &mut egui::Ui, scene: Scene<'_>) {
    part(ui, scene, &[("budget.read_forms", Purpose::Forms)]);
}

fn part(ui: &mut egui::Ui, scene: Scene<'_>, ways: &[(&str, Purpose)]) {
    let look = scene.look;
    words::section(ui, look.theme, look.text("budget.forms"));
    ui.horizontal_wrapped(|ui| {
        for (key, purpose) in ways {
            let button = ui.button(look.text(key)).on_hover_text(look.text(&format!("{key}_about")));
            if button.clicked() {
                scene.push(Action::Ask(*purpose, String::new()));
            }
        }
        blanks::link(ui, scene, Blank::Budget);
    });
    let said = scene.session.said_of_forms();
    if !said.is_empty() {
        words::caption(ui, look.theme, look.text("budget.said_of_forms"));
        for finding in said.iter() {
            ui.label(finding.line(look.style.language));
        }
    }
}
