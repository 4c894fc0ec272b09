//! What the tabs of 预算 have in common: the year, whose it is, and what is asked of it.

use std::sync::Arc;

use eframe::egui;

use crate::dataset::{Dataset, Grain};
use crate::fund::FundKind;
use crate::report::deck::{BudgetChart, Shows};
pub use crate::report::views::budget::page::version_key;
use crate::report::views::budget::page::{Page, who_of};
use crate::report::views::context::Context;
use crate::report::words::number::Style;
use crate::session::asking::{Ask, Reply};
use crate::session::{Command, Edit};
use crate::statements::form::{self, Form};
use crate::statements::kept::Budgets;
use crate::statements::range::RangeAsked;
use crate::statements::statement::Version;
use crate::statements::year::{BudgetYear, YearAsked, remaining};
use crate::ui::page::Scene;
use crate::ui::screens::workbench::measured::{Told, choose_row, row};
use crate::ui::state::{Action, BudgetLook, Look, Tab};
use crate::ui::theme::Lettering;
use crate::ui::widgets::words;

/// The fund that is looked at.
pub fn fund(scene: Scene<'_>) -> FundKind {
    scene.view.budget.beside.unwrap_or(scene.session.fund())
}

/// Its budgets.
pub fn budgets(scene: Scene<'_>) -> &Budgets {
    scene.session.budgets().at(scene.view.budget.beside)
}

