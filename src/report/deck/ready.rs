//! Ready-made decks: the month's brief, two years compared, scenarios before a decision, the later retirement age, budgets,
//! the assessment, the special account.

use super::{
    BudgetChart, CountyChart, LadderChart, Moves, Of, OutcomeChart, Page, Part, Plan, ReconcileChart, RetirementChart,
    ScoresChart, Shows, YearsChart,
};
use crate::answers::Quantity;
use crate::answers::retirement::is_asked;
use crate::dataset::Grain;
use crate::listed::listed;
use crate::month::Period;
use crate::report::views::assessment::assessment;
use crate::report::views::context::Context;
use crate::report::views::overview::Against;
use crate::report::views::years::preset;
use crate::report::{Books, Place};
use crate::scenario::family::{Family, Id, Member, Standing};
use crate::scenario::{GrantsTo, Mode, Remit, Scenario};
use crate::simulation::stochastic::Total;
use crate::special_account::account::Account;
use crate::special_account::deposits::pool_has_balance;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;

listed! {
    /// A ready-made deck.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum Ready, ALL, text_key -> &'static str;

    /// 月度简报
    Monthly = "deck.monthly";
    /// 年度对比
    Annual = "deck.annual";
    /// 情景报告
    Scenario = "deck.scenario";
    /// 延迟退休影响
    Retirement = "deck.retirement";
    /// 预算草案
    Draft = "deck.budget_draft";
    /// 预算执行分析
    Budget = "deck.budget";
    /// 考核通报
    Scores = "deck.scores";
    /// 专户月报
    SpecialAccount = "deck.special_account";
    /// 基金运行分析报告: to be written as a document.
    Report = "deck.report";
}

/// What of a project its decks are made from.
#[derive(Clone, Copy, Debug)]
pub struct MadeFrom<'a> {
    /// The scenarios.
    pub family: &'a Family,
    /// The budgets that are kept.
    pub budgets: &'a Budgets,
    /// The ledgers of the special account.
    pub account: &'a Account,
    /// What its money is laid out by.
    pub ladders: &'a Ladders,
}

impl Ready {
    /// The name on the command line.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("deck.")
    }

    /// The one of a name.
    pub fn of_key(key: &str) -> Option<Ready> {
        Ready::ALL.into_iter().find(|ready| ready.key() == key)
    }

    /// Whether the project has anything to say of it.
    pub fn is_possible(self, project: MadeFrom<'_>) -> bool {
        let family = project.family;
        match self {
            Ready::Retirement => by_age(family).is_some(),
            Ready::Draft | Ready::Budget => budgeted(family).is_some(),
            Ready::SpecialAccount => project.account.is_whole() || project.ladders.now.is_some(),
            Ready::Monthly | Ready::Annual | Ready::Scenario | Ready::Scores | Ready::Report => true,
        }
    }

    /// The plan of it, as far as the data and the project go.
    pub fn plan(self, context: &Context<'_>, project: MadeFrom<'_>) -> Plan {
        let MadeFrom { family, budgets, .. } = project;
        let pages = match self {
            Ready::Monthly => monthly(context),
            Ready::Annual => annual(context),
            Ready::Scenario => scenarios(family),
            Ready::Retirement => retirement(family),
            Ready::Draft => draft(context, family, budgets),
            Ready::Budget => budget(context, family, budgets),
            Ready::Scores => scores(context),
            Ready::SpecialAccount => special_account(context, project),
            Ready::Report => {
                let name = context.language().text(self.text_key()).to_owned();
                return Plan { name, pages: report(context, family), ..Plan::default() };
            }
        };
        let name = context.language().text(self.text_key()).to_owned();
        if pages.is_empty() {
            return Plan { name, ..Plan::default() };
        }
        let front = [Shows::Cover { period: self.period(context, &pages) }, Shows::Conclusions];
        let pages = front.into_iter().chain(pages).map(Page::new).collect();
        Plan { name, pages, ..Plan::default() }
    }

    /// The plan of it for a project that keeps nothing but its scenarios.
    pub fn alone(self, context: &Context<'_>, family: &Family) -> Plan {
        let (budgets, account, ladders) = (&Budgets::default(), &Account::default(), &Ladders::default());
        self.plan(context, MadeFrom { family, budgets, account, ladders })
    }

    /// What its cover says that it is of.
    fn period(self, context: &Context<'_>, pages: &[Shows]) -> Option<Period> {
        match self {
            Ready::Monthly | Ready::Report => Some(context.observed.range().1),
            Ready::Annual => pages.iter().find_map(|shows| match shows {
                Shows::Years { later, .. } => Some(Period::Year(*later)),
                _ => None,
            }),
            Ready::Draft | Ready::Budget | Ready::Scores => pages.iter().find_map(|shows| match shows {
                Shows::Budget { year, .. } | Shows::Scores { year, .. } => Some(Period::Year(*year)),
                _ => None,
            }),
            Ready::SpecialAccount => pages.iter().find_map(|shows| match shows {
                Shows::Reconciled { month, .. } => month.map(Period::Month),
                _ => None,
            }),
            Ready::Scenario | Ready::Retirement => None,
        }
    }
}

