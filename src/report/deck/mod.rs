//! What a project's deck shows: views in an order, each with the words that the officer gave it.
//!
//! A [`Plan`] names views and holds no numbers, so that the same plan gives new slides when data or scenarios change;
//! [`build`] makes the slides, [`ready`] has the ready-made plans, [`file`] writes and reads them; [`parcel`] makes files of
//! the slides.

mod assessed;
mod budgeted;
pub mod build;
pub mod file;
pub mod found;
mod ledgered;
pub mod parcel;
pub mod ready;
mod rows;
mod scored;
mod titles;

use super::Place;
use crate::answers::Quantity;
use crate::answers::question::Question;
use crate::listed::listed;
use crate::month::{Month, Period};
use crate::report::model::slide::Shape;
use crate::report::views::overview::Against;
use crate::scenario::family::Id;
use crate::simulation::stochastic::Total;
use crate::statements::programme::Matter;

/// A deck as it is planned.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// The date at the foot, as the officer gives it.
    pub date: String,
    /// What stands at the foot before the source, such as the office's name.
    pub footer: String,
    /// The shape of the slides.
    pub shape: Shape,
    /// In order.
    pub pages: Vec<Page>,
}

/// A slide as it is planned.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The view.
    pub shows: Shows,
    /// The officer's own title; `None` is the one written from the numbers.
    pub title: Option<String>,
    /// The officer's own takeaway; `None` is the one written from the numbers.
    pub takeaway: Option<String>,
}

impl Page {
    /// A view with the words that are written from its numbers.
    pub fn new(shows: Shows) -> Page {
        Page { shows, title: None, takeaway: None }
    }
}

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

/// A view that a slide can show.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "the names of the fields say it")]
pub enum Shows {
    /// 总览: the places below a place, the worst first, against a period before.
    Overview { of: Of, place: Place, period: Period, against: Against },
    /// 区县: a chart of one place, with what is said of a period against another, or of the last year against the first.
    County { of: Of, place: Place, period: Option<(Period, Against)>, chart: CountyChart },
    /// 年度对比: two years of a place.
    Years { of: Of, place: Place, earlier: i32, later: i32, chart: YearsChart },
    /// 基金收支: the whole fund by year.
    Fund { of: Of },
    /// 征缴考核: what was collected of the targets, and what follows for credit and subsidy.
    Assessment { year: i32 },
    /// 情景: a scenario beside the base.
    Outcome { scenario: Id, place: Place, chart: OutcomeChart },
    /// 延迟退休: a scenario by age beside the same under the ages of before; told of a year, or of the usual one.
    Retirement { scenario: Id, place: Place, year: Option<i32>, chart: RetirementChart },
    /// 归因: why two scenarios differ at the end.
    Bridge { from: Id, to: Id, quantity: Quantity, place: Place },
    /// 敏感性: which lever matters most.
    Tornado { scenario: Id, quantity: Quantity, place: Place },
    /// 不确定性: how sure a projection is.
    Fan { scenario: Id, total: Total },
    /// 求解: the value of a lever that meets a ready-made goal, with the curve that was searched.
    Seek { scenario: Id, question: Question, place: Place },
    /// 热图: two levers against a measure, each written as `LEVER=LOW..HIGH`.
    Heat { scenario: Id, axes: [String; 2], quantity: Quantity, place: Place },
    /// 预算: a budget year of a place; its remaining months, and the budget where none is kept, are the scenario's.
    Budget { year: i32, place: Place, scenario: Id, chart: BudgetChart },
    /// 考核: a year's assessment, and what follows from it.
    Scores { year: i32, chart: ScoresChart },
    /// 考核: a place's sheet, entries, the tree, duties of the data or of a scenario's run, what is watched.
    Assessed { year: i32, place: Place, scenario: Option<Id>, chart: AssessedChart },
    /// 专项: the cap, the channels or the targets; the chart, or the table of a key.
    Programme { matter: Matter, part: String },
    /// 关系转移: members who move in a scenario.
    Moved { scenario: Id },
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
            Shows::Years { of: books, .. } | Shows::Fund { of: books } => of(books),
            Shows::Assessment { .. } | Shows::Scores { .. } | Shows::Programme { .. } | Shows::Reconciled { .. } => {
                Vec::new()
            }
            Shows::Assessed { scenario, .. } => scenario.iter().copied().collect(),
            Shows::Bridge { from, to, .. } => vec![*from, *to],
            Shows::Budget { scenario, .. }
            | Shows::Outcome { scenario, .. }
            | Shows::Retirement { scenario, .. }
            | Shows::Tornado { scenario, .. }
            | Shows::Fan { scenario, .. }
            | Shows::Seek { scenario, .. }
            | Shows::Heat { scenario, .. }
            | Shows::Moved { scenario }
            | Shows::Deposits { scenario, .. }
            | Shows::Flows { scenario, .. } => vec![*scenario],
        }
    }

    /// The key of its kind's name in the locale files, whose end is the key in the project file.
    pub const fn text_key(&self) -> &'static str {
        match self {
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
            Shows::Budget { .. } => "shows.budget",
            Shows::Scores { .. } => "shows.scores",
            Shows::Assessed { .. } => "shows.assessed",
            Shows::Programme { .. } => "shows.programme",
            Shows::Moved { .. } => "shows.moved",
            Shows::Reconciled { .. } => "shows.reconciled",
            Shows::Deposits { .. } => "shows.deposits",
            Shows::Flows { .. } => "shows.flows",
        }
    }
}
