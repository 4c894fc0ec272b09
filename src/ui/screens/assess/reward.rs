//! 以奖代补: who gets what of a pool of money, and why.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::asked;
use crate::assessment::kept::Kept as Project;
use crate::assessment::reward::Base;
use crate::finding::Findings;
use crate::money::Money;
use crate::report::deck::{ScoresChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::indicators::rewarded::{self, GUANGXI_YEARS, RewardShown};
use crate::report::words::number::Style;
use crate::report::{Measured, Quantity, Sheet};
use crate::scenario::lever::{Lever, LeverKey, When};
use crate::session::asking::Ask;
use crate::session::{Command, Edit};
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{Told, choose_row, row, scenario_row};
use crate::ui::state::{Action, Screen, Tab};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Reward {
    shown: Option<Arc<RewardShown>>,
}

/// What it shows: of the project, or Guangxi's example of a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Of {
    /// The project's.
    #[default]
    Project,
    /// The example's.
    Guangxi(i32),
}

impl Page for Reward {
    const ENTRY: PageEntry = PageEntry::tab::<Reward>(Tab("tab.assess_reward"));

    type Choice = Of;
    type Built = Told<Result<Result<Arc<RewardShown>, Findings>, Findings>>;

    fn asks(_: &Of, scene: Scene<'_>) -> Vec<Ask> {
        vec![asked::ask(scene)]
    }

    fn build(of: &Of, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        asked::told(scene, context, |page| {
            let made = match of {
                Of::Project => rewarded::of_year(page, &scene.session.assessed().reward),
                Of::Guangxi(year) => rewarded::of_guangxi(context, *year),
            };
            made.map(Arc::new)
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Of>) {
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(Ok(shown)) => shown,
                Ok(Err(findings)) => {
                    self.shown = None;
                    words::headline(ui, look.theme, look.text("rewarded.not_given"));
                    for finding in findings.iter().take(20) {
                        ui.label(finding.line(look.style.language));
                    }
                    return;
                }
                Err(findings) => return asked::wrong(ui, scene, findings),
            };
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(8.0);
            above::chart(ui, scene, &mut kept.tables[0], &shown.figure, 280.0);
            parts::table(ui, scene, "reward", &shown.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Of>) {
        let look = scene.look;
        let language = look.style.language;
        let mut of = vec![(Of::Project, look.text("rewarded.of_project").to_owned())];
        of.extend(
            GUANGXI_YEARS
                .map(|year| (Of::Guangxi(year), language.fill("rewarded.of_guangxi", &[("year", &year.to_string())]))),
        );
        if let Some(of) = choose_row(ui, look, look.text("rewarded.whose"), &of, &kept.choice) {
            kept.change(|choice| *choice = of);
        }
        if kept.choice != Of::Project {
            words::caption(ui, look.theme, look.text("rewarded.guangxi_note"));
            return;
        }
        asked::chooser(ui, scene);
        words::hairline(ui, look.theme);
        regions::scrolled(ui, "terms", |ui| {
            words::section(ui, look.theme, look.text("rewarded.terms"));
            terms(ui, scene);
            words::caption(ui, look.theme, look.text("rewarded.about"));
            if let Some(shown) = self.shown.as_ref().filter(|shown| shown.given.is_positive()) {
                grant(ui, scene, shown.given);
            }
        });
    }

    fn shows(of: &Of, scene: Scene<'_>) -> Option<Shows> {
        (*of == Of::Project).then(|| Shows::Scores { year: asked::year(scene), chart: ScoresChart::Reward })
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.as_ref().ok()?.as_ref().ok().map(|shown| &shown.sheet)
    }
}

/// Money, the least total, the base, and fixed awards.
fn terms(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let now = &scene.session.assessed().reward;
    let mut changed = now.clone();
    let fits = |yuan: Decimal| !yuan.is_sign_negative() && Money::from_decimal(yuan).is_some();
    let money = |ui: &mut egui::Ui, name: &str, value: Money| {
        let field = NumberField { name, measured: Measured::Money, value: value.to_decimal(), fits };
        row(ui, look, name, |ui| field.show(ui, look.style, look.theme)).and_then(Money::from_decimal)
    };
    if let Some(amount) = money(ui, look.text("rewarded.pool"), now.amount) {
        changed.amount = amount;
    }
    let name = look.text("rewarded.least");
    let fits = |value: Decimal| value.abs() <= Decimal::from(100_000);
    let field = NumberField { name, measured: Measured::Marks, value: now.least, fits };
    if let Some(least) = row(ui, look, name, |ui| field.show(ui, look.style, look.theme)) {
        changed.least = least;
    }
    let names = asked::names(scene);
    let mut bases: Vec<(Base, String)> =
        [Base::Retirees, Base::Gap, Base::None].into_iter().map(|base| (base.clone(), names.base(&base))).collect();
    bases.extend(names.form.into_iter().flat_map(|form| &form.lines).map(|line| {
        let base = Base::Line(line.id.clone());
        (base.clone(), names.base(&base))
    }));
    if let Some(base) = choose_row(ui, look, look.text("rewarded.base"), &bases, &now.base) {
        changed.base = base;
    }
    for n in 0..=now.award.len().min(9) {
        let name = look.style.language.fill("rewarded.award_of", &[("rank", &(n + 1).to_string())]);
        let value = now.award.get(n).copied().unwrap_or_default();
        if let Some(award) = money(ui, &name, value) {
            match n < changed.award.len() {
                true => changed.award[n] = award,
                false => changed.award.push(award),
            }
        }
    }
    while changed.award.last().is_some_and(|last| last.is_zero()) {
        changed.award.pop();
    }
    if changed != *now {
        let kept = Project { reward: changed, ..Project::clone(scene.session.assessed()) };
        asked::push(scene, kept, look.text("rewarded.edit").to_owned());
    }
}

/// The reward as a grant of the year after, in the scenario that is shown.
fn grant(ui: &mut egui::Ui, scene: Scene<'_>, given: Money) {
    let look = scene.look;
    let language = look.style.language;
    let Some(scenario) = scene.scenario().filter(|_| scene.session.fund().is_settled()) else { return };
    words::hairline(ui, look.theme);
    words::section(ui, look.theme, look.text("rewarded.grant"));
    scenario_row(ui, scene);
    let year = asked::year(scene) + 1;
    let first = scenario.start.year();
    let is_within = (first..=scenario.end().year()).contains(&year);
    let amount = Style::default().spoken(Quantity::Money(given));
    let (amount, year_text) = (amount, year.to_string());
    let values = [("amount", &*amount), ("year", &*year_text), ("scenario", &*scenario.name)];
    let button = ui.add_enabled(is_within, egui::Button::new(language.fill("rewarded.make_grant", &values)).wrap());
    if button.clicked() {
        let lever = Lever::of(LeverKey::Grant).when(When::Year((year - first) as usize));
        let value = Some(lever.given(scenario).unwrap_or_default() + given.to_decimal());
        let edit = Edit::Lever { scenario: scene.number(), lever, value, dragging: false };
        scene.push(Action::Session(Command::Edit(edit)));
        scene.push(Action::Go(Screen::SCENARIO));
        scene.push(Action::Tab(Tab::OUTCOME));
    }
    let about = if is_within { "rewarded.grant_about" } else { "rewarded.grant_outside" };
    words::caption(ui, look.theme, &language.fill(about, &values));
}