/// So many accounts have pages of their own.
const MOST_ACCOUNTS: usize = 4;

/// The scenarios that are worked with.
fn live(family: &Family) -> impl DoubleEndedIterator<Item = &Member> + Clone {
    family.members().iter().filter(|member| member.standing != Standing::Archived)
}

/// The scenario by which a budget is drawn up where none is kept: the first that looks ahead.
fn budgeted(family: &Family) -> Option<Id> {
    live(family).find(|member| member.scenario.mode == Mode::Project).map(|member| member.id)
}

/// 预算草案, of the year that was budgeted last, else of the one after the data: what is budgeted against last year, how it
/// differs from the draft before, how the places add up, and how long the money lasts by it.
fn draft(context: &Context<'_>, family: &Family, budgets: &Budgets) -> Vec<Shows> {
    let Some(scenario) = budgeted(family) else { return Vec::new() };
    let last = context.observed.range().1.year();
    let year = budgets.iter().map(|(year, ..)| year).max().unwrap_or(last + 1);
    let page = |chart| Shows::Budget { year, place: Place::Root, scenario, chart };
    let has_drafts = budgets.filed().iter().any(|filed| filed.year == year);
    let charts = [Some(BudgetChart::Statement), has_drafts.then_some(BudgetChart::Versions), Some(BudgetChart::Places)];
    let mut shows: Vec<Shows> = charts.into_iter().flatten().map(page).collect();
    shows.push(Shows::Outcome { scenario, place: Place::Root, chart: OutcomeChart::Balance });
    shows
}

/// 预算执行分析, of the year that the data end in.
fn budget(context: &Context<'_>, family: &Family, budgets: &Budgets) -> Vec<Shows> {
    let Some(scenario) = budgeted(family) else { return Vec::new() };
    let year = context.observed.range().1.year();
    use BudgetChart::{Contributions, Execution, Lines, Pensions, Places, Statement, Watched};
    // Nothing is watched before thresholds are given.
    let watched = Some(Watched).filter(|_| budgets.watch().is_asked());
    let charts = [Execution, Lines].into_iter().chain(watched).chain([Contributions, Pensions, Places, Statement]);
    charts.map(|chart| Shows::Budget { year, place: Place::Root, scenario, chart }).collect()
}

/// The last year of which all is on record.
fn last_whole(context: &Context<'_>) -> i32 {
    let last = context.observed.range().1;
    let is_over = context.observed.grain == Grain::Yearly || last.last_month().month() == 12;
    if is_over { last.year() } else { last.year() - 1 }
}

/// 考核通报, of the last whole year.
fn scores(context: &Context<'_>) -> Vec<Shows> {
    let year = last_whole(context);
    ScoresChart::ALL.map(|chart| Shows::Scores { year, chart }).to_vec()
}

/// 专户月报, of the last month in the ledgers: each account's statement, what is open with its age and what looks like an
/// error; and how the money is laid out in deposits, where the bank was asked.
fn special_account(context: &Context<'_>, project: MadeFrom<'_>) -> Vec<Shows> {
    let (account, mut shows) = (project.account, Vec::new());
    if account.is_whole() {
        let month = account.last_month();
        let page = |name: &str, chart| Shows::Reconciled { account: name.to_owned(), month, chart };
        let names = account.names();
        if let (Some(first), true) = (names.all().first(), account.has_several()) {
            shows.push(page(first, ReconcileChart::Accounts));
        }
        use ReconcileChart::{Open, Statement, Suspects};
        let of = |name: &String| [Statement, Open, Suspects].map(|chart| page(name, chart));
        shows.extend(names.all().iter().take(MOST_ACCOUNTS).flat_map(of));
    }
    if let (Some(scenario), true) = (pooled(context, project.family), project.ladders.now.is_some()) {
        use LadderChart::{Calendar, Ladder, Reserve};
        shows.extend([Ladder, Calendar, Reserve].map(|chart| Shows::Deposits { scenario, chart }));
    }
    shows
}

/// The scenario whose pool's money is laid out: the first whose pool has some, as far as it was run; else the first in
/// which any goes into the pool.
fn pooled(context: &Context<'_>, family: &Family) -> Option<Id> {
    let has_balance = |member: &&Member| {
        let settled = family.position(member.id).and_then(|number| context.runs.get(number)?.as_ref());
        settled.is_some_and(|settled| pool_has_balance(&settled.run))
    };
    let takes_in = |scenario: &Scenario| {
        scenario.pooling.iter().any(|pooling| pooling.remit != Remit::None || pooling.grants == GrantsTo::Pool)
    };
    let found = live(family).find(has_balance).or_else(|| live(family).find(|member| takes_in(&member.scenario)));
    found.or_else(|| live(family).next()).map(|member| member.id)
}

