//! 以奖代补: who gets what of a pool of money, and why; and the same for Guangxi's two years as an example.
//!
//! Source: model section 12.2.

use super::page::{Page, decimal};
use crate::assessment::exact::{Exact, Score};
use crate::assessment::figure::path;
use crate::assessment::given::Statement;
use crate::assessment::kept::RewardTerms;
use crate::assessment::reward::{self, Base, Bases, Candidate, Rewards, Terms, Weighed, reward};
use crate::finding::{Findings, Origin};
use crate::measures::{Fund, Measure};
use crate::money::{Money, ratio};
use crate::month::Period;
use crate::report::model::formula::Formula;
use crate::report::views::context::Context;
use crate::report::{
    Books, Category, Cell, CellValue, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Subject,
    Tone,
};

/// A reward, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct RewardShown {
    /// How much goes to whom, and what is carried.
    pub headline: String,
    /// What each gets.
    pub figure: Figure,
    /// A row a place by rank, then all.
    pub sheet: Sheet,
    /// All that is given.
    pub given: Money,
}

/// The rankings of Guangxi's example, a year each: the scores are reconstructed, printed are the money of both years, that
/// it goes by the scores, and the cities.
const GUANGXI: [(i32, &str); 2] = [
    (2013, include_str!("../../../../assets/assessment/guangxi_2013.csv")),
    (2014, include_str!("../../../../assets/assessment/guangxi_2014.csv")),
];

/// The years of Guangxi's example.
pub const GUANGXI_YEARS: [i32; 2] = [GUANGXI[0].0, GUANGXI[1].0];

/// The money of a year of Guangxi's example: half of the 15 亿元 of both.
pub const GUANGXI_AMOUNT: Money = Money::from_yuan(750_000_000);

/// The reward that follows from an assessment on its terms.
///
/// # Errors
/// Awards above the money there is; an unknown base of a place that qualifies.
pub fn of_year(page: Page<'_>, terms: &RewardTerms) -> Result<RewardShown, Findings> {
    let now = page.scored.now();
    let candidates: Vec<Candidate> = now
        .order
        .iter()
        .map(|n| {
            let assessed = &now.places[*n];
            let place = path(&page.scored.places, assessed.place);
            Candidate {
                place: place.into(),
                total: assessed.total(),
                rank: assessed.rank,
                vetoed: assessed.veto.is_some(),
                origin: Origin::file(place),
            }
        })
        .collect();
    let fund = Fund::observed(page.context.observed);
    let bases = Bases { fund: Some(fund), statement: &page.scored.statement, year: page.scored.year };
    let rewards = reward(&candidates, &engine(terms), &bases)?;
    let names = now.order.iter().map(|n| page.place(now.places[*n].place)).collect();
    let subjects = now.order.iter().map(|n| {
        let place = page.scored.places.key(now.places[*n].place);
        let period = Period::Year(page.scored.year);
        // Retirees are weighed by their months, which no cell of the data is.
        (terms.base == Base::Gap).then_some(Subject::Measure {
            measure: Measure::Gap,
            place,
            period,
            books: Books::Data,
        })
    });
    let mut notes = page.notes();
    if terms.base == Base::Gap {
        notes.insert(0, page.text("rewarded.pays_for_gaps"));
    }
    let told = Told {
        context: page.context,
        terms,
        base: page.names().base(&terms.base),
        candidates: &candidates,
        rewards: &rewards,
        names,
        subjects: subjects.collect(),
        title: page.fill("rewarded.title", &[("year", &page.year(0))]),
        year: page.year(0),
        notes,
        source: page.source(),
    };
    Ok(told.shown())
}

