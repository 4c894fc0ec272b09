//! 责任书: what each government owes under each rule in a year, what it paid, and the postings behind it.
//!
//! Source: model section 12.4.

use super::exact::Score;
use super::figure::path;
use super::given::{Entered, Entry};
use super::scoring::Assessed;
use super::tree::{Condition, Tree};
use crate::field::Field;
use crate::journal::{Account, Kind, Posting};
use crate::measures::{Fund, Measure, Value};
use crate::money::{Money, round_money};
use crate::month::{Month, Period};
use crate::place::{Level, PlaceId, Places};
use crate::scenario::Subsidy;
use crate::simulation::Run;

/// Whose treasury.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Government {
    /// A place's.
    Of(PlaceId),
    /// That of a level above the data's root.
    Above(Level),
}

impl Government {
    /// Its key in files: a place's path, or the level above the root's.
    pub fn key(self, places: &Places) -> String {
        match self {
            Government::Of(place) => path(places, place).to_owned(),
            Government::Above(level) => format!("above:{}", level.key()),
        }
    }

    fn treasury(self) -> Account {
        match self {
            Government::Of(place) => Account::treasury(place),
            Government::Above(level) => Account::treasury_above(level),
        }
    }
}

/// Under which rule money is owed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Duty {
    /// 同级财政补助
    Subsidy,
    /// 缺口分担, after credits
    GapSharing,
    /// 借款利息
    DebtInterest,
    /// 财政垫付余额: advanced and not given back, of all years up to this one
    Advances,
}

impl Duty {
    /// All, in the order of a page.
    pub const ALL: [Duty; 4] = [Duty::Subsidy, Duty::GapSharing, Duty::DebtInterest, Duty::Advances];

    /// Its key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Duty::Subsidy => "subsidy",
            Duty::GapSharing => "gap_sharing",
            Duty::DebtInterest => "debt_interest",
            Duty::Advances => "advances",
        }
    }

    /// Whether a kind of posting out of a treasury falls under it.
    fn covers(self, kind: Kind) -> bool {
        match self {
            Duty::Subsidy => kind == Kind::Subsidy,
            Duty::GapSharing => {
                matches!(kind, Kind::GapNation | Kind::GapProvince | Kind::GapCity | Kind::GapCounty)
            }
            Duty::DebtInterest => kind == Kind::DebtInterest,
            Duty::Advances => kind == Kind::Advance,
        }
    }
}

/// What is owed under one rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owed {
    /// Which.
    pub duty: Duty,
    /// How much; `None` is unknown.
    pub owed: Option<Money>,
    /// What was paid, from statements or entered; `None` is unknown.
    pub paid: Option<Money>,
    /// The postings that it is the sum of; of advances those given back too.
    pub postings: Vec<Posting>,
}

impl Owed {
    /// What is still to be paid.
    pub fn difference(&self) -> Option<Money> {
        Some(self.owed? - self.paid?)
    }
}

/// One government's page of a year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Whose.
    pub government: Government,
    /// What it owes, rule by rule; only rules that ask for anything, or under which something was paid.
    pub duties: Vec<Owed>,
    /// 自筹流动资金 that the county's fund raised in the year. The fund's financial rules know other remedies: balances,
    /// bonds, the upper level's adjustment, the treasury.
    pub borrowed: Money,
}

/// The pages of a year of a run, its journal kept: counties in data order, the places above, then the governments above
/// the root. `paid` tells what a government paid under a rule.
pub fn of_run(run: &Run, year: i32, paid: impl Fn(Government, Duty) -> Option<Money>) -> Vec<Page> {
    let root = run.places.level(run.places.root());
    let above = [Level::Province, Level::Nation].into_iter().filter(|level| *level > root).map(Government::Above);
    let governments: Vec<Government> = run.places.all().map(Government::Of).chain(above).collect();
    let (first, last) = (Month::january(year), Month::december(year));
    let mut pages: Vec<Page> = governments
        .iter()
        .map(|government| Page { government: *government, duties: Vec::new(), borrowed: Money::ZERO })
        .collect();
    let mut postings: Vec<[Vec<Posting>; Duty::ALL.len()]> = vec![Default::default(); pages.len()];
    // A treasury's page is at its place's position; those above the root follow.
    let position = |account: Account| match account.place() {
        Some(place) => Some(place.index()),
        None => governments.iter().position(|government| government.treasury() == account),
    };
    for posting in run.journal.iter().filter(|posting| posting.month <= last) {
        let of_year = posting.month >= first;
        if let (Kind::Borrow, true, Some(county)) = (posting.kind, of_year, posting.to.place()) {
            pages[county.index()].borrowed += posting.amount();
        }
        for (n, duty) in Duty::ALL.into_iter().enumerate() {
            let is_treasury = |account: Account| governments.iter().any(|g| g.treasury() == account);
            let account = if duty.covers(posting.kind) && (of_year || duty == Duty::Advances) {
                posting.from
            } else if duty == Duty::Advances && posting.kind == Kind::Repay && is_treasury(posting.to) {
                posting.to
            } else {
                continue;
            };
            if let Some(page) = position(account) {
                postings[page][n].push(*posting);
            }
        }
    }
    for (page, postings) in pages.iter_mut().zip(postings) {
        for (duty, postings) in Duty::ALL.into_iter().zip(postings) {
            let sum = |is_back: bool| -> Money {
                postings.iter().filter(|p| (p.kind == Kind::Repay) == is_back).map(Posting::amount).sum()
            };
            let (owed, paid) = (sum(false) - sum(true), paid(page.government, duty));
            if !postings.is_empty() || paid.is_some() {
                page.duties.push(Owed { duty, owed: Some(owed), paid, postings });
            }
        }
    }
    pages
}

/// What a county's government owes as matching subsidy by the rule on the gap of the year before, and what it paid, both
/// from the data. Unknown where the twelve months before are not all on record.
pub fn subsidy_of_data(fund: &Fund<'_>, county: PlaceId, year: i32, rule: &Subsidy) -> Owed {
    let before = Period::Year(year - 1);
    let gap = match fund.measure(Measure::Gap, county, before) {
        Some(Value::Money(gap)) if fund.months_on_record(county, before) == 12 => Some(gap),
        _ => None,
    };
    let owed = gap.and_then(|gap| match gap > rule.threshold {
        true => round_money(&[gap.into(), rule.rate.into()], &[]),
        false => Some(Money::ZERO),
    });
    let paid = fund.money(county, Period::Year(year), Field::Subsidy);
    Owed { duty: Duty::Subsidy, owed, paid, postings: Vec::new() }
}

/// The incidents that the tree punishes: the vetoes that were entered and hold, with their evidence, and the marks that
/// they cost the place in all.
pub fn incidents<'a>(
    tree: &'a Tree,
    assessed: &Assessed,
    entered: &'a Entered,
) -> (Vec<(&'a Condition, &'a Entry)>, Score) {
    let of = |veto: &'a Condition| {
        let entry = entered.entries(assessed.place, &veto.id).first()?;
        entry.value.as_ref().filter(|value| veto.holds(value)).map(|_| (veto, entry))
    };
    let lost = Score::of(assessed.scored.number() - assessed.total().number());
    (tree.vetoes.iter().filter_map(of).collect(), lost)
}
