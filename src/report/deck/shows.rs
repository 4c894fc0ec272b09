//! The views that a page of a deck can show, each with all that is chosen of it.

use rust_decimal::Decimal;

use crate::answers::question::{Posed, Question};
use crate::answers::sensitivity::Step;
use crate::answers::solve::{Aim, Goal, Search};
use crate::answers::{Quantity, Reading};
use crate::listed::listed;
use crate::month::{Month, Period};
use crate::pension::Rule;
use crate::people::person::Person;
use crate::report::Place;
use crate::report::views::overlaid::Charted;
use crate::report::views::overview::Against;
use crate::report::views::side_by_side;
use crate::report::views::variance;
use crate::scenario::family::Id;
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::{Arrangement, Scenario, address};
use crate::simulation::stochastic::Total;
use crate::statements::programme::Matter;

/// Which books a view is of, told by the scenario's identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Of {
    /// The observed data.
    #[default]
    Data,
    /// A scenario's run.
    Scenario(Id),
}

listed! {
    /// A chart of one place over all months.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum CountyChart, ALL, text_key -> &'static str;

    /// 征缴与支出
    Flows = "deck.chart_flows";
    /// 短缺率
    Shortfall = "deck.chart_shortfall";
    /// 赡养率
    Dependency = "deck.chart_dependency";
    /// 征缴率
    Collection = "deck.chart_collection";
    /// 结余
    Balance = "deck.chart_balance";
}

listed! {
    /// What of two years is compared.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum YearsChart, ALL, text_key -> &'static str;

    /// 养老金支出
    Pensions = "deck.chart_pensions";
    /// 征缴收入
    Contributions = "deck.chart_contributions";
    /// 短缺率
    Shortfall = "deck.chart_shortfall";
    /// The table.
    Table = "deck.chart_table";
}

listed! {
    /// What of a scenario is shown beside the base.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum OutcomeChart, ALL, text_key -> &'static str;

    /// 期末结余
    Balance = "deck.chart_balance";
    /// 期末债务
    Debt = "deck.chart_debt";
    /// By year.
    Table = "deck.chart_table";
}

listed! {
    /// What is shown of a budget year.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum BudgetChart, ALL, text_key -> &'static str;

    /// 编制: the statement.
    Statement = "deck.chart_statement";
    /// 执行: what deviates most, by month.
    Execution = "deck.chart_execution";
    /// 执行: line by line.
    Lines = "deck.chart_lines";
    /// 差异原因 of contributions.
    Contributions = "deck.chart_contributions";
    /// 差异原因 of pensions.
    Pensions = "deck.chart_pensions";
    /// 汇总: place by place.
    Places = "deck.chart_places";
    /// 重点关注: what deviates too far, and who answers for it.
    Watched = "deck.chart_watched";
    /// 版本比较: against the draft before.
    Versions = "deck.chart_versions";
    /// 决算说明: the paragraph of an audited account.
    Account = "deck.chart_account";
}

listed! {
    /// What is shown of the later retirement age.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum RetirementChart, ALL, text_key -> &'static str;

    /// 征缴收支缺口
    Gap = "deck.chart_gap";
    /// 净结余
    Net = "deck.chart_net";
    /// 赡养率
    Dependency = "deck.chart_dependency";
    /// 缴费人数
    Contributors = "deck.chart_contributors";
    /// 离退休人数
    Retirees = "deck.chart_retirees";
    /// 年龄构成
    Ages = "deck.chart_ages";
    /// 逐月新增离退休
    Months = "deck.chart_months";
    /// By year.
    Table = "deck.chart_table";
}

listed! {
    /// What is shown of a year's assessment.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum ScoresChart, ALL, text_key -> &'static str;

    /// 排名: totals by place.
    Ranking = "deck.chart_ranking";
    /// 通报: who is commended and criticised.
    Awards = "deck.chart_awards";
    /// The place that changed most.
    Moved = "deck.chart_moved";
    /// 以奖代补
    Reward = "deck.chart_reward";
    /// 抽查
    Draw = "deck.chart_draw";
    /// 预警
    Watch = "deck.chart_watch";
}

