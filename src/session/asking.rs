//! Questions to the simulation that take longer than a run: goal seeks, tornados, grids, bridges, paths, replays, both
//! ages of retirement, budgets.
//!
//! One question of each [`Topic`] is under way at a time; a newer one ends it. An answer keeps the very question and data
//! that it is the answer to, so that a screen that asks for something else since can see that it is not current.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Session;
use super::jobs::Ticket;
use crate::answers::benefits::{Benefits, benefits};
use crate::answers::bridge::{Bridge, bridge};
use crate::answers::grid::{Axis, Grid, grid};
use crate::answers::question::Posed;
use crate::answers::retirement::{Retirement, retirement};
use crate::answers::sensitivity::{Step, Tornado, sensitivity};
use crate::answers::solve::{Solution, solve};
use crate::answers::{Desk, Reading};
use crate::assessment::alert::{WatchAsked, Watched};
use crate::assessment::year::{ScoresAsked, YearScored};
use crate::dataset::Dataset;
use crate::finding::Findings;
use crate::journal::Keep;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::{Shown, previews};
use crate::report::views::context::Settled;
use crate::report::views::reconciliation::{self, ReconcileAsked};
use crate::scenario::{PlaceKey, Scenario};
use crate::simulation::stochastic::{self, Spread};
use crate::simulation::{self, Failure, Progress};
use crate::special_account::ladder::{self, LadderAsked};
use crate::statements::funds::{FundsAsked, OfFund};
use crate::statements::range::{RangeAsked, Ranges};
use crate::statements::year::{BudgetYear, YearAsked};

/// A question. Two are the same where all they depend on is the same.
#[derive(Clone, PartialEq, Debug)]
pub enum Ask {
    /// The value of a lever that meets a goal.
    Solve(Box<Posed>),
    /// Which lever matters most.
    Sensitivity(Arc<Scenario>, Vec<Step>, Reading),
    /// Two levers against one measure.
    Grid(Arc<Scenario>, [Axis; 2], Reading),
    /// Why two scenarios differ.
    Bridge(Arc<Scenario>, Arc<Scenario>, Reading),
    /// How sure a projection is.
    Spread(Arc<Scenario>),
    /// Past months under another arrangement.
    Replay(Arc<Scenario>),
    /// What the later retirement age does in a place.
    Retirement(Arc<Scenario>, PlaceKey),
    /// What new retirees of a place get under each rule.
    Benefits(Arc<Scenario>, PlaceKey),
    /// Bank and agency held against each other.
    Reconcile(Box<ReconcileAsked>),
    /// How a pool's money is deposited best.
    Deposits(Box<LadderAsked>),
    /// The slides of a deck.
    Slides(Box<Order>),
    /// A budget year: its statements and their execution.
    Budget(Box<YearAsked>),
    /// How sure the forecast of a budget year is.
    Range(Box<RangeAsked>),
    /// What the other funds of the project have of a year.
    Funds(Box<FundsAsked>),
    /// A year's assessment.
    Scores(Box<ScoresAsked>),
    /// What is to be watched.
    Watch(Box<WatchAsked>),
}

/// The kinds of questions; of each one answer is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "the names are those of `Ask`")]
pub enum Topic {
    Solve,
    Sensitivity,
    Grid,
    Bridge,
    Spread,
    Replay,
    Retirement,
    Benefits,
    Reconcile,
    Deposits,
    Slides,
    Budget,
    Range,
    Funds,
    Scores,
    Watch,
}

/// What came of a question, in the variant of its name.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are those of `Ask`")]
pub enum Reply {
    Solution(Solution),
    Tornado(Tornado),
    Grid(Grid),
    Bridge(Bridge),
    Spread(Spread),
    Replayed(Box<Settled>),
    Retirement(Box<Retirement>),
    Benefits(Box<Benefits>),
    Reconciled(Arc<reconciliation::Answer>),
    Deposits(Arc<ladder::Answer>),
    Slides(Arc<Vec<Shown>>),
    Budget(Arc<BudgetYear>),
    Range(Arc<Ranges>),
    Funds(Arc<Vec<OfFund>>),
    Scored(Arc<Result<YearScored, Findings>>),
    Watched(Arc<Watched>),
}