/// Guangxi's example of a year.
///
/// # Errors
/// What is wrong with the shipped list.
pub fn of_guangxi(context: &Context<'_>, year: i32) -> Result<RewardShown, Findings> {
    let language = context.language();
    let text = GUANGXI.iter().find(|(of, _)| *of == year).map_or(GUANGXI[0].1, |(_, text)| text);
    let candidates = reward::ranking("guangxi.csv", text.as_bytes())?;
    let terms = RewardTerms { amount: GUANGXI_AMOUNT, base: Base::None, ..RewardTerms::default() };
    let statement = Statement::default();
    let rewards = reward(&candidates, &engine(&terms), &Bases { fund: None, statement: &statement, year })?;
    let year = context.period_name(Period::Year(year));
    let told = Told {
        context,
        terms: &terms,
        base: language.text("rewarded.base_none").to_owned(),
        candidates: &candidates,
        rewards: &rewards,
        names: candidates.iter().map(|candidate| candidate.place.to_string()).collect(),
        subjects: vec![None; candidates.len()],
        title: language.fill("rewarded.guangxi_title", &[("year", &year)]),
        year: language.fill("rewarded.guangxi_year", &[("year", &year)]),
        notes: vec![language.text("rewarded.guangxi_note").to_owned()],
        source: language.text("rewarded.guangxi_source").to_owned(),
    };
    Ok(told.shown())
}

fn engine(terms: &RewardTerms) -> Terms {
    Terms { amount: terms.amount, least: terms.least.into(), base: terms.base.clone(), award: terms.award.clone() }
}

impl super::page::Names {
    /// What rewards are weighed by, in words.
    pub fn base(self, base: &Base) -> String {
        match base {
            Base::Line(line) => self.line(line),
            base => self.language.text(&format!("rewarded.base_{}", base.key())).to_owned(),
        }
    }
}

/// A reward with all that is said of it.
struct Told<'a> {
    context: &'a Context<'a>,
    terms: &'a RewardTerms,
    base: String,
    candidates: &'a [Candidate],
    rewards: &'a Rewards,
    names: Vec<String>,
    subjects: Vec<Option<Subject>>,
    title: String,
    year: String,
    notes: Vec<String>,
    source: String,
}

