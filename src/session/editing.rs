//! Changes to the scenarios of the open project, each a named step that undo takes back.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::standing::Correcting;
use super::work::Work;
use super::{News, Session};
use crate::assessment::kept::Kept;
use crate::dataset::{Change, Correction};
use crate::field::Amount;
use crate::finding::{Finding, Origin, Severity};
use crate::locale::Language;
use crate::month::Month;
use crate::report::deck::Plan;
use crate::report::views::by_hand::exact;
use crate::report::words::number::Style;
use crate::report::words::period::period_name;
use crate::scenario::family::{Family, Id, Member, Standing};
use crate::scenario::lever::Lever;
use crate::scenario::part::Part;
use crate::scenario::{Mode, Scenario};
use crate::special_account::account::Account;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;
use crate::statements::programme::Programmes;

/// A change to the scenarios; each is one step of undo, a drag from its first movement to its release. Scenarios are
/// told by their places.
#[derive(Clone, PartialEq, Debug)]
pub enum Edit {
    /// A lever is set, or taken away with `None`.
    Lever {
        /// Which scenario.
        scenario: usize,
        /// Which number.
        lever: Lever,
        /// Its value.
        value: Option<Decimal>,
        /// Whether more movements of the same drag may follow.
        dragging: bool,
    },
    /// A drag has ended.
    Release,
    /// Parts are given back to the scenario that it builds on.
    Reset(usize, Vec<Part>),
    /// A scenario is replaced: its horizon, mode, events, or arrangement changed.
    Replace(usize, Box<Scenario>),
    /// It gets another name.
    Rename(usize, String),
    /// It gets a note.
    Note(usize, String),
    /// It is locked, archived, or opened.
    Stand(usize, Standing),
    /// It builds on another, or stands by itself.
    BuildOn(usize, Option<Id>),
    /// It moves to another place; the base stays first.
    Reorder {
        /// Where it is.
        from: usize,
        /// Where it goes.
        to: usize,
    },
    /// A scenario is added at the end.
    Add(Box<Scenario>),
    /// A scenario that builds on this one is added behind it, under a name.
    Derive(usize, String),
    /// A copy is added behind the scenario.
    Duplicate(usize),
    /// A scenario goes; the base stays.
    Remove(usize),
    /// The deck is planned otherwise.
    Deck(Box<Plan>),
    /// Something is written at a point of a chart: the deck keeps it.
    ChartNote(Box<Plan>),
    /// Open scenarios that look ahead begin after the last month of the data.
    MoveOn,
    /// A value of the data is corrected by hand, or that is taken back.
    Correct(Correcting),
    /// Budgets are drawn up or changed; the step's label.
    Budgets(Box<Budgets>, String),
    /// The special account's files, or what was matched by hand, are others; the step's label.
    Account(Box<Account>, String),
    /// Trees, entries or terms of assessments are others; the step's label.
    Assessed(Box<Kept>, String),
    /// Deposits are laid out otherwise; the step's label, and whether more movements of the same drag may follow.
    Ladders(Box<Ladders>, String, bool),
    /// The cap, the channels or the targets are others; the step's label.
    Programmes(Programmes, String),
}

impl Edit {
    /// The scenario whose content it changes, which must be open.
    fn changes(&self) -> Option<usize> {
        match self {
            Edit::Lever { scenario, .. } => Some(*scenario),
            Edit::Reset(number, _) | Edit::Replace(number, _) => Some(*number),
            Edit::Rename(number, _) | Edit::BuildOn(number, _) | Edit::Remove(number) => Some(*number),
            _ => None,
        }
    }

