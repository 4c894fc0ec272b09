//! 情景: what if? Several ways to ask it, each a tab: what comes of one scenario, several side by side, the value that
//! meets a goal, what matters most, why two differ, how sure it is, past years replayed, and actuals against a scenario.
//!
//! A tab is a module with what is chosen on it (`Choice`, part of the view), what is made of it (`Built`), the questions
//! it needs answered (`asks`), and its drawing: `show` in the middle, `panel` on the right.

pub mod answers;
pub mod bridge;
mod chooser;
pub mod compare;
pub mod measured;
pub mod replay;
pub mod sensitivity;
pub mod uncertainty;
pub mod variance;

use eframe::egui;

use crate::finding::Finding;
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::session::asking::{Answered, Ask, Slot};
use crate::session::{Command, Session};
use crate::ui::state::{Action, Look, View};
use crate::ui::table::TableView;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tabs of the workbench.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Tab {
    /// 测算: what comes of the scenario?
    #[default]
    Outcome,
    /// 对照: how do the scenarios differ?
    Compare,
    /// 求解: which value meets the goal?
    Answers,
    /// 敏感性: what matters most?
    Sensitivity,
    /// 归因: why do two scenarios differ?
    Bridge,
    /// 不确定性: how sure is it?
    Uncertainty,
    /// 重演: what would have been under another arrangement?
    Replay,
    /// 实际对照: how far are the actuals from the scenario?
    Variance,
}

impl Tab {
    /// All, from left to right.
    pub const ALL: [Tab; 8] = [
        Tab::Outcome,
        Tab::Compare,
        Tab::Answers,
        Tab::Sensitivity,
        Tab::Bridge,
        Tab::Uncertainty,
        Tab::Replay,
        Tab::Variance,
    ];

    /// The key of its name.
    pub const fn text_key(self) -> &'static str {
        match self {
            Tab::Outcome => "tab.outcome",
            Tab::Compare => "tab.compare",
            Tab::Answers => "tab.answers",
            Tab::Sensitivity => "tab.sensitivity",
            Tab::Bridge => "tab.bridge",
            Tab::Uncertainty => "tab.uncertainty",
            Tab::Replay => "tab.replay",
            Tab::Variance => "tab.variance",
        }
    }
}

/// What is chosen on the workbench.
#[derive(Clone, PartialEq, Debug, Default)]
#[allow(missing_docs, reason = "the names are those of the tabs")]
pub struct Workbench {
    pub tab: Tab,
    pub compare: compare::Choice,
    pub answers: answers::Choice,
    pub sensitivity: sensitivity::Choice,
    pub bridge: bridge::Choice,
    pub uncertainty: uncertainty::Choice,
    pub replay: replay::Choice,
    pub variance: variance::Choice,
}

/// What a tab shows, made from data, runs and answers.
#[allow(missing_docs, reason = "the names are those of the tabs")]
pub enum Built {
    Compare(Box<compare::Built>),
    Answers(Box<answers::Built>),
    Sensitivity(Box<sensitivity::Built>),
    Bridge(Box<bridge::Built>),
    Uncertainty(Box<uncertainty::Built>),
    Replay(Box<replay::Built>),
    Variance(Box<variance::Built>),
}

/// The tables of a tab: where each is scrolled to, sorted and filtered.
pub type Tables = [TableView; 2];

/// What a tab is drawn from.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Colours, language and unit.
    pub look: Look,
    /// The open project.
    pub session: &'a Session,
    /// What is looked at.
    pub view: &'a View,
    /// Changes when what is built does.
    pub revision: u64,
}

impl Built {
    /// Makes what the tab shows; `None` for the outcome of one scenario, which is a screen of its own.
    pub fn new(view: &View, context: &Context<'_>, session: &Session) -> Option<Built> {
        Some(match view.workbench.tab {
            Tab::Outcome => return None,
            Tab::Compare => Built::Compare(Box::new(compare::build(view, context, session))),
            Tab::Answers => Built::Answers(Box::new(answers::build(view, context, session))),
            Tab::Sensitivity => Built::Sensitivity(Box::new(sensitivity::build(view, context, session))),
            Tab::Bridge => Built::Bridge(Box::new(bridge::build(view, context, session))),
            Tab::Uncertainty => Built::Uncertainty(Box::new(uncertainty::build(view, context, session))),
            Tab::Replay => Built::Replay(Box::new(replay::build(view, context, session))),
            Tab::Variance => Built::Variance(Box::new(variance::build(view, context, session))),
        })
    }

    /// The table of the tab, for files.
    pub fn sheet(&self) -> Option<&Sheet> {
        match self {
            Built::Compare(built) => built.sheet(),
            Built::Answers(built) => built.sheet(),
            Built::Sensitivity(built) => built.sheet(),
            Built::Bridge(built) => built.sheet(),
            Built::Uncertainty(built) => built.sheet(),
            Built::Replay(built) => built.sheet(),
            Built::Variance(built) => built.sheet(),
        }
    }
}