listed! {
    /// What is shown of two ledgers that are held against each other.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum ReconcileChart, ALL, text_key -> &'static str;

    /// 余额调节表
    Statement = "deck.chart_adjusted";
    /// 逐笔勾对: every entry.
    Facing = "deck.chart_facing";
    /// 逐笔勾对: what only one of the two has.
    Unmatched = "deck.chart_facing_open";
    /// 逐笔勾对: what looks like an error.
    Suspects = "deck.chart_facing_suspects";
    /// 未达账项: with their age.
    Open = "deck.chart_open_items";
    /// 各账户
    Accounts = "deck.chart_accounts";
}

listed! {
    /// What is shown of a ladder of deposits.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum LadderChart, ALL, text_key -> &'static str;

    /// What is bound by term, the lowest balance and the reserve.
    Ladder = "deck.chart_ladder";
    /// What is gained by the months of reserve.
    Reserve = "deck.chart_reserve";
    /// 存款明细
    Placements = "deck.chart_placements";
    /// 到期日历
    Calendar = "deck.chart_calendar";
    /// 逐月
    Months = "deck.chart_reserves";
    /// 比较
    Beside = "deck.chart_ladders";
}

listed! {
    /// What is shown of 考核 beside the ranking.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum AssessedChart, ALL, text_key -> &'static str;

    /// 考核表: what a place's total changed by.
    Place = "deck.chart_place";
    /// 考核表: leaf by leaf.
    Leaves = "deck.chart_leaves";
    /// 怎样进一名
    Next = "deck.chart_next";
    /// 录入
    Entered = "deck.chart_entered";
    /// 指标体系
    Tree = "deck.chart_tree";
    /// 责任书
    Duties = "deck.chart_duties";
    /// 经办经费
    Agencies = "deck.chart_agencies";
    /// 预警: when each level is first reached in scenarios.
    Reached = "deck.chart_reached";
    /// 预警: the rules.
    Rules = "deck.chart_rules";
}

/// How many values each lever of a heat map takes.
pub const HEAT_VALUES: usize = 21;

/// 敏感性: what is moved, where it is not every lever by its usual step.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Moves {
    /// The levers that stay, as [`address`](crate::scenario::address) writes them.
    pub left_out: Vec<String>,
    /// The steps of one's own, each `LEVER=STEP`.
    pub steps: Vec<String>,
}

impl Moves {
    /// What is moved in a scenario at a place, and how far.
    pub fn steps(&self, scenario: &Scenario, place: &Place) -> Vec<Step> {
        let own = |lever: &Lever| {
            let name = address::write(lever, scenario);
            let step = self.steps.iter().find_map(|step| step.rsplit_once('=').filter(|(of, _)| *of == name));
            step.and_then(|(_, by)| by.parse().ok()).filter(|by: &Decimal| *by > Decimal::ZERO)
        };
        let stays = |lever: &Lever| self.left_out.contains(&address::write(lever, scenario));
        let step = |lever: Lever| match own(&lever) {
            Some(by) => Step { lever, by },
            None => Step::usual(lever),
        };
        address::moved(scenario, place).into_iter().filter(|lever| !stays(lever)).map(step).collect()
    }
}

/// 热图: how fine it is, and where the measure breaks even.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fineness {
    /// How many values each lever takes.
    pub count: usize,
    /// Yuan, a ratio, or months.
    pub target: Decimal,
}

impl Default for Fineness {
    fn default() -> Fineness {
        Fineness { count: HEAT_VALUES, target: Decimal::ZERO }
    }
}

/// 求解: a search of one's own.
#[derive(Clone, PartialEq, Debug)]
pub struct Sought {
    /// The lever, as [`address`](crate::scenario::address) writes it.
    pub lever: String,
    /// From which value to which.
    pub range: [Decimal; 2],
    /// The measure.
    pub quantity: Quantity,
    /// A month or a year of the run; `None` is all of it, or its close.
    pub period: Option<Period>,
    /// How the measure compares.
    pub goal: Goal,
    /// With what: yuan, a ratio, or months.
    pub target: Decimal,
}