    /// Makes the change; the label of the step, or `None` where there is nothing to change.
    fn apply(self, work: &mut Work, language: Language, next: Month) -> Option<String> {
        let family = &mut work.family;
        let name_of = |family: &Family, number: usize| Some(family.members().get(number)?.scenario.name.clone());
        let named = |key: &str, name: &str| language.fill(key, &[("name", name)]);
        match self {
            Edit::Release | Edit::Correct(_) => None,
            Edit::Budgets(budgets, label) => {
                work.budgets = *budgets;
                Some(label)
            }
            Edit::Account(account, label) => {
                work.account = Arc::new(*account);
                Some(label)
            }
            Edit::Assessed(kept, label) => {
                work.assessed = Some(Arc::new(*kept));
                Some(label)
            }
            Edit::Ladders(ladders, label, _) => {
                work.ladders = Arc::new(*ladders);
                Some(label)
            }
            Edit::Programmes(programmes, label) => {
                work.programmes = programmes;
                Some(label)
            }
            Edit::Deck(plan) => {
                work.deck = *plan;
                Some(language.text("edit.deck").to_owned())
            }
            Edit::ChartNote(plan) => {
                work.deck = *plan;
                Some(language.text("edit.chart_note").to_owned())
            }
            Edit::MoveOn => {
                for number in 0..family.members().len() {
                    if begins_before(&family.members()[number], next) {
                        let mut moved = Scenario::clone(&family.members()[number].scenario);
                        moved.start = next;
                        family.change(number, moved);
                    }
                }
                Some(named("edit.move_on", &next.to_string()))
            }
            Edit::Lever { scenario: number, lever, value, .. } => {
                let mut changed = Scenario::clone(&family.members().get(number)?.scenario);
                if !lever.set(&mut changed, value) {
                    return None;
                }
                let label = format!("{} · {}", language.text(lever.def().text_key), changed.name);
                family.change(number, changed);
                Some(label)
            }
            Edit::Reset(number, parts) => {
                let name = name_of(family, number)?;
                let part = language.text(parts.first()?.text_key());
                let label = match parts.len() {
                    1 => language.fill("edit.reset", &[("name", &name), ("part", part)]),
                    _ => named("edit.reset_all", &name),
                };
                family.reset(number, &parts);
                Some(label)
            }
            Edit::Replace(number, mut changed) => {
                if changed.mode == Mode::Replay {
                    // Nobody is reckoned by age over months that were, nor laid off.
                    changed.people = None;
                    changed.mergers.clear();
                }
                let label = named("edit.replace", &changed.name);
                family.change(number, *changed);
                Some(label)
            }
            Edit::Rename(number, name) => {
                let mut changed = Scenario::clone(&family.members().get(number)?.scenario);
                let label = language.fill("edit.rename", &[("name", &changed.name), ("new", &name)]);
                changed.name = name;
                family.change(number, changed);
                Some(label)
            }
            Edit::Note(number, note) => {
                let label = named("edit.note", &name_of(family, number)?);
                family.set_note(number, &note);
                Some(label)
            }
            Edit::Stand(number, standing) => {
                let key = match standing {
                    Standing::Open => "edit.open",
                    Standing::Locked => "edit.lock",
                    Standing::Archived => "edit.archive",
                };
                let label = named(key, &name_of(family, number)?);
                family.set_standing(number, standing);
                Some(label)
            }
            Edit::BuildOn(number, on) => {
                let label = named("edit.build_on", &name_of(family, number)?);
                family.build_on(number, on);
                Some(label)
            }
            Edit::Reorder { from, to } => {
                let label = named("edit.reorder", &name_of(family, from)?);
                family.reorder(from, to);
                Some(label)
            }
            Edit::Add(scenario) => {
                let label = named("edit.add", &scenario.name);
                family.add(Arc::new(*scenario));
                Some(label)
            }
            Edit::Derive(number, name) => {
                family.derive(number, &name);
                Some(named("edit.add", &name))
            }
            Edit::Duplicate(number) => {
                let name = name_of(family, number)?;
                family.duplicate(number, &named("edit.copy_name", &name));
                Some(named("edit.duplicate", &name))
            }
            Edit::Remove(number) => {
                let label = named("edit.remove", &name_of(family, number)?);
                family.remove(number);
                Some(label)
            }
        }
    }
}

/// Whether an open scenario looks ahead from a month before this one.
fn begins_before(member: &Member, next: Month) -> bool {
    let Member { scenario, standing, .. } = member;
    *standing == Standing::Open && scenario.mode == Mode::Project && scenario.start < next
}

impl Session {
    /// The month after the last of the data.
    fn next_month(&self) -> Month {
        self.data().range().1.last_month().plus(1)
    }

