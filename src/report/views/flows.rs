//! Who pays whom in a settled period, as flows from left to right: governments above and places that remit, their pools
//! up to the highest, and down again to the places that are given.
//!
//! Read from the journal: grants, subsidies, remittances, balances handed up, advances, allocations, settlements, working
//! capital. A place is shown with two levels below it where pools stand between, else with one; what lies deeper is
//! counted with the place above it. Of very many places those with most stand by themselves.

use std::collections::BTreeMap;

use super::context::{Context, Settled, name_of};
use crate::field::Field;
use crate::journal::{Account, DebtEffect, Kind, Purse};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{Level, PlaceId, PlaceKey, Places};
use crate::report::model::charts::{Flows, Link, Node};
use crate::report::{Holder, Measured, Quantity, Role, SettlementItem, Subject};
use crate::simulation::Run;

/// A bar each for so many counties; of more, those that move most, and the rest as one.
const MOST_COUNTIES: usize = 12;

/// How many stand by themselves where there are more.
pub(super) const NAMED: usize = 10;

/// Where something stands in the picture; the order is that of the nodes from top to bottom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Stand {
    /// 中央和省
    Upper,
    /// 财政 of the places that pool, all of them.
    Advancing,
    /// 区县财政, all of them.
    Treasuries,
    /// Who lends the counties working capital, all of them.
    Lenders,
    /// The `n`th place of a depth; the last one is the rest.
    At { column: usize, depth: usize, n: usize },
}

/// Who paid whom how much of a kind; outside the places stands `None`.
type Paid = BTreeMap<(Kind, Option<PlaceId>, PlaceId), Money>;

fn paid(run: &Run, period: Period) -> Paid {
    let mut paid = Paid::new();
    let months = period.last_month().since(period.first_month());
    let fund = |account: Account| account.place().filter(|_| account.purse() == Purse::Fund);
    for posting in (0..=months).flat_map(|n| run.postings(Month::plus(period.first_month(), n))) {
        // What comes to a fund and is no income of its own: neither interest nor what pays off its debt.
        let into = posting.kind.spec().into;
        let is_shown = into.is_some_and(|field| !matches!(field, Field::Interest | Field::GapCovered));
        if let Some(to) = fund(posting.to).filter(|_| is_shown) {
            *paid.entry((posting.kind, fund(posting.from), to)).or_default() += posting.amount();
        }
    }
    paid
}

/// Which places stand by themselves at a depth, and which are summed up.
#[derive(Default)]
struct Shown {
    named: Vec<PlaceId>,
    rest: Vec<PlaceId>,
}

/// Places by depth: above the place itself, the place, those below it and those below them.
struct Picture<'a> {
    places: &'a Places,
    at: PlaceId,
    /// The deepest that is shown.
    deepest: usize,
    /// The least deep to which money moves.
    top: usize,
    shown: [Shown; 4],
}

/// The depth of the place itself.
const ITSELF: usize = 1;