impl Told<'_> {
    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.context.language().fill(key, values)
    }

    fn text(&self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn given(&self) -> Money {
        self.rewards.of.iter().map(reward::Reward::amount).sum()
    }

    fn shown(&self) -> RewardShown {
        RewardShown { headline: self.headline(), figure: self.figure(), sheet: self.sheet(), given: self.given() }
    }

    fn headline(&self) -> String {
        let style = self.context.style;
        let spoken = |money: Money| style.spoken(Quantity::Money(money));
        let count = self.rewards.of.iter().filter(|reward| reward.weighed.is_some()).count().to_string();
        let (amount, least) = (spoken(self.terms.amount), self.terms.least.normalize().to_string());
        let mut values = vec![("year", &*self.year), ("amount", &*amount), ("least", &*least), ("count", &*count)];
        let most =
            self.rewards.of.iter().enumerate().max_by_key(|(n, reward)| (reward.amount(), std::cmp::Reverse(*n)));
        let most = most.filter(|(_, reward)| reward.amount().is_positive());
        let Some((n, most)) = most else { return self.fill("rewarded.nobody", &values) };
        let (name, most) = (&self.names[n], spoken(most.amount()));
        values.extend([("place", &**name), ("most", &*most)]);
        let carried = spoken(self.rewards.carried);
        values.push(("carried", &*carried));
        let key = if self.rewards.carried.is_zero() { "rewarded.headline" } else { "rewarded.headline_carried" };
        self.fill(key, &values)
    }

    fn figure(&self) -> Figure {
        let point = |money: Money| Point { value: Some(Quantity::Money(money)), subject: None };
        let series = |key: &str, role, points| Series { name: self.text(key), role, mark: Mark::StackedBar, points };
        let fixed: Vec<Point> = self.rewards.of.iter().map(|reward| point(reward.fixed)).collect();
        let shares = self.rewards.of.iter().map(|reward| point(reward.share)).collect();
        let mut all = vec![series("rewarded.share", Role::Grants, shares)];
        if self.rewards.of.iter().any(|reward| !reward.fixed.is_zero()) {
            all.insert(0, series("rewarded.fixed", Role::Subsidies, fixed));
        }
        Figure {
            title: self.title.clone(),
            categories: Category::named(&self.names),
            ticks: self.names.clone(),
            measured: Measured::Money,
            series: all,
            notes: self.notes.clone(),
            source: self.source.clone(),
            ..Figure::default()
        }
    }

    /// Why a place does not qualify; empty of one that does.
    fn why_not(&self, n: usize) -> String {
        let candidate = &self.candidates[n];
        match self.rewards.of[n].weighed {
            Some(_) => String::new(),
            None if candidate.vetoed => self.text("rewarded.vetoed"),
            None if candidate.rank.is_none() => self.text("rewarded.without_rank"),
            None => self.fill("rewarded.below", &[("least", &self.terms.least.normalize().to_string())]),
        }
    }

    fn sheet(&self) -> Sheet {
        let column = |key: &str, measured| Column::new(self.text(key), measured);
        let is_money = !matches!(self.terms.base, Base::None | Base::Retirees);
        let money = |money: Money| Cell::quantity(Some(Quantity::Money(money)), None);
        let marks = |score: Score| Quantity::Marks(decimal(&Exact::from(score)).unwrap_or_default(), 2);
        let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
        let weights: i128 = self.rewards.of.iter().filter_map(|reward| Some(reward.weighed?.1)).sum();
        let row = |n: usize| {
            let (candidate, reward) = (&self.candidates[n], &self.rewards.of[n]);
            let rank = candidate.rank.map(|rank| Quantity::Number(rank.into()));
            let base = reward.weighed.map(|(base, _)| match base {
                Weighed::Number(number) => Quantity::Number(i64::try_from(number).unwrap_or_default().into()),
                Weighed::Money(money) => Quantity::Money(money),
            });
            let share = reward.weighed.and_then(|(_, weight)| ratio(weight, weights, 6));
            let part = share.and_then(|share| f32::try_from(share).ok());
            let why = self.why_not(n);
            vec![
                Cell::quantity(rank, None),
                Cell::text(self.names[n].clone()),
                Cell::quantity(Some(marks(candidate.total)), None),
                base.map_or_else(empty, |base| Cell::quantity(Some(base), self.subjects[n].clone())),
                share.map_or_else(empty, |share| Cell::quantity(Some(Quantity::Ratio(share)), None)).barred(part),
                money(reward.fixed),
                money(reward.share),
                money(reward.amount()),
                Cell::text(why.clone()).toned(if why.is_empty() { Tone::Plain } else { Tone::Muted }),
            ]
        };
        let count = self.candidates.len();
        let mut rows: Vec<Vec<Cell>> = (0..count).map(row).collect();
        let sum = |of: fn(&reward::Reward) -> Money| money(self.rewards.of.iter().map(of).sum());
        let mut total = vec![empty(), Cell::text(self.text("rewarded.all")), empty(), empty(), empty()];
        total.extend([sum(|r| r.fixed), sum(|r| r.share), sum(reward::Reward::amount), empty()]);
        rows.push(total);
        let last = count.saturating_sub(1);
        let formulas = [5, 6, 7].map(|column| (count, column, Formula::Sum((0, column), (last, column)))).to_vec();
        let mut notes = vec![self.fill("rewarded.rule", &[("base", &self.base)])];
        if !self.rewards.carried.is_zero() {
            let carried = self.context.style.full(Quantity::Money(self.rewards.carried));
            notes.push(self.fill("rewarded.carried", &[("carried", &carried)]));
        }
        notes.extend(self.notes.iter().cloned());
        Sheet {
            title: self.title.clone(),
            columns: vec![
                column("indicators.rank", Measured::Number),
                column("indicators.place", Measured::Text),
                column("indicators.total", Measured::Marks),
                Column::new(self.base.clone(), if is_money { Measured::Money } else { Measured::Number }),
                column("rewarded.weight", Measured::Ratio),
                column("rewarded.fixed", Measured::Money),
                column("rewarded.share", Measured::Money),
                column("rewarded.amount", Measured::Money),
                column("indicators.remark", Measured::Text),
            ],
            frozen: 2,
            rows,
            totals: 1,
            formulas,
            notes,
            source: self.source.clone(),
            ..Sheet::default()
        }
    }
}
