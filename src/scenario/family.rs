//! The scenarios of a project: each a set of changes over the one that it builds on.
//!
//! A member holds its scenario whole, as it is run, and names the parts of it that are its own; everything else follows
//! the member it builds on. So a change of the base reaches all that build on it, and a part that is reset falls back to
//! what the base has. A member that builds on none (the base, and replays beside projections) has all for its own.
//!
//! A member that is locked or archived stays as it is, whatever becomes of the one it builds on.

use crate::listed::listed;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Scenario;
use super::group::Group;
use super::part::Part;

/// What a member keeps its identity by, whatever its place and name.
pub type Id = u32;

listed! {
    /// Whether a member can be changed.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
    enum Standing, ALL, key -> &'static str;

    /// It can, and follows the one it builds on.
    #[default]
    Open = "open";
    /// 锁定: it stays as it is.
    Locked = "locked";
    /// 归档: put away as it is.
    Archived = "archived";
}

/// A scenario in a project.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// Its identity.
    pub id: Id,
    /// The one it builds on.
    pub on: Option<Id>,
    /// The parts of its own; empty where it builds on none, for then all are.
    pub own: BTreeSet<Part>,
    /// As it is run.
    pub scenario: Arc<Scenario>,
    /// 备注
    pub note: String,
    /// Whether it can be changed.
    pub standing: Standing,
}

/// The members in the order in which they are shown; the base first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Family(Vec<Member>);

impl Family {
    /// Members as they were kept. One that builds on a member that is not there stands by itself.
    pub fn new(mut members: Vec<Member>) -> Family {
        let ids: BTreeSet<Id> = members.iter().map(|m| m.id).collect();
        for member in &mut members {
            if member.on.is_some_and(|on| !ids.contains(&on)) {
                member.on = None;
                member.own.clear();
            }
        }
        Family(members)
    }

    /// A family of whole scenarios: the others build on the first, where they speak of it in the same mode.
    pub fn of(scenarios: impl IntoIterator<Item = Arc<Scenario>>) -> Family {
        let mut family = Family::default();
        for scenario in scenarios {
            family.add(scenario);
        }
        family
    }

    /// The members.
    pub fn members(&self) -> &[Member] {
        &self.0
    }

    /// The place of a member.
    pub fn position(&self, id: Id) -> Option<usize> {
        self.0.iter().position(|m| m.id == id)
    }

    /// The member that another builds on.
    pub fn parent(&self, number: usize) -> Option<usize> {
        self.position(self.0.get(number)?.on?)
    }

    /// Adds a whole scenario at the end, built on the base.
    pub fn add(&mut self, scenario: Arc<Scenario>) {
        let base = self.0.first().map(|base| base.id);
        let id = self.next_id();
        let own = BTreeSet::new();
        self.0.push(Member { id, on: None, own, scenario, note: String::new(), standing: Standing::Open });
        if let Some(base) = base {
            self.build_on(self.0.len() - 1, Some(base));
        }
    }

    /// Adds a member behind another that follows it in everything but its name.
    pub fn derive(&mut self, number: usize, name: &str) {
        let Some(parent) = self.0.get(number) else { return };
        let scenario = Scenario { name: name.to_owned(), ..Scenario::clone(&parent.scenario) };
        let (on, id) = (Some(parent.id), self.next_id());
        let member = Member {
            id,
            on,
            own: BTreeSet::new(),
            scenario: Arc::new(scenario),
            note: String::new(),
            standing: Standing::Open,
        };
        self.0.insert(number + 1, member);
    }

    /// Adds a copy behind a member: it builds on the same and has the same for its own. A copy of the base follows it.
    pub fn duplicate(&mut self, number: usize, name: &str) {
        if number == 0 {
            return self.derive(0, name);
        }
        let Some(original) = self.0.get(number) else { return };
        let scenario = Scenario { name: name.to_owned(), ..Scenario::clone(&original.scenario) };
        let copy =
            Member { id: self.next_id(), scenario: Arc::new(scenario), standing: Standing::Open, ..original.clone() };
        self.0.insert(number + 1, copy);
    }

    /// Takes a member out; those that built on it build on what it built on, and keep what they have. The base stays.
    pub fn remove(&mut self, number: usize) {
        if number == 0 || number >= self.0.len() {
            return;
        }
        let gone = self.0.remove(number);
        for n in 0..self.0.len() {
            if self.0[n].on == Some(gone.id) {
                self.build_on(n, gone.on);
            }
        }
    }

    /// Moves a member to another place; the base stays first.
    pub fn reorder(&mut self, from: usize, to: usize) {
        if from > 0 && from < self.0.len() {
            let member = self.0.remove(from);
            self.0.insert(to.clamp(1, self.0.len()), member);
        }
    }

    /// Changes a member's scenario: what then differs from the one it builds on becomes its own, and all that follow it
    /// follow.
    pub fn change(&mut self, number: usize, scenario: Scenario) {
        let Some(member) = self.0.get_mut(number) else { return };
        if member.on.is_some() {
            member.own.extend(Part::differing(&member.scenario, &scenario));
        }
        member.scenario = Arc::new(scenario);
        self.follow();
    }