/// An answer, with what it is the answer to.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The question.
    pub ask: Ask,
    /// The data.
    pub data: Arc<Dataset>,
    /// The answer, or why there is none.
    pub result: Result<Reply, Findings>,
    /// How long it took.
    pub took: Duration,
}

/// A question under way.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The question.
    pub ask: Ask,
    /// Since when.
    pub since: Instant,
    /// How far it is.
    pub progress: Arc<Progress>,
    ticket: Ticket,
}

/// What is known of a topic.
#[derive(Clone, Debug, Default)]
pub struct Slot {
    /// The last answer.
    pub answered: Option<Answered>,
    /// The question that is being worked on.
    pub asking: Option<Asking>,
    /// The question that was given up by hand or broke off, so that it is not asked again by itself.
    given_up: Option<Ask>,
}

impl Ask {
    /// Its topic.
    pub const fn topic(&self) -> Topic {
        match self {
            Ask::Solve(_) => Topic::Solve,
            Ask::Sensitivity(..) => Topic::Sensitivity,
            Ask::Grid(..) => Topic::Grid,
            Ask::Bridge(..) => Topic::Bridge,
            Ask::Spread(_) => Topic::Spread,
            Ask::Replay(_) => Topic::Replay,
            Ask::Retirement(..) => Topic::Retirement,
            Ask::Benefits(..) => Topic::Benefits,
            Ask::Reconcile(_) => Topic::Reconcile,
            Ask::Deposits(_) => Topic::Deposits,
            Ask::Slides(_) => Topic::Slides,
            Ask::Budget(_) => Topic::Budget,
            Ask::Range(_) => Topic::Range,
            Ask::Funds(_) => Topic::Funds,
            Ask::Scores(_) => Topic::Scores,
            Ask::Watch(_) => Topic::Watch,
        }
    }

    /// The answer; `before` is the last one of the topic.
    fn answer(&self, desk: &Desk<'_>, before: Option<Reply>) -> Result<Reply, Failure> {
        match self {
            Ask::Solve(posed) => solve(desk, &posed.scenario, &posed.search).map(Reply::Solution),
            Ask::Sensitivity(scenario, steps, reading) => {
                sensitivity(desk, scenario, steps, reading).map(Reply::Tornado)
            }
            Ask::Grid(scenario, [first, second], reading) => {
                grid(desk, scenario, first, second, reading).map(Reply::Grid)
            }
            Ask::Bridge(from, to, reading) => bridge(desk, from, to, reading).map(Reply::Bridge),
            Ask::Spread(scenario) => {
                stochastic::run(desk.data, scenario, desk.threads, desk.progress).map(Reply::Spread)
            }
            Ask::Retirement(scenario, place) => {
                retirement(desk, scenario, place).map(|found| Reply::Retirement(Box::new(found)))
            }
            Ask::Benefits(scenario, place) => {
                benefits(desk, scenario, place).map(|found| Reply::Benefits(Box::new(found)))
            }
            Ask::Slides(order) => {
                let before = match &before {
                    Some(Reply::Slides(shown)) => shown.as_slice(),
                    _ => &[],
                };
                let shown = previews(order, order.slides(*desk)?, before, *desk)?;
                Ok(Reply::Slides(Arc::new(shown)))
            }
            Ask::Range(asked) => {
                asked.answer(desk.data, desk.threads, desk.progress).map(|ranges| Reply::Range(Arc::new(ranges)))
            }
            Ask::Funds(asked) => Ok(Reply::Funds(Arc::new(asked.answer()))),
            Ask::Budget(asked) => {
                let before = match &before {
                    Some(Reply::Budget(year)) => Some(&**year),
                    _ => None,
                };
                let year = asked.answer_after(desk.data, &desk.progress.stop, before);
                year.map(|year| Reply::Budget(Arc::new(year)))
            }
            Ask::Watch(asked) => {
                asked.answer(desk.data, desk.progress).map(|watched| Reply::Watched(Arc::new(watched)))
            }
            // What is wrong with a tree is shown where it is edited, and is no failure.
            Ask::Scores(asked) => Ok(Reply::Scored(Arc::new(asked.answer(desk.data)))),
            Ask::Reconcile(asked) => {
                let before = match &before {
                    Some(Reply::Reconciled(before)) => Some(&**before),
                    _ => None,
                };
                asked.answer(before, desk.progress).map(|answer| Reply::Reconciled(Arc::new(answer)))
            }
            Ask::Deposits(asked) => {
                asked.answer(desk.data, desk.progress).map(|found| Reply::Deposits(Arc::new(found)))
            }
            Ask::Replay(scenario) => {
                let run = simulation::run(desk.data, scenario, Keep::Journal, &desk.progress.stop)?;
                let observed = desk.data.clone();
                Ok(Reply::Replayed(Box::new(Settled { scenario: scenario.clone(), run, observed })))
            }
        }
    }
}

