//! Who pays whom in a settled period, as flows from left to right: upper levels and counties that remit, the pool, and
//! the counties that are given.
//!
//! Read from the journal: grants, subsidies, remittances, balances handed up, advances, allocations, working capital. Of
//! very many counties those with most stand by themselves.

use std::collections::BTreeMap;

use super::context::{Context, Settled};
use crate::journal::{Account, Kind};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::report::model::charts::{Flows, Link, Node};
use crate::report::{Holder, Measured, Place, Quantity, Role, SettlementItem, Subject};

/// A bar each for so many counties; of more, those that move most, and the rest as one.
const MOST_COUNTIES: usize = 12;

/// How many stand by themselves where there are more.
pub(super) const NAMED: usize = 10;

/// Where something stands in the picture; the order is that of the nodes from top to bottom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Stand {
    /// 中央和省
    Upper,
    /// 市财政
    City,
    /// 区县财政, all of them.
    Treasuries,
    /// Who lends the counties working capital, all of them.
    Lenders,
    /// A county that remits; the last one is the rest.
    Giver(usize),
    /// 市级统筹基金
    Pool,
    /// A county that is given.
    Taker(usize),
}

impl Stand {
    const fn column(self) -> usize {
        match self {
            Stand::Pool => 1,
            Stand::Taker(_) => 2,
            _ => 0,
        }
    }

    const fn role(self) -> Role {
        match self {
            Stand::Upper => Role::Grants,
            Stand::City | Stand::Treasuries => Role::Subsidies,
            Stand::Lenders => Role::Trouble,
            Stand::Giver(_) => Role::Contributions,
            Stand::Pool => Role::Balance,
            Stand::Taker(_) => Role::Pensions,
        }
    }
}

/// The flows of a month or a year; `number` is the scenario's in the project, and leads to Why.
pub fn flows(context: &Context<'_>, settled: &Settled, number: Option<usize>, period: Period, title: String) -> Flows {
    let (run, language) = (&settled.run, context.language());
    let mut sums: BTreeMap<(Kind, Option<usize>), Money> = BTreeMap::new();
    let mut sizes = vec![Money::ZERO; run.places.counties()];
    let months = period.last_month().since(period.first_month());
    let postings = (0..=months).flat_map(|n| run.postings(Month::plus(period.first_month(), n)));
    for posting in postings {
        let county = |account: Account| account.place().filter(|place| run.places.is_county(*place));
        let county = match posting.kind {
            Kind::Remit | Kind::HandUp => county(posting.from),
            Kind::Allocate | Kind::Grant | Kind::Subsidy | Kind::Borrow => county(posting.to),
            Kind::Advance => None,
            _ => continue,
        };
        let county = county.map(PlaceId::index);
        *sums.entry((posting.kind, county)).or_default() += posting.amount();
        if let Some(size) = county.and_then(|c| sizes.get_mut(c)) {
            *size += posting.amount();
        }
    }
    let (named, rest) = largest(sizes.len(), |c| sizes[c]);
    let place_of = |county: usize| named.binary_search(&county).unwrap_or(named.len());
    let mut merged: BTreeMap<(Stand, Stand, Kind), (Money, Option<usize>)> = BTreeMap::new();
    for ((kind, county), amount) in sums {
        let (from, to) = match (kind, county) {
            (Kind::Remit | Kind::HandUp, Some(county)) => (Stand::Giver(place_of(county)), Stand::Pool),
            (Kind::Allocate, Some(county)) => (Stand::Pool, Stand::Taker(place_of(county))),
            (Kind::Grant, Some(county)) => (Stand::Upper, Stand::Taker(place_of(county))),
            (Kind::Subsidy, Some(county)) => (Stand::Treasuries, Stand::Taker(place_of(county))),
            (Kind::Borrow, Some(county)) => (Stand::Lenders, Stand::Taker(place_of(county))),
            (Kind::Grant, None) => (Stand::Upper, Stand::Pool),
            (_, _) => (Stand::City, Stand::Pool),
        };
        let own = county.filter(|county| named.contains(county));
        merged.entry((from, to, kind)).or_insert((Money::ZERO, own)).0 += amount;
    }
    let mut stands: Vec<Stand> = merged.keys().flat_map(|(from, to, _)| [*from, *to]).collect();
    stands.sort_unstable();
    stands.dedup();
    let name = |stand: Stand| match stand {
        Stand::Upper => language.text("holder.upper").to_owned(),
        Stand::City => language.text("holder.city_treasury").to_owned(),
        Stand::Treasuries => language.text("replayed.treasuries").to_owned(),
        Stand::Lenders => language.text("replayed.lenders").to_owned(),
        Stand::Pool => language.text("holder.pool").to_owned(),
        Stand::Giver(place) | Stand::Taker(place) => match named.get(place) {
            Some(county) => context.place_name(&run.places.key(PlaceId::county(*county))),
            None => language.fill("replayed.rest", &[("count", &rest.len().to_string())]),
        },
    };
    let nodes =
        stands.iter().map(|stand| Node { name: name(*stand), role: stand.role(), column: stand.column() }).collect();
    let links = merged
        .into_iter()
        .filter_map(|((from, to, kind), (amount, county))| {
            let holder = match county {
                Some(county) => Some(Holder::with_below(run.places.key(PlaceId::county(county)))),
                None => (to == Stand::Pool && !matches!(from, Stand::Giver(_))).then_some(Holder::own(Place::Root)),
            };
            let item = SettlementItem::Posted(kind);
            let subject =
                number.zip(holder).map(|(scenario, holder)| Subject::Settlement { scenario, holder, period, item });
            Some(Link {
                from: stands.binary_search(&from).ok()?,
                to: stands.binary_search(&to).ok()?,
                amount: Quantity::Money(amount),
                what: language.text(&format!("kind.{}", kind.key())).to_owned(),
                subject,
            })
        })
        .collect();
    Flows { title, measured: Measured::Money, nodes, links, notes: Vec::new(), source: context.source_line() }
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