    /// Gives parts of a member back to the one it builds on.
    pub fn reset(&mut self, number: usize, parts: &[Part]) {
        if let Some(member) = self.0.get_mut(number) {
            member.own.retain(|part| !parts.contains(part));
            self.follow();
        }
    }

    /// Lets a member build on another, or stand by itself, with its values as they are. Nothing may build on itself.
    pub fn build_on(&mut self, number: usize, on: Option<Id>) {
        let Some(id) = self.0.get(number).map(|member| member.id) else { return };
        if on.is_some_and(|on| self.descends(on, id)) {
            return;
        }
        let parent = on.and_then(|on| self.position(on));
        let own = parent.map(|parent| Part::differing(&self.0[parent].scenario, &self.0[number].scenario));
        let on = parent.map(|parent| self.0[parent].id);
        self.0[number].on = on;
        self.0[number].own = own.into_iter().flatten().collect();
        self.follow();
    }

    /// Whether a member is another, or builds on it in some steps.
    fn descends(&self, id: Id, from: Id) -> bool {
        let up = |id: &Id| self.position(*id).and_then(|n| self.0[n].on);
        std::iter::successors(Some(id), up).take(self.0.len() + 1).any(|id| id == from)
    }

    /// Those that a member may build on: open or not, of its mode, and not built on it.
    pub fn possible_parents(&self, number: usize) -> Vec<usize> {
        let Some(member) = self.0.get(number) else { return Vec::new() };
        let fits = |n: &usize| {
            let other = &self.0[*n];
            other.scenario.mode == member.scenario.mode && !self.descends(other.id, member.id)
        };
        (0..self.0.len()).filter(fits).collect()
    }

    /// A note, a name or a standing is changed in place.
    pub fn set_note(&mut self, number: usize, note: &str) {
        if let Some(member) = self.0.get_mut(number) {
            note.clone_into(&mut member.note);
        }
    }

    /// Locks, archives or opens a member; once open again it follows what it builds on.
    pub fn set_standing(&mut self, number: usize, standing: Standing) {
        if let Some(member) = self.0.get_mut(number) {
            member.standing = standing;
            self.follow();
        }
    }