/// The same scene, speaking of the fund that is looked at.
pub fn spoken(scene: Scene<'_>) -> Scene<'_> {
    let language = scene.look.style.language.of(fund(scene));
    Scene { look: Look { style: Style { language, ..scene.look.style }, ..scene.look }, ..scene }
}

/// The form of the fund that is looked at, in use in a year.
pub fn form_of(scene: Scene<'_>, year: i32) -> Option<Arc<Form>> {
    budgets(scene).form_of(fund(scene), year)
}

/// The budget year: the one chosen; else the last one budgeted; else the one after the data, or the data's last where it is
/// not over.
pub fn year(scene: Scene<'_>) -> i32 {
    let (session, budgeted) = (scene.session, budgets(scene).iter().map(|(year, ..)| year).max());
    let last = session.data().range().1;
    let is_over = session.data().grain == Grain::Yearly || last.last_month().month() == 12;
    let next = if is_over { last.year() + 1 } else { last.year() };
    scene.view.budget.year.or(budgeted).unwrap_or(next)
}

/// What is asked.
pub fn ask(scene: Scene<'_>) -> Option<Ask> {
    let (year, beside) = (year(scene), scene.view.budget.beside);
    let (form, budgets) = (form_of(scene, year)?, budgets(scene).about(year));
    let ahead = scene.scenario().filter(|_| beside.is_none()).cloned();
    Some(Ask::Budget(Box::new(YearAsked { form, year, budgets, ahead, beside })))
}

/// How sure the year's forecast is, where its scenario says that anything is not.
pub fn range(scene: Scene<'_>) -> Option<Ask> {
    let (year, ahead) = (year(scene), scene.scenario().filter(|_| scene.view.budget.beside.is_none())?);
    let form = form_of(scene, year)?;
    let is_asked = ahead.stochastic.is_some() && remaining(ahead, scene.session.data(), year).is_some();
    is_asked.then(|| Ask::Range(Box::new(RangeAsked { form, year, ahead: ahead.clone() })))
}

/// What a tab makes of the answer.
pub fn told<T>(
    scene: Scene<'_>,
    context: &Context<'_>,
    make: impl FnOnce(Page<'_>, &BudgetYear) -> Option<T>,
) -> Told<T> {
    Told::new(scene, ask(scene), |answered, _| {
        let Ok(Reply::Budget(year)) = &answered.result else { return None };
        let place = year.places.find(&scene.view.place)?;
        let who = who_of(year, place, scene.view.budget.own);
        let Some(fund) = year.beside else { return make(Page { context, year, who }, year) };
        let (bare, style) = (context.observed.without_figures(fund), context.style);
        let style = Style { language: style.language.of(fund), ..style };
        let source = style.language.text("budget.typed_source");
        let context = &Context { observed: &bare, runs: &[], style, source };
        make(Page { context, year, who }, year)
    })
}

/// Lets fund and year be chosen.
pub fn fund_and_year(ui: &mut egui::Ui, scene: Scene<'_>) {
    let (look, now) = (scene.look, scene.view.budget);
    fund_row(ui, scene);
    let (first, last) = scene.session.data().range();
    let budgeted = budgets(scene).iter().map(|(year, ..)| year);
    let mut years: Vec<i32> = (first.year()..=last.year() + 2).chain(budgeted).collect();
    years.sort_unstable();
    years.dedup();
    let name = |year: i32| (year, look.style.language.fill("period.year", &[("year", &year.to_string())]));
    let years: Vec<(i32, String)> = years.into_iter().rev().map(name).collect();
    if let Some(year) = choose_row(ui, look, look.text("budget.year"), &years, &year(scene)) {
        scene.push(Action::Budget(BudgetLook { year: Some(year), ..now }));
    }
}

/// Lets fund, year and account be chosen, and the version where one is drawn up.
pub fn chooser(ui: &mut egui::Ui, scene: Scene<'_>, with_version: bool) {
    let (look, now) = (scene.look, scene.view.budget);
    fund_and_year(ui, scene);
    if with_version {
        let name = |(_, version): &(&str, Version)| (*version, look.text(version_key(*version)).to_owned());
        let versions: Vec<(Version, String)> = Version::ALL.iter().map(name).collect();
        if let Some(version) = choose_row(ui, look, look.text("budget.version"), &versions, &now.version) {
            scene.push(Action::Budget(BudgetLook { version, ..now }));
        }
    }
    let places = &scene.session.data().places;
    if places.find(&scene.view.place).is_some_and(|place| !places.is_county(place)) {
        let accounts = [(false, "budget.of_all"), (true, "budget.of_pool")];
        let accounts = accounts.map(|(own, key)| (own, look.text(key).to_owned()));
        if let Some(own) = choose_row(ui, look, look.text("budget.account"), &accounts, &now.own) {
            scene.push(Action::Budget(BudgetLook { own, ..now }));
        }
    }
}

/// Lets the fund be chosen: those that the project has figures of, and all others that a budget can be typed of.
fn fund_row(ui: &mut egui::Ui, scene: Scene<'_>) {
    let (look, session) = (scene.look, scene.session);
    let there = session.funds();
    let has_form = |fund: &FundKind| form::shipped().iter().any(|form| form.fund == fund.key() && form.is_budget());
    let name = |fund: FundKind| match look.text(&fund.text_key()) {
        name if there.contains(&fund) => (fund, name.to_owned()),
        name => (fund, look.style.language.fill("budget.typed_fund", &[("fund", name)])),
    };
    let funds: Vec<(FundKind, String)> = FundKind::all().filter(has_form).map(name).collect();
    let Some(taken) = choose_row(ui, look, look.text("budget.fund"), &funds, &fund(scene)) else { return };
    let beside = Some(taken).filter(|fund| !there.contains(fund));
    // What was typed of a fund stays with the fund beside which that was done.
    let has_it = |(_, budgets): &(&Arc<Dataset>, &Budgets)| budgets.beside().any(|(fund, _)| Some(fund) == beside);
    let elsewhere = beside.filter(|fund| session.budgets().beside().all(|(known, _)| known != *fund));
    let elsewhere = elsewhere.and_then(|_| session.other_funds().find(has_it)).map(|(data, _)| data.fund);
    let shown = elsewhere.or(Some(taken).filter(|_| beside.is_none())).filter(|fund| *fund != session.fund());
    scene.extend(shown.map(|fund| Action::Session(Command::ShowFund(fund))));
    scene.push(Action::Budget(BudgetLook { beside, year: None, ..scene.view.budget }));
}

/// Says why there is nothing to be shown, with the years that have something where there are such.
pub fn nothing(ui: &mut egui::Ui, scene: Scene<'_>, why: &str) {
    let look = scene.look;
    words::headline(ui, look.theme, why);
    ui.add_space(8.0);
    let last = scene.session.data().range().1.year();
    let shown = year(scene);
    if shown > last {
        let words = look.style.language.fill("budget.show_year", &[("year", &last.to_string())]);
        if ui.button(words).clicked() {
            scene.push(Action::Budget(BudgetLook { year: Some(last), ..scene.view.budget }));
        }
    } else if budgets(scene).of(shown, Version::Budget).is_none() && ui.button(look.text("budget.go_draft")).clicked() {
        scene.push(Action::Tab(Tab("tab.budget_draft")));
    }
}

/// Changes the budgets, as a step of undo.
pub fn edit(scene: Scene<'_>, budgets: Budgets, label: String) {
    let beside = scene.view.budget.beside;
    let budgets = scene.session.budgets().put_at(beside, budgets);
    let label = match beside {
        Some(fund) => format!("{}：{label}", scene.look.text(&fund.text_key())),
        None => label,
    };
    scene.push(Action::Session(Command::Edit(Edit::Budgets(Box::new(budgets), label))));
}

/// A row of a panel with a field for words; whether they are others now.
pub fn text_row(ui: &mut egui::Ui, look: Look, name: &str, text: &mut String) -> bool {
    text_field(ui, look, name, text).changed()
}

/// The same, with its field.
pub fn text_field(ui: &mut egui::Ui, look: Look, name: &str, text: &mut String) -> egui::Response {
    let width = ui.available_width() - 88.0;
    let field = row(ui, look, name, |ui| {
        let field = egui::TextEdit::singleline(text).font(Lettering::Table.font()).desired_width(width);
        ui.add(field.margin(egui::Margin::symmetric(6, 4)))
    });
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, name);
        info.current_text_value = Some(text.clone());
        info
    });
    field
}

/// A page of a deck; of a pool's own account, and of a fund without figures, there is none.
pub fn in_deck(scene: Scene<'_>, chart: BudgetChart) -> Option<Shows> {
    let scenario = scene.shown().filter(|_| !scene.view.budget.own && scene.view.budget.beside.is_none())?;
    Some(Shows::Budget { year: year(scene), place: scene.view.place.clone(), scenario, chart })
}