impl Slot {
    /// The answer to this question on these data, if it is the one at hand.
    pub fn current(&self, ask: &Ask, data: &Arc<Dataset>) -> Option<&Answered> {
        self.answered.as_ref().filter(|a| Arc::ptr_eq(&a.data, data) && a.ask == *ask)
    }
}

/// What is known, by topic.
#[derive(Default)]
pub(super) struct Slots(HashMap<Topic, Slot>);

impl Slots {
    fn of(&mut self, topic: Topic) -> &mut Slot {
        self.0.entry(topic).or_default()
    }

    /// Whether any question is being worked on.
    pub(super) fn any_is_asking(&self) -> bool {
        self.0.values().any(|slot| slot.asking.is_some())
    }

    /// The work of this ticket has broken off.
    pub(super) fn broke(&mut self, ticket: Ticket) {
        for slot in self.0.values_mut() {
            if let Some(asking) = slot.asking.take_if(|asking| asking.ticket == ticket) {
                slot.given_up = Some(asking.ask);
            }
        }
    }
}

impl Session {
    /// What is known of a topic.
    pub fn slot(&self, topic: Topic) -> &Slot {
        static NOTHING: Slot = Slot { answered: None, asking: None, given_up: None };
        self.slots.0.get(&topic).unwrap_or(&NOTHING)
    }

    /// Whether any question is being worked on.
    pub fn is_asking(&self) -> bool {
        self.slots.any_is_asking()
    }

    /// Asks a question, unless it is answered, being answered, or was given up.
    pub(super) fn ask(&mut self, ask: Ask) {
        let topic = ask.topic();
        let slot = self.slot(topic);
        let known = slot.current(&ask, self.data()).is_some()
            || slot.asking.as_ref().is_some_and(|asking| asking.ask == ask)
            || slot.given_up.as_ref() == Some(&ask);
        if known {
            return;
        }
        let goes_on = matches!(topic, Topic::Slides | Topic::Reconcile | Topic::Budget);
        let before = slot.answered.as_ref().filter(|_| goes_on).and_then(|a| a.result.clone().ok());
        self.give_up_asking(topic);
        let (since, progress, data) = (Instant::now(), Arc::new(Progress::new()), self.data().clone());
        let (asked, theirs) = (ask.clone(), progress.clone());
        let ticket = self.jobs.begin(move || {
            let threads = crate::threads::processors();
            let desk = Desk { data: &data, threads, progress: &theirs };
            let result = match ask.answer(&desk, before) {
                Ok(reply) => Some(Ok(reply)),
                Err(Failure::Findings(findings)) => Some(Err(findings)),
                Err(Failure::Stopped) => None,
            };
            let answered = result.map(|result| Answered { ask, data, result, took: since.elapsed() });
            move |session: &mut Session, ticket| {
                let slot = session.slots.of(topic);
                if slot.asking.take_if(|asking| asking.ticket == ticket).is_some() {
                    slot.answered = answered.or(slot.answered.take());
                    session.revisions.all += 1;
                }
            }
        });
        let slot = self.slots.of(topic);
        slot.given_up = None;
        slot.asking = Some(Asking { ask: asked, since, progress, ticket });
        self.revisions.all += 1;
    }