impl Sought {
    /// A search as it is written down; `ready` is the question that was gone out from.
    pub fn of(search: &Search, ready: &Posed) -> Sought {
        let Search { lever, low, high, aim } = search;
        Sought {
            lever: address::write(lever, &ready.scenario),
            range: [*low, *high],
            quantity: aim.reading.quantity,
            period: aim.reading.period,
            goal: aim.goal,
            target: aim.target,
        }
    }

    /// The search at a place; `None` where the scenario has no such lever. What the ready-made question prepared holds
    /// for its lever alone.
    pub fn posed(&self, scenario: &Scenario, ready: &Posed, place: &Place) -> Option<Posed> {
        let lever = address::read(&self.lever, &ready.scenario)?;
        let scenario = if lever == ready.search.lever { ready.scenario.clone() } else { scenario.clone() };
        let reading = Reading { quantity: self.quantity, place: place.clone(), period: self.period };
        let aim = Aim { reading, goal: self.goal, target: self.target };
        let [low, high] = self.range;
        Some(Posed { scenario, search: Search { lever, low, high, aim } })
    }
}

listed! {
    /// 做实与并轨: which of the two.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum PilotSide, ALL, text_key -> &'static str;

    /// 做实个人账户
    Accounts = "pilot.accounts";
    /// 下岗职工并轨
    Merger = "pilot.merger";
}

/// 对照: the table beside the chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proof {
    /// What comes of each.
    Outcomes(side_by_side::Against),
    /// What each assumes: all levers, or those that differ.
    Levers {
        /// Those that are the same everywhere too.
        all: bool,
    },
}

impl Default for Proof {
    fn default() -> Proof {
        Proof::Outcomes(side_by_side::Against::default())
    }
}

/// 对照: several scenarios side by side.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// Those compared.
    pub scenarios: Vec<Id>,
    /// The place that chart and table are of.
    pub place: Place,
    /// What is drawn.
    pub charted: Charted,
    /// Whether there is a chart for each county.
    pub by_county: bool,
    /// The table.
    pub proof: Proof,
}

/// 回溯测算: a past year under an arrangement that is kept as no scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct Replay {
    /// The year.
    pub year: i32,
    /// The arrangement.
    pub arrangement: Arrangement,
    /// Whether matching subsidies are paid by last year's gaps.
    pub subsidy: bool,
    /// The place.
    pub place: Place,
    /// The year, or a month of it.
    pub period: Period,
}