impl<'a> Picture<'a> {
    fn new(places: &'a Places, at: PlaceId, paid: &Paid) -> Picture<'a> {
        let mut picture = Picture { places, at, deepest: ITSELF + 2, top: ITSELF, shown: Default::default() };
        // Pools that stand between the place and its counties part what is below it in two.
        let between = |place: PlaceId| !places.is_county(place) && places.above(place) == Some(at);
        let parts = paid.keys().any(|(_, from, to)| between(*to) || from.is_some_and(between));
        picture.deepest = if parts { ITSELF + 2 } else { ITSELF + 1 };
        let mut sizes: BTreeMap<PlaceId, Money> = BTreeMap::new();
        for ((_, from, to), amount) in paid {
            for end in from.iter().chain([to]) {
                let Some((depth, place)) = picture.find(*end) else { continue };
                *sizes.entry(place).or_default() += *amount;
                picture.top = picture.top.min(depth);
            }
        }
        let below: Vec<PlaceId> = places.below(at).to_vec();
        let mut deeper: Vec<PlaceId> = below.iter().flat_map(|place| places.below(*place)).copied().collect();
        deeper.sort_unstable();
        let above: Vec<PlaceId> = places.upwards(at).skip(1).collect();
        for (shown, all) in picture.shown.iter_mut().zip([above, vec![at], below, deeper]) {
            let (named, rest) = largest(all.len(), |n| sizes.get(&all[n]).copied().unwrap_or_default());
            let of = |places: Vec<usize>| places.into_iter().map(|n| all[n]).collect();
            *shown = Shown { named: of(named), rest: of(rest) };
        }
        picture
    }

    /// The depth at which a place is counted, and with which place; `None` where it is neither above nor below.
    fn find(&self, place: PlaceId) -> Option<(usize, PlaceId)> {
        let way: Vec<PlaceId> = self.places.upwards(place).take_while(|above| *above != self.at).collect();
        if way.last().is_none_or(|last| self.places.above(*last).is_some()) {
            let depth = (ITSELF + way.len()).min(self.deepest);
            let with = way.len().checked_sub(depth - ITSELF).and_then(|n| way.get(n)).copied();
            return Some((depth, with.unwrap_or(self.at)));
        }
        self.places.upwards(self.at).any(|above| above == place).then_some((0, place))
    }

    /// Where a place stands as one that pays, or as one that is paid.
    fn stand(&self, (depth, place): (usize, PlaceId), pays: bool) -> Stand {
        let middle = self.deepest - self.top;
        let column = if pays { self.deepest - depth } else { middle + depth - self.top };
        let named = &self.shown[depth].named;
        Stand::At { column, depth, n: named.iter().position(|shown| *shown == place).unwrap_or(named.len()) }
    }

    /// The two ends of what was paid; `None` for what stays within one place, or outside the picture.
    fn ends(&self, kind: Kind, from: Option<PlaceId>, to: PlaceId) -> Option<(Stand, Stand)> {
        let to = self.find(to)?;
        let Some(from) = from else {
            let source = match (kind.spec().from, kind.spec().debt) {
                ([Purse::CentralAndProvincialBudget], _) => Stand::Upper,
                ([Purse::Lender], _) => Stand::Lenders,
                (_, DebtEffect::Lent) => Stand::Advancing,
                _ => Stand::Treasuries,
            };
            // A pool gets it with what it is remitted, a county with what it is allocated.
            let is_pool = to.0 != self.deepest && !self.places.is_county(to.1);
            return (to.0 >= ITSELF).then(|| (source, self.stand(to, is_pool)));
        };
        let from = self.find(from)?;
        if from.0 == to.0 {
            return None;
        }
        let upwards = from.0 > to.0;
        Some((self.stand(from, upwards), self.stand(to, upwards)))
    }

    /// What pools between keep of what they are remitted, and give on to their own members.
    fn kept(&self, merged: &Merged) -> Vec<(Stand, Stand, Money)> {
        let sum = |is_of: &dyn Fn(&Stand, &Stand) -> bool| -> Money {
            merged.iter().filter(|((from, to, _), _)| is_of(from, to)).map(|(_, (amount, _))| *amount).sum()
        };
        let between = self.top + 1..self.deepest;
        let pools = between.flat_map(|depth| self.shown[depth].named.iter().map(move |place| (depth, *place)));
        pools
            .filter_map(|pool| {
                let (up, down) = (self.stand(pool, true), self.stand(pool, false));
                let left = sum(&|_, to| *to == up) - sum(&|from, _| *from == up);
                let given = sum(&|from, _| *from == down) - sum(&|_, to| *to == down);
                let kept = left.min(given);
                kept.is_positive().then_some((up, down, kept))
            })
            .collect()
    }

    /// What a stand is known by in every language.
    fn key(&self, stand: Stand) -> String {
        match stand {
            Stand::Upper => "upper".to_owned(),
            Stand::Advancing => "advancing".to_owned(),
            Stand::Treasuries => "treasuries".to_owned(),
            Stand::Lenders => "lenders".to_owned(),
            Stand::At { depth, n, .. } => match self.shown[depth].named.get(n).map(|place| self.places.key(*place)) {
                Some(PlaceKey::Root) => "/".to_owned(),
                Some(place) => place.suffix(),
                None => format!("rest {depth}"),
            },
        }
    }

    fn name(&self, context: &Context<'_>, stand: Stand) -> String {
        let (places, language) = (self.places, context.language());
        let is_city = places.level(places.root()) == Level::City;
        match stand {
            Stand::Upper => language.text("holder.upper").to_owned(),
            Stand::Advancing if is_city => language.text("holder.city_treasury").to_owned(),
            Stand::Advancing => language.text("replayed.advancing").to_owned(),
            Stand::Treasuries => language.text("replayed.treasuries").to_owned(),
            Stand::Lenders => language.text("replayed.lenders").to_owned(),
            Stand::At { depth, n, .. } => match self.shown[depth].named.get(n) {
                Some(_) if depth == ITSELF && is_city => language.text("holder.pool").to_owned(),
                Some(place) if depth == self.top => {
                    language.fill("holder.pool_of", &[("place", &name_of(places, *place, language))])
                }
                Some(place) => name_of(places, *place, language),
                None => {
                    let rest = &self.shown[depth].rest;
                    let are_counties = rest.iter().all(|place| places.is_county(*place));
                    let key = if are_counties { "replayed.rest" } else { "replayed.rest_of_places" };
                    language.fill(key, &[("count", &rest.len().to_string())])
                }
            },
        }
    }

    /// The level of a place that stands in the picture.
    fn level(&self, stand: Stand) -> Level {
        let place = match stand {
            Stand::At { depth, n, .. } => {
                let Shown { named, rest } = &self.shown[depth];
                named.get(n).or(rest.first()).copied()
            }
            _ => None,
        };
        self.places.level(place.unwrap_or(self.places.root()))
    }

    fn node(&self, context: &Context<'_>, stand: Stand) -> Node {
        let (column, role) = match stand {
            Stand::Upper => (0, Role::Grants),
            Stand::Advancing | Stand::Treasuries => (0, Role::Subsidies),
            Stand::Lenders => (0, Role::Trouble),
            Stand::At { column, depth, n } => {
                let is_pool = depth != self.deepest
                    && self.shown[depth].named.get(n).is_none_or(|place| !self.places.is_county(*place));
                let role = match column.cmp(&(self.deepest - self.top)) {
                    _ if is_pool => Role::Balance,
                    std::cmp::Ordering::Less => Role::Contributions,
                    _ => Role::Pensions,
                };
                (column, role)
            }
        };
        Node { key: self.key(stand), name: self.name(context, stand), role, column }
    }

    /// Whose posting a link is, where it is that of one place alone: a county's, or what a pool got from outside.
    fn holder(&self, from: Stand, to: Stand) -> Option<Holder> {
        let place = |stand: Stand| match stand {
            Stand::At { depth, n, .. } => self.shown[depth].named.get(n).copied(),
            _ => None,
        };
        let is_county = |stand: Stand| place(stand).filter(|place| self.places.is_county(*place));
        if let Some(county) = is_county(from).or_else(|| is_county(to)) {
            return Some(Holder::with_below(self.places.key(county)));
        }
        let outside = !matches!(from, Stand::At { .. });
        let is_itself = |stand: Stand| matches!(stand, Stand::At { depth, .. } if depth != self.deepest);
        place(to).filter(|_| outside && is_itself(to)).map(|pool| Holder::own(self.places.key(pool)))
    }
}

/// The links by their ends and kinds, each with its amount and the place whose posting it is.
type Merged = BTreeMap<(Stand, Stand, Kind), (Money, Option<Holder>)>;

/// The flows of a month or a year of a place and those below it; `number` is the scenario's in the project, and leads to
/// Why.
pub fn flows(
    context: &Context<'_>,
    settled: &Settled,
    number: Option<usize>,
    at: PlaceId,
    period: Period,
    title: String,
) -> Flows {
    let (run, language) = (&settled.run, context.language());
    let paid = paid(run, period);
    let picture = Picture::new(&run.places, at, &paid);
    let mut merged = Merged::new();
    for ((kind, from, to), amount) in &paid {
        if let Some((from, to)) = picture.ends(*kind, *from, *to) {
            merged.entry((from, to, *kind)).or_insert_with(|| (Money::ZERO, picture.holder(from, to))).0 += *amount;
        }
    }
    let kept = picture.kept(&merged);
    let ends = merged.keys().map(|(from, to, _)| (from, to)).chain(kept.iter().map(|(from, to, _)| (from, to)));
    let mut stands: Vec<Stand> = ends.flat_map(|(from, to)| [*from, *to]).collect();
    stands.sort_unstable();
    stands.dedup();
    let link = |(from, to): (Stand, Stand), amount: Money, (key, what): (&str, String), subject| {
        let (from, to) = (stands.binary_search(&from).ok()?, stands.binary_search(&to).ok()?);
        Some(Link { key: key.to_owned(), from, to, amount: Quantity::Money(amount), what, subject })
    };
    let paid = merged.into_iter().filter_map(|((from, to, kind), (amount, holder))| {
        let item = SettlementItem::Posted(kind);
        let subject =
            number.zip(holder).map(|(scenario, holder)| Subject::Settlement { scenario, holder, period, item });
        let what = language.text(&kind.text_key_at(picture.level(to))).to_owned();
        link((from, to), amount, (kind.key(), what), subject)
    });
    let own = || ("kept", language.text("replayed.kept_here").to_owned());
    let kept = kept.into_iter().filter_map(|(from, to, amount)| link((from, to), amount, own(), None));
    let links = paid.chain(kept).collect();
    let source = context.source_of([&*settled.scenario]);
    let nodes = stands.iter().map(|stand| picture.node(context, *stand)).collect();
    Flows { title, measured: Measured::Money, nodes, links, noted: Vec::new(), notes: Vec::new(), source }
}

/// Which of so many stand by themselves, in their order, and which are summed up: all where there are few, else the
/// largest.
pub(super) fn largest(count: usize, size: impl Fn(usize) -> Money) -> (Vec<usize>, Vec<usize>) {
    if count <= MOST_COUNTIES {
        return ((0..count).collect(), Vec::new());
    }
    let mut all: Vec<usize> = (0..count).collect();
    all.sort_by_key(|c| std::cmp::Reverse(size(*c)));
    let mut rest = all.split_off(NAMED);
    all.sort_unstable();
    rest.sort_unstable();
    (all, rest)
}