    /// Asks once more what was given up.
    pub(super) fn ask_again(&mut self, ask: Ask) {
        self.slots.of(ask.topic()).given_up = None;
        self.ask(ask);
    }

    /// Gives up the question under way, by hand: it is not asked again before something changes.
    pub(super) fn cancel_asking(&mut self, topic: Topic) {
        if let Some(ask) = self.give_up_asking(topic) {
            self.slots.of(topic).given_up = Some(ask);
        }
    }

    fn give_up_asking(&mut self, topic: Topic) -> Option<Ask> {
        let asking = self.slots.of(topic).asking.take()?;
        asking.progress.give_up();
        self.revisions.all += 1;
        Some(asking.ask)
    }

    /// Forgets all questions and answers: other data are open.
    pub(super) fn forget_answers(&mut self) {
        let slots = std::mem::take(&mut self.slots);
        slots.0.values().filter_map(|slot| slot.asking.as_ref()).for_each(|asking| asking.progress.give_up());
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Command, Edit};
    use super::*;
    use crate::answers::Quantity;
    use crate::answers::question::Question;
    use crate::locale::Language;

    fn wait(session: &mut Session, topic: Topic) -> Answered {
        for _ in 0..2000 {
            session.poll();
            if let (Some(answered), None) = (&session.slot(topic).answered, &session.slot(topic).asking) {
                return answered.clone();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("no answer");
    }

    #[test]
    fn a_question_is_answered_once_and_again_when_the_scenario_changes() {
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        let ask = |session: &Session| {
            let scenario = session.scenarios()[0].clone();
            let by = scenario.end();
            Ask::Solve(Box::new(Question::CollectionWithoutDebt.pose(&scenario, PlaceKey::Root, by, &[])))
        };
        let first = ask(&session);
        session.apply(Command::Ask(first.clone()));
        assert!(session.slot(Topic::Solve).current(&first, session.data()).is_none());
        let answered = wait(&mut session, Topic::Solve);
        assert!(matches!(answered.result, Ok(Reply::Solution(_))));
        assert!(session.slot(Topic::Solve).current(&first, session.data()).is_some());
        session.apply(Command::Ask(first.clone()));
        assert!(session.slot(Topic::Solve).asking.is_none());
        let mut changed = Scenario::clone(&session.scenarios()[0]);
        changed.months = 24;
        session.apply(Command::Edit(Edit::Replace(0, Box::new(changed))));
        let second = ask(&session);
        assert!(session.slot(Topic::Solve).current(&second, session.data()).is_none());
        session.apply(Command::Ask(second.clone()));
        wait(&mut session, Topic::Solve);
        assert!(session.slot(Topic::Solve).current(&second, session.data()).is_some());
    }

    /// Each of the two runs on what was known when it starts.
    #[test]
    fn a_bridge_leads_to_a_scenario_told_from_earlier() {
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        let base = session.scenarios()[0].clone();
        let earlier = Arc::new(base.from_earlier("2007-01".parse().unwrap()));
        for ends in [[&base, &earlier], [&earlier, &base], [&earlier, &earlier]] {
            let ask = Ask::Bridge(ends[0].clone(), ends[1].clone(), Reading::of_city(Quantity::Balance, None));
            session.apply(Command::Ask(ask.clone()));
            let answered = wait(&mut session, Topic::Bridge);
            assert!(answered.ask == ask && matches!(answered.result, Ok(Reply::Bridge(_))), "{:?}", answered.result);
        }
    }

    #[test]
    fn what_is_given_up_is_not_asked_again_by_itself() {
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        let scenario = session.scenarios()[0].clone();
        let ask = Ask::Bridge(scenario.clone(), scenario, Reading::of_city(Quantity::Debt, None));
        session.apply(Command::Ask(ask.clone()));
        session.apply(Command::CancelAsk(Topic::Bridge));
        session.apply(Command::Ask(ask.clone()));
        assert!(session.slot(Topic::Bridge).asking.is_none());
        session.apply(Command::AskAgain(ask));
        wait(&mut session, Topic::Bridge);
    }
}