/// A view that a slide can show.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "the names of the fields say it")]
pub enum Shows {
    /// 封面: what the deck is, of what period.
    Cover { period: Option<Period> },
    /// 主要结论: what the other pages find.
    Conclusions,
    /// 文字: what she writes herself, a paragraph a line.
    Text { text: String },
    /// 总览: the places below a place, the worst first, against a period before.
    Overview { of: Of, place: Place, period: Period, against: Against },
    /// 区县: a chart of one place, with what is said of a period against another, or of the last year against the first.
    County { of: Of, place: Place, period: Option<(Period, Against)>, chart: CountyChart },
    /// 年度对比: two years of a place.
    Years { of: Of, place: Place, earlier: i32, later: i32, chart: YearsChart },
    /// 基金收支: a place's fund by year.
    Fund { of: Of, place: Place },
    /// 征缴考核: what was collected of the targets, and what follows for credit and subsidy.
    Assessment { year: i32 },
    /// 情景: a scenario beside the base.
    Outcome { scenario: Id, place: Place, chart: OutcomeChart },
    /// 延迟退休: a scenario by age beside the same under the ages of before; told of a year, or of the usual one.
    Retirement { scenario: Id, place: Place, year: Option<i32>, chart: RetirementChart },
    /// 差异分解: why two scenarios differ in a period, or at the end.
    Bridge { from: Id, to: Id, quantity: Quantity, place: Place, period: Option<Period> },
    /// 敏感性: which lever matters most.
    Tornado { scenario: Id, quantity: Quantity, place: Place, period: Option<Period>, moves: Moves },
    /// 不确定性: how sure a projection is.
    Fan { scenario: Id, total: Total },
    /// 求解: the value of a lever that meets a goal, with the curve that was searched: a ready-made question by the close
    /// of a month, or of the run, or what was made of it.
    Seek { scenario: Id, question: Question, place: Place, by: Option<Month>, own: Option<Box<Sought>> },
    /// 热图: two levers against a measure, each written as `LEVER=LOW..HIGH`.
    Heat {
        scenario: Id,
        axes: [String; 2],
        quantity: Quantity,
        place: Place,
        period: Option<Period>,
        fineness: Fineness,
    },
    /// 假设: what a scenario assumes, and where each number comes from.
    Assumptions { scenario: Id },
    /// 逐年: a lever by place and year, with what comes of the scenario at a place.
    ByYear { scenario: Id, place: Place, lever: LeverKey },
    /// 对照: several scenarios side by side.
    Compared(Compared),
    /// 回溯测算: a past year under another arrangement.
    Replay(Replay),
    /// 实际对照: how far the actuals are from a scenario.
    Variance { scenario: Id, place: Place, item: variance::Item },
    /// 做实与并轨: accounts made real, or the merger of laid-off workers.
    Pilot { scenario: Id, place: Place, side: PilotSide },
    /// 数据: the table as loaded.
    Data,
    /// 政策: the law in force in a month.
    Policy { month: Month },
    /// 核对: the comparison with what was printed, or a printed table, by its number.
    Published { table: usize },
    /// 待遇: a person under each rule, one of which is told part by part; nobody is the example.
    Person { person: Option<Box<Person>>, told: Rule },
    /// 待遇: what a year's new retirees get under each rule.
    Benefits { scenario: Id, place: Place, year: i32 },
    /// 预算: a budget year of a place; its remaining months, and the budget where none is kept, are the scenario's.
    Budget { year: i32, place: Place, scenario: Id, chart: BudgetChart },
    /// 考核: a year's assessment, and what follows from it.
    Scores { year: i32, chart: ScoresChart },
    /// 考核: a place's sheet, entries, the tree, duties of the data or of a scenario's run, what is watched.
    Assessed { year: i32, place: Place, scenario: Option<Id>, chart: AssessedChart },
    /// 考核: the score of a leaf against its value, beside a place's sheet or the tree.
    Score { year: i32, place: Place, leaf: String, beside: AssessedChart },
    /// 专项: the cap, the channels or the targets; the chart, or the table of a key.
    Programme { matter: Matter, part: String },
    /// 关系转移: members who move in a scenario; the chart, or the table of a key.
    Moved { scenario: Id, part: String },
    /// 对账: an account by its name, at the end of a month or of all.
    Reconciled { account: String, month: Option<Month>, chart: ReconcileChart },
    /// 存款结构: a scenario's pool laid out in deposits.
    Deposits { scenario: Id, chart: LadderChart },
    /// 资金往来: who pays whom.
    Flows { scenario: Id, place: Place, period: Period },
}