    /// Brings everything that is not a member's own up to the one it builds on.
    fn follow(&mut self) {
        // As many rounds as there may be steps from one that builds on none.
        for _ in 0..self.0.len() {
            let mut moved = false;
            for n in 0..self.0.len() {
                let member = &self.0[n];
                let Some(parent) = self.parent(n).filter(|_| member.standing == Standing::Open) else { continue };
                let parent = &self.0[parent].scenario;
                if parent.mode != member.scenario.mode {
                    // Nothing that is assumed of months to come holds for months that were.
                    self.0[n].on = None;
                    self.0[n].own.clear();
                    continue;
                }
                let mut scenario = Scenario { name: member.scenario.name.clone(), ..Scenario::clone(parent) };
                for part in &member.own {
                    part.copy(&member.scenario, &mut scenario);
                }
                let mut kept = Vec::new();
                if !scenario.people_hold() {
                    // What the two have of people can't hold together: the member keeps its own, all of it.
                    kept = Part::differing(parent, &member.scenario);
                    kept.retain(|part| part.group() == Some(Group::People));
                    kept.iter().for_each(|part| part.copy(&member.scenario, &mut scenario));
                }
                let differs = scenario != *member.scenario;
                self.0[n].own.extend(kept);
                if differs {
                    self.0[n].scenario = Arc::new(scenario);
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
    }

    fn next_id(&self) -> Id {
        self.0.iter().map(|m| m.id).max().unwrap_or(0) + 1
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::month::Month;
    use crate::scenario::PlaceKey;
    use crate::scenario::lever::{Lever, LeverKey, When};
    use crate::scenario::{Arrangement, Mode, Pooling};

    const COLLECTION: Lever = Lever::of(LeverKey::CollectionRate);
    const WAGES: Lever = Lever::of(LeverKey::WageGrowth);

    fn family() -> Family {
        let start = Month::january(2008);
        let mut base = Scenario::new("基准", start, 12);
        base.pooling.push(Pooling::of(Arrangement::County, start));
        let mut family = Family::of([Arc::new(base)]);
        family.derive(0, "统收统支");
        family.derive(1, "再加征缴率");
        family
    }

    fn set(family: &mut Family, number: usize, lever: &Lever, value: &str) {
        let mut scenario = Scenario::clone(&family.members()[number].scenario);
        assert!(lever.set(&mut scenario, value.parse().ok()));
        family.change(number, scenario);
    }

    fn value(family: &Family, number: usize, lever: &Lever) -> Decimal {
        lever.value(&family.members()[number].scenario)
    }

    #[test]
    fn what_is_not_changed_follows_the_base_and_a_reset_falls_back() {
        let mut family = family();
        set(&mut family, 1, &COLLECTION, "0.9");
        set(&mut family, 0, &WAGES, "0.05");
        assert_eq!([0, 1, 2].map(|n| value(&family, n, &WAGES)), ["0.05".parse().unwrap(); 3]);
        assert_eq!(value(&family, 0, &COLLECTION), Decimal::ONE);
        assert_eq!(value(&family, 2, &COLLECTION), "0.9".parse().unwrap());
        set(&mut family, 0, &COLLECTION, "0.8");
        assert_eq!(value(&family, 1, &COLLECTION), "0.9".parse().unwrap());
        assert_eq!(family.members()[1].own.iter().cloned().collect::<Vec<_>>(), [Part::of(&COLLECTION)]);
        family.reset(1, &[Part::of(&COLLECTION)]);
        assert_eq!([1, 2].map(|n| value(&family, n, &COLLECTION)), ["0.8".parse().unwrap(); 2]);
        assert!(family.members()[1].own.is_empty());
    }

    #[test]
    fn a_locked_one_stays_and_follows_again_when_opened() {
        let mut family = family();
        family.set_standing(1, Standing::Locked);
        set(&mut family, 0, &WAGES, "0.05");
        assert!(value(&family, 1, &WAGES).is_zero() && value(&family, 2, &WAGES).is_zero());
        family.set_standing(1, Standing::Open);
        assert_eq!([1, 2].map(|n| value(&family, n, &WAGES)), ["0.05".parse().unwrap(); 2]);
    }

    #[test]
    fn taking_one_out_leaves_the_values_of_those_that_built_on_it() {
        let mut family = family();
        set(&mut family, 1, &COLLECTION, "0.9");
        family.remove(1);
        assert_eq!(family.members().len(), 2);
        assert_eq!(value(&family, 1, &COLLECTION), "0.9".parse().unwrap());
        assert_eq!(family.parent(1), Some(0));
        set(&mut family, 0, &WAGES, "0.05");
        assert_eq!(value(&family, 1, &WAGES), "0.05".parse().unwrap());
        family.remove(0);
        assert_eq!(family.members().len(), 2);
    }

    #[test]
    fn none_builds_on_itself_and_none_on_another_mode() {
        let mut family = family();
        let last = family.members()[2].id;
        family.build_on(1, Some(last));
        assert_eq!(family.parent(1), Some(0));
        assert_eq!(family.possible_parents(0), Vec::<usize>::new());
        let mut replay = Scenario::clone(&family.members()[2].scenario);
        replay.mode = Mode::Replay;
        family.change(2, replay);
        assert_eq!((family.parent(2), family.members()[2].own.len()), (None, 0));
    }

    #[test]
    fn the_order_changes_and_the_base_stays_first() {
        let mut family = family();
        family.reorder(2, 0);
        let names: Vec<&str> = family.members().iter().map(|m| m.scenario.name.as_str()).collect();
        assert_eq!(names, ["基准", "再加征缴率", "统收统支"]);
        assert_eq!(family.parent(1), Some(2));
        family.reorder(0, 2);
        assert_eq!(family.members()[0].scenario.name, "基准");
    }

    #[test]
    fn each_part_has_a_text_that_is_read_back() {
        let mut a = Scenario::new("", Month::january(2008), 24);
        let b = a.clone();
        let city = [LeverKey::WageGrowth, LeverKey::CollectionRate].map(|k| Lever::of(k).when(When::Year(1)));
        let county: Arc<str> = "屯溪@区".into();
        let mut levers = city.to_vec();
        levers.push(Lever::of(LeverKey::PensionGrowth).at(PlaceKey::County(county.clone())));
        levers.extend([
            Lever::of(LeverKey::Target).county(county.clone()),
            Lever::of(LeverKey::OpeningCounty).county(county.clone()),
        ]);
        levers.extend([
            Lever::of(LeverKey::Season).nth(2),
            Lever::of(LeverKey::Grant).when(When::Year(1)),
            Lever::of(LeverKey::SubsidyRate),
        ]);
        levers.extend([
            Lever::of(LeverKey::FundedRate),
            Lever::of(LeverKey::Interest),
            Lever::of(LeverKey::OpeningPool),
        ]);
        levers.push(Lever::replay(crate::field::Field::Due));
        for lever in &levers {
            assert!(lever.set(&mut a, Some(Decimal::TWO)), "{lever:?}");
        }
        a.months = 36;
        a.pooling.push(Pooling::of(Arrangement::Unified, a.start));
        let parts = Part::differing(&a, &b);
        assert_eq!(parts.len(), levers.len() + 2);
        let mut copied = b.clone();
        for part in &parts {
            assert_eq!(Part::read(&part.write()).as_ref(), Some(part));
            part.copy(&a, &mut copied);
        }
        assert_eq!(copied, a);
        for part in &parts {
            part.copy(&b, &mut copied);
        }
        assert_eq!(copied, b);
        assert_eq!(Part::read("no_such_part"), None);
    }
}