/// The questions that the tab needs answered, as the scenarios stand.
pub fn asks(view: &View, session: &Session) -> Vec<Ask> {
    match view.workbench.tab {
        Tab::Outcome | Tab::Compare | Tab::Variance => Vec::new(),
        Tab::Answers => answers::asks(view, session),
        Tab::Sensitivity => sensitivity::asks(view, session),
        Tab::Bridge => bridge::asks(view, session),
        Tab::Uncertainty => uncertainty::asks(view, session),
        Tab::Replay => replay::asks(view, session),
    }
}

/// Draws the tabs.
pub fn tabs(ui: &mut egui::Ui, look: Look, view: &View, actions: &mut Vec<Action>) {
    let mut tab = view.workbench.tab;
    let names = Tab::ALL.map(|tab| (tab, look.text(tab.text_key())));
    if segmented(ui, look.theme, look.text("tab.tabs"), &names, &mut tab) {
        actions.push(Action::Tab(tab));
    }
}

/// Draws what a tab shows.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, built: &Built, tables: &mut Tables, actions: &mut Vec<Action>) {
    match built {
        Built::Compare(built) => compare::show(ui, scene, built, tables, actions),
        Built::Answers(built) => answers::show(ui, scene, built, tables, actions),
        Built::Sensitivity(built) => sensitivity::show(ui, scene, built, tables, actions),
        Built::Bridge(built) => bridge::show(ui, scene, built, tables, actions),
        Built::Uncertainty(built) => uncertainty::show(ui, scene, built, tables, actions),
        Built::Replay(built) => replay::show(ui, scene, built, tables, actions),
        Built::Variance(built) => variance::show(ui, scene, built, tables, actions),
    }
}

/// Draws what can be chosen on a tab, on the right; the outcome's panel is that of the levers.
pub fn panel(ui: &mut egui::Ui, scene: Scene<'_>, actions: &mut Vec<Action>) {
    match scene.view.workbench.tab {
        Tab::Outcome => {}
        Tab::Compare => compare::panel(ui, scene, actions),
        Tab::Answers => answers::panel(ui, scene, actions),
        Tab::Sensitivity => sensitivity::panel(ui, scene, actions),
        Tab::Bridge => bridge::panel(ui, scene, actions),
        Tab::Uncertainty => uncertainty::panel(ui, scene, actions),
        Tab::Replay => replay::panel(ui, scene, actions),
        Tab::Variance => variance::panel(ui, scene, actions),
    }
}

/// Says how a question stands: how far it is, with a way out, and that what is shown meanwhile is the answer to an
/// earlier one; why it has no answer; or that it was given up. Nothing where its answer is there.
pub fn standing(ui: &mut egui::Ui, scene: Scene<'_>, slot: &Slot, ask: &Ask, actions: &mut Vec<Action>) {
    let look = scene.look;
    let current = slot.current(ask, scene.session.data());
    if let Some(asking) = slot.asking.as_ref().filter(|asking| asking.ask == *ask) {
        // Quick work needs no words; work that takes longer says how far it is.
        ui.ctx().request_repaint_after_secs(0.1);
        ui.horizontal(|ui| {
            ui.set_min_height(24.0);
            let (done, all) = asking.progress.so_far();
            let key = if slot.answered.is_some() { "asking.stale" } else { "asking.working" };
            ui.spinner();
            ui.label(look.text(key));
            if asking.since.elapsed().as_millis() > 300 {
                let share = if all > 0 { done as f32 / all as f32 } else { 0.0 };
                ui.add(egui::ProgressBar::new(share).desired_width(160.0).show_percentage());
                if ui.button(look.text("dialog.cancel")).clicked() {
                    actions.push(Action::Session(Command::CancelAsk(ask.topic())));
                }
            }
        });
    } else if let Some(Answered { result: Err(findings), .. }) = current {
        failed(ui, look, findings);
    } else if current.is_none() {
        ui.horizontal(|ui| {
            words::caption(ui, look.theme, look.text("asking.given_up"));
            if ui.button(look.text("asking.again")).clicked() {
                actions.push(Action::Session(Command::AskAgain(ask.clone())));
            }
        });
    }
}

/// Says why there is no answer.
pub fn failed(ui: &mut egui::Ui, look: Look, findings: &[Finding]) {
    let size = egui::vec2(ui.available_width(), 120.0);
    ui.allocate_ui(size, |ui| empty::show(ui, look.theme, Drawing::Failed, look.text("asking.failed"), ""));
    for finding in findings.iter().take(6) {
        ui.label(finding.sentence(look.style.language));
    }
}