impl Shows {
    /// The scenarios that it speaks of.
    pub fn scenarios(&self) -> Vec<Id> {
        let of = |of: &Of| if let Of::Scenario(id) = of { vec![*id] } else { Vec::new() };
        match self {
            Shows::Overview { of: books, .. } | Shows::County { of: books, .. } => of(books),
            Shows::Years { of: books, .. } | Shows::Fund { of: books, .. } => of(books),
            Shows::Assessment { .. } | Shows::Scores { .. } | Shows::Score { .. } => Vec::new(),
            Shows::Programme { .. } | Shows::Reconciled { .. } => Vec::new(),
            Shows::Assessed { scenario, .. } => scenario.iter().copied().collect(),
            Shows::Cover { .. } | Shows::Conclusions | Shows::Text { .. } => Vec::new(),
            Shows::Replay(_) | Shows::Data | Shows::Policy { .. } | Shows::Published { .. } | Shows::Person { .. } => {
                Vec::new()
            }
            Shows::Bridge { from, to, .. } => vec![*from, *to],
            Shows::Compared(compared) => compared.scenarios.clone(),
            Shows::Budget { scenario, .. }
            | Shows::Outcome { scenario, .. }
            | Shows::Retirement { scenario, .. }
            | Shows::Tornado { scenario, .. }
            | Shows::Fan { scenario, .. }
            | Shows::Seek { scenario, .. }
            | Shows::Heat { scenario, .. }
            | Shows::Assumptions { scenario }
            | Shows::ByYear { scenario, .. }
            | Shows::Variance { scenario, .. }
            | Shows::Pilot { scenario, .. }
            | Shows::Benefits { scenario, .. }
            | Shows::Moved { scenario, .. }
            | Shows::Deposits { scenario, .. }
            | Shows::Flows { scenario, .. } => vec![*scenario],
        }
    }

    /// How many charts it has at most, where there is not one for each county.
    pub fn charts(&self) -> usize {
        match self {
            Shows::Fan { .. } => 3,
            Shows::Flows { .. } | Shows::Replay(_) | Shows::Variance { .. } | Shows::Benefits { .. } => 2,
            Shows::Pilot { .. } => 2,
            Shows::Cover { .. } | Shows::Conclusions | Shows::Text { .. } => 0,
            Shows::Assumptions { .. } | Shows::ByYear { .. } | Shows::Data => 0,
            Shows::Policy { .. } | Shows::Published { .. } | Shows::Assessment { .. } => 0,
            _ => 1,
        }
    }

    /// Whether the base stands beside what it speaks of, or tells when money ends.
    pub fn is_beside_base(&self) -> bool {
        match self {
            Shows::Outcome { .. } | Shows::ByYear { .. } | Shows::Compared(_) => true,
            Shows::Overview { of, .. } => *of == Of::Data,
            _ => false,
        }
    }

    /// The key of its kind's name in the locale files, whose end is the key in the project file.
    pub const fn text_key(&self) -> &'static str {
        match self {
            Shows::Cover { .. } => "shows.cover",
            Shows::Conclusions => "shows.conclusions",
            Shows::Text { .. } => "shows.text",
            Shows::Overview { .. } => "shows.overview",
            Shows::County { .. } => "shows.county",
            Shows::Years { .. } => "shows.years",
            Shows::Fund { .. } => "shows.fund",
            Shows::Assessment { .. } => "shows.assessment",
            Shows::Outcome { .. } => "shows.outcome",
            Shows::Retirement { .. } => "shows.retirement",
            Shows::Bridge { .. } => "shows.bridge",
            Shows::Tornado { .. } => "shows.tornado",
            Shows::Fan { .. } => "shows.fan",
            Shows::Seek { .. } => "shows.seek",
            Shows::Heat { .. } => "shows.heat",
            Shows::Assumptions { .. } => "shows.assumptions",
            Shows::ByYear { .. } => "shows.by_year",
            Shows::Compared(_) => "shows.compared",
            Shows::Replay(_) => "shows.replay",
            Shows::Variance { .. } => "shows.variance",
            Shows::Pilot { .. } => "shows.pilot",
            Shows::Data => "shows.data",
            Shows::Policy { .. } => "shows.policy",
            Shows::Published { .. } => "shows.published",
            Shows::Person { .. } => "shows.person",
            Shows::Benefits { .. } => "shows.benefits",
            Shows::Budget { .. } => "shows.budget",
            Shows::Scores { .. } => "shows.scores",
            Shows::Assessed { .. } => "shows.assessed",
            Shows::Score { .. } => "shows.score",
            Shows::Programme { .. } => "shows.programme",
            Shows::Moved { .. } => "shows.moved",
            Shows::Reconciled { .. } => "shows.reconciled",
            Shows::Deposits { .. } => "shows.deposits",
            Shows::Flows { .. } => "shows.flows",
        }
    }
}