fn monthly(context: &Context<'_>) -> Vec<Shows> {
    let (of, place, against) = (Of::Data, Place::Root, Against::default());
    let last = context.observed.range().1;
    let worst = preset(context, Books::Data).map(|preset| preset.place);
    // All of it speaks of the brief's own month.
    let period = Some((last, against));
    let county = |place: &Place, chart| Shows::County { of, place: place.clone(), period, chart };
    let mut shows =
        vec![Shows::Overview { of, place: place.clone(), period: last, against }, county(&place, CountyChart::Flows)];
    shows.extend(worst.iter().map(|worst| county(worst, CountyChart::Flows)));
    shows.extend([CountyChart::Shortfall, CountyChart::Dependency, CountyChart::Balance].map(|c| county(&place, c)));
    shows.push(Shows::Scores { year: last_whole(context), chart: ScoresChart::Watch });
    shows
}

/// 基金运行分析报告, of the last month on record: its sections are pages of words, the last for the officer's own.
fn report(context: &Context<'_>, family: &Family) -> Vec<Page> {
    let (of, against, language) = (Of::Data, Against::default(), context.language());
    let last = context.observed.range().1;
    let section = |key: &str| {
        let title = Some(language.text(key).to_owned());
        Page { title, ..Page::new(Shows::Text { text: String::new() }) }
    };
    let county = |place: &Place, chart| {
        Page::new(Shows::County { of, place: place.clone(), period: Some((last, against)), chart })
    };
    let overview = |part| Page::of(Shows::Overview { of, place: Place::Root, period: last, against }, part);
    let mut pages = vec![Page::new(Shows::Cover { period: Some(last) }), section("deck.section_flow")];
    if let Some(scenario) = budgeted(family) {
        let (year, place) = (last.year(), Place::Root);
        pages.push(Page::new(Shows::Budget { year, place, scenario, chart: BudgetChart::Account }));
    }
    pages.push(county(&Place::Root, CountyChart::Flows));
    pages.push(section("deck.section_places"));
    pages.extend([overview(Part::Main), overview(Part::Chart(0))]);
    let worst = preset(context, Books::Data).map(|preset| preset.place);
    pages.extend(worst.iter().map(|worst| county(worst, CountyChart::Flows)));
    pages.push(section("deck.section_balance"));
    pages.extend([CountyChart::Balance, CountyChart::Dependency].map(|chart| county(&Place::Root, chart)));
    if let Some(base) = live(family).next() {
        pages.push(section("deck.section_ahead"));
        let chart = |chart| Page::new(Shows::Outcome { scenario: base.id, place: Place::Root, chart });
        pages.extend([OutcomeChart::Balance, OutcomeChart::Table].map(chart));
    }
    pages.push(section("deck.section_advice"));
    pages
}

fn annual(context: &Context<'_>) -> Vec<Shows> {
    let Some(preset) = preset(context, Books::Data) else { return Vec::new() };
    let (of, earlier, later) = (Of::Data, preset.earlier, preset.later);
    let years = |place: &Place, chart| Shows::Years { of, place: place.clone(), earlier, later, chart };
    let charts = [YearsChart::Pensions, YearsChart::Contributions, YearsChart::Shortfall];
    let mut shows: Vec<Shows> = charts.map(|chart| years(&preset.place, chart)).to_vec();
    shows.push(years(&Place::Root, YearsChart::Shortfall));
    let (place, period, against) = (Place::Root, Period::Year(later), Against::default());
    shows.push(Shows::Overview { of, place, period, against });
    if assessment(context, later).is_some() {
        shows.push(Shows::Assessment { year: later });
    }
    shows.push(Shows::Fund { of, place: Place::Root });
    shows
}

fn scenarios(family: &Family) -> Vec<Shows> {
    let Some(base) = live(family).next() else { return Vec::new() };
    let place = || Place::Root;
    let outcome = |scenario, chart| Shows::Outcome { scenario, place: place(), chart };
    let mut shows = vec![outcome(base.id, OutcomeChart::Balance)];
    let others = live(family).skip(1).filter(|m| m.scenario.mode == Mode::Project);
    for other in others.clone().take(4) {
        shows.extend([OutcomeChart::Balance, OutcomeChart::Debt].map(|chart| outcome(other.id, chart)));
    }
    if let Some(other) = others.clone().next() {
        shows.push(Shows::Bridge {
            from: base.id,
            to: other.id,
            quantity: Quantity::DebtBeforeSharing,
            place: place(),
            period: None,
        });
    }
    let (quantity, moves) = (Quantity::NetBalance, Moves::default());
    shows.push(Shows::Tornado { scenario: base.id, quantity, place: place(), period: None, moves });
    let shaken = live(family).find(|m| m.scenario.stochastic.is_some());
    shows.extend(shaken.map(|member| Shows::Fan { scenario: member.id, total: Total::Balance }));
    shows
}

/// The scenario with people by age that was added last.
fn by_age(family: &Family) -> Option<Id> {
    live(family).rfind(|member| is_asked(&member.scenario)).map(|member| member.id)
}

fn retirement(family: &Family) -> Vec<Shows> {
    let Some(scenario) = by_age(family) else { return Vec::new() };
    RetirementChart::ALL.map(|chart| Shows::Retirement { scenario, place: Place::Root, year: None, chart }).to_vec()
}