    /// Whether some scenario looks ahead from before the end of the data.
    pub fn can_move_on(&self) -> bool {
        let next = self.next_month();
        self.family().members().iter().any(|member| begins_before(member, next))
    }

    /// Makes a change to the scenarios, as a step of undo. One to a locked or archived scenario is refused aloud.
    pub(super) fn edit(&mut self, edit: Edit) {
        let edit = match edit {
            Edit::Release => {
                self.work.release();
                return self.run();
            }
            Edit::Correct(correcting) => return self.correct(correcting),
            edit => edit,
        };
        let members = self.family().members();
        let closed = edit.changes().and_then(|n| members.get(n)).filter(|m| m.standing != Standing::Open);
        if let Some(member) = closed {
            let finding =
                Finding::new("scenario-locked", Severity::Note, Origin::default()).with("name", &member.scenario.name);
            return self.news.push(News::Failed(finding.into()));
        }
        let dragging = matches!(edit, Edit::Lever { dragging: true, .. } | Edit::Ladders(_, _, true));
        let edited = edit.changes();
        let mut work = self.work.now().clone();
        let next = self.next_month();
        let Some(label) = edit.apply(&mut work, self.language, next) else { return };
        if work == *self.work.now() {
            return;
        }
        if dragging {
            self.work.drag(&label, work);
        } else {
            self.work.edit(&label, work);
        }
        self.runs.edited = edited.unwrap_or(0);
        self.changed();
    }

    /// Remembers who it was.
    pub(super) fn note_hand(&mut self, correcting: &Correcting) {
        if let Correcting::Put(correction) = correcting {
            self.hand.clone_from(&correction.who);
        }
    }

    /// Corrects a value of the data by hand, as a step of undo that says what was and what is.
    fn correct(&mut self, correcting: Correcting) {
        let read = self.read().clone();
        self.note_hand(&correcting);
        let (county, period, field) = match &correcting {
            Correcting::Put(put) => (put.county.clone(), put.period, put.field),
            Correcting::Take(county, period, field) => (county.clone(), *period, *field),
        };
        let corrections = match correcting.applied(&read, &self.work.now().corrections) {
            Ok(corrections) => corrections,
            Err(finding) => return self.news.push(News::Failed(finding.into())),
        };
        let language = self.language.of(read.fund);
        let style = Style { language, ..Style::default() };
        let told = read.told(&county, period, field).and_then(|told| told.amount);
        let unit = read.position(&county).map(|position| read.counties[position].unit_told(field));
        let shown = |value: Option<Amount>| match value {
            Some(value) => exact(field, value, unit, style),
            None => language.text("hand.not_known").to_owned(),
        };
        let old = shown(self.data().told(&county, period, field).and_then(|told| told.amount));
        let new = match corrections.at(&county, period, field) {
            Some(Correction { change: Change::Accepted, .. }) => language.text("hand.accepted").to_owned(),
            Some(correction) => shown(correction.amount()),
            None => shown(told),
        };
        let (period, field) = (period_name(period, language), language.text(field.text_key()));
        let values = [("county", &*county), ("period", &period), ("field", field), ("old", &old), ("new", &new)];
        let work = Work { corrections, ..self.work.now().clone() };
        self.work.edit(&language.fill("edit.correct", &values), work);
        self.changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::file;
    use crate::scenario::people::{People, SAMPLE};

    #[test]
    fn a_replay_of_what_had_people_by_age_can_be_read_again() {
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        let mut changed = Scenario::clone(&session.scenarios()[0]);
        changed.people = Some(People::new(SAMPLE, "cl_2010_2013"));
        session.edit(Edit::Replace(0, Box::new(changed)));
        assert!(session.scenarios()[0].people.is_some());
        let mut changed = Scenario::new("回溯测算", session.scenarios()[0].start, 1);
        changed.people = session.scenarios()[0].people.clone();
        changed.mode = Mode::Replay;
        session.edit(Edit::Replace(0, Box::new(changed)));
        let replay = &session.scenarios()[0];
        assert_eq!(file::read("s.toml", &file::write(replay)).as_ref(), Ok(&**replay));
    }
}
