//! The answers by subcommand: stochastic runs, goal seek, sensitivity, grid, bridge and comparison.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{ArgGroup, Args, ValueEnum};
use rust_decimal::Decimal;

use super::{DataSource, Failed, load, load_scenario, print, say, write_all};
use crate::answers::bridge::bridge;
use crate::answers::compare::compare;
use crate::answers::grid::{Axis, grid};
use crate::answers::question::{Posed, Question};
use crate::answers::sensitivity::{Step, sensitivity};
use crate::answers::solve::{Aim, Goal, Search, solve};
use crate::answers::{Desk, Quantity, Reading};
use crate::dataset::Dataset;
use crate::locale::Language;
use crate::month::{Month, Period};
use crate::report::files::answer_files;
use crate::report::views::goal_seek;
use crate::report::words::number::Style;
use crate::scenario::PlaceKey;
use crate::scenario::lever::Lever;
use crate::scenario::{Scenario, address};
use crate::session::store;
use crate::simulation::{Failure, Progress, stochastic};
use crate::threads::processors;

/// Data, scenario and where the results go.
#[derive(Args, Debug)]
pub struct Common {
    /// 数据来源
    #[command(flatten)]
    pub(super) data: DataSource,
    /// 情景文件
    #[arg(long)]
    pub(super) scenario: PathBuf,
    /// 写出的文件夹
    #[arg(long)]
    pub(super) out: PathBuf,
}

/// Which number is read off the runs.
#[derive(Args, Debug)]
pub struct Measured {
    /// 指标：balance 期末结余，pool_balance 统筹基金结余，debt 期末债务，pool_debt 统筹基金债务，debt_before_sharing
    /// 缺口分担前的债务，peak_debt 最高债务，borrowed 借款和垫付，gap 征缴收支缺口，shortfall 当月短缺合计，
    /// months_of_cover 可支付月数，months_to_shortage 首次短缺前的月数
    #[arg(long, default_value = "balance")]
    measure: String,
    #[command(flatten)]
    at: Placed,
}

/// Where and when.
#[derive(Args, Debug)]
pub struct Placed {
    /// 地区：city 为全部，或区县、市、省的名称（重名时写路径）
    #[arg(long, default_value = "city")]
    place: String,
    /// 月份 YYYY-MM 或年份 YYYY；不写为整个测算期（结余、债务取期末）
    #[arg(long, value_parser = period)]
    month: Option<Period>,
}

fn period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|_| "YYYY-MM | YYYY".to_owned())
}

/// What `solve` is asked.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("asked").required(true).args(["question", "lever"]))]
pub struct SolveArguments {
    #[command(flatten)]
    common: Common,
    /// 现成的问题：collection_without_debt、grant_for_cover、retirees_bearable、share_without_borrowing、
    /// pension_affordable、contribution_closing_gap、contributors_needed、contributors_growth_needed、
    /// wage_growth_needed、other_affordable、subsidy_needed、opening_pool_needed、funded_bearable
    #[arg(long)]
    question: Option<String>,
    /// 要求解的杠杆：键[+][#序号或类别][@区县或/上级地区][@年份]，如 collection_rate、collection_rate@屯溪区、grant@2009、
    /// remit_share#1、pension_years#man；+ 表示下级另有的数也同样变动
    #[arg(long, requires_all = ["target", "low", "high"])]
    lever: Option<String>,
    #[command(flatten)]
    measured: Measured,
    /// 目标：equal 等于，at_most 不高于，at_least 不低于
    #[arg(long, value_enum, default_value = "equal")]
    goal: GoalName,
    /// 目标值：元、比率或月数
    #[arg(long, allow_negative_numbers = true)]
    target: Option<Decimal>,
    /// 范围下限（比率写小数）；有现成问题时可省略
    #[arg(long, allow_negative_numbers = true)]
    low: Option<Decimal>,
    /// 范围上限
    #[arg(long, allow_negative_numbers = true)]
    high: Option<Decimal>,
}

/// The goals by their keys.
#[derive(ValueEnum, Clone, Copy, Debug)]
#[value(rename_all = "snake_case")]
enum GoalName {
    /// 等于
    Equal,
    /// 不高于
    AtMost,
    /// 不低于
    AtLeast,
}

/// What `sensitivity` is asked.
#[derive(Args, Debug)]
pub struct SensitivityArguments {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    measured: Measured,
    /// 杠杆，可写步长：collection_rate=0.02；可重复；不写为情景中全市的各项
    #[arg(long)]
    lever: Vec<String>,
}

/// What `grid` is asked.
#[derive(Args, Debug)]
pub struct GridArguments {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    measured: Measured,
    /// 第一个杠杆和范围：collection_rate=0.8..1
    #[arg(long)]
    first: String,
    /// 第二个杠杆和范围
    #[arg(long)]
    second: String,
    /// 每个杠杆取多少个值
    #[arg(long, default_value = "21", value_parser = clap::value_parser!(u32).range(2..=201))]
    steps: u32,
    /// 平衡线的目标值
    #[arg(long, default_value = "0", allow_negative_numbers = true)]
    target: Decimal,
}

/// What `bridge` is asked.
#[derive(Args, Debug)]
pub struct BridgeArguments {
    /// 数据来源
    #[command(flatten)]
    data: DataSource,
    /// 起点情景
    #[arg(long)]
    from: PathBuf,
    /// 终点情景
    #[arg(long)]
    to: PathBuf,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    measured: Measured,
}

/// What `compare` is asked.
#[derive(Args, Debug)]
pub struct CompareArguments {
    /// 数据来源
    #[command(flatten)]
    data: DataSource,
    /// 情景文件，可重复
    #[arg(long, required = true)]
    scenario: Vec<PathBuf>,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

pub(super) fn failed(failure: Failure) -> Failed {
    match failure {
        Failure::Findings(findings) => Failed::Input(findings),
        Failure::Stopped => unreachable!("nobody stops a command's run"),
    }
}

/// One subcommand's work: its data, and what messages are said in.
struct Work {
    data: Arc<Dataset>,
    language: Language,
    progress: Progress,
}

impl Work {
    fn begin(data: &DataSource, language: Language) -> Result<Work, Failed> {
        Ok(Work { data: Arc::new(load(data, language)?), language, progress: Progress::new() })
    }

    fn desk(&self) -> Desk<'_> {
        Desk { data: &self.data, threads: processors(), progress: &self.progress }
    }

    fn wrong(&self, key: &str, found: &str, known: &[&str]) -> Failed {
        let known = known.join("、");
        Failed::Arguments(self.language.fill(key, &[("found", found), ("known", &known)]))
    }

    fn lever(&self, text: &str, scenario: &Scenario) -> Result<Lever, Failed> {
        address::read(text, scenario).ok_or_else(|| {
            let known: Vec<String> = address::of_city(scenario).iter().map(|l| address::write(l, scenario)).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.wrong("command_line.bad_lever", text, &known)
        })
    }

    fn place(&self, text: &str) -> Result<PlaceKey, Failed> {
        let places = &self.data.places;
        let found = places.find_county(text).ok().or_else(|| places.find_above(text));
        match found {
            Some(place) => Ok(places.key(place)),
            None if text == "city" => Ok(PlaceKey::Root),
            None => {
                let above = places.above_counties().rev().skip(1);
                let all = above.chain(places.counties_of(places.root()).iter().copied());
                let known: Vec<&str> = all.take(10).map(|place| &**places.path(place)).collect();
                Err(self.wrong("command_line.bad_place", text, &known))
            }
        }
    }

    fn reading(&self, measured: &Measured) -> Result<Reading, Failed> {
        let quantity = Quantity::from_key(&measured.measure).ok_or_else(|| {
            self.wrong("command_line.bad_measure", &measured.measure, &Quantity::ALL.map(Quantity::key))
        })?;
        Ok(Reading { quantity, place: self.place(&measured.at.place)?, period: measured.at.month })
    }

    /// `LEVER=LOW..HIGH`
    fn axis(&self, text: &str, steps: u32, scenario: &Scenario) -> Result<Axis, Failed> {
        let (lever, low, high) = Axis::parts(text).ok_or_else(|| self.wrong("command_line.bad_axis", text, &[]))?;
        Ok(Axis { lever: self.lever(lever, scenario)?, low, high, count: steps as usize })
    }

    /// `LEVER` or `LEVER=STEP`
    fn step(&self, text: &str, scenario: &Scenario) -> Result<Step, Failed> {
        let Some((lever, by)) = text.rsplit_once('=') else { return Ok(Step::usual(self.lever(text, scenario)?)) };
        let by: Option<Decimal> = by.parse().ok().filter(|by: &Decimal| *by > Decimal::ZERO);
        let by = by.ok_or_else(|| self.wrong("command_line.bad_step", text, &[]))?;
        Ok(Step { lever: self.lever(lever, scenario)?, by })
    }
}

/// `stochastic`
pub(super) fn run_stochastic(common: &Common, language: Language) -> Result<(), Failed> {
    let work = Work::begin(&common.data, language)?;
    let scenario = load_scenario(&common.scenario)?;
    let spread = stochastic::run(&work.data, &scenario, processors(), &work.progress).map_err(failed)?;
    say(&spread.notes, language);
    write_all(&common.out, &answer_files::of_spread(&spread))
}

/// `solve`
pub(super) fn run_solve(arguments: &SolveArguments, language: Language) -> Result<(), Failed> {
    let work = Work::begin(&arguments.common.data, language)?;
    let scenario = load_scenario(&arguments.common.scenario)?;
    let mut posed = match (&arguments.question, &arguments.lever) {
        (Some(name), _) => {
            let question = Question::from_key(name)
                .ok_or_else(|| work.wrong("command_line.bad_question", name, &Question::ALL.map(Question::key)))?;
            let at = &arguments.measured.at;
            let by: Month = at.month.map_or(scenario.end(), Period::last_month);
            let names: Vec<Arc<str>> = work.data.counties.iter().map(|c| c.name.clone()).collect();
            question.pose(&scenario, work.place(&at.place)?, by, &names)
        }
        (None, Some(lever)) => {
            let (Some(target), Some(low), Some(high)) = (arguments.target, arguments.low, arguments.high) else {
                return Err(Failed::Arguments(language.text("command_line.solve_needs").to_owned()));
            };
            let goal = match arguments.goal {
                GoalName::Equal => Goal::Equal,
                GoalName::AtMost => Goal::AtMost,
                GoalName::AtLeast => Goal::AtLeast,
            };
            let aim = Aim { reading: work.reading(&arguments.measured)?, goal, target };
            let lever = work.lever(lever, &scenario)?;
            Posed { search: Search { lever, low, high, aim }, scenario }
        }
        (None, None) => return Err(Failed::Arguments(language.text("command_line.solve_needs").to_owned())),
    };
    let search = &mut posed.search;
    search.low = arguments.low.unwrap_or(search.low);
    search.high = arguments.high.unwrap_or(search.high);
    search.aim.target = arguments.target.unwrap_or(search.aim.target);
    let solution = solve(&work.desk(), &posed.scenario, &posed.search).map_err(failed)?;
    let question = arguments.question.as_deref().unwrap_or_default();
    let files = answer_files::of_solution(&solution, &posed.search, &posed.scenario, question);
    write_all(&arguments.common.out, &files)?;
    let style = Style { language, ..Style::default() };
    print(&goal_seek::sentence(&solution, &posed.search, &posed.scenario, &work.data.places, style));
    Ok(())
}

/// `sensitivity`
pub(super) fn run_sensitivity(arguments: &SensitivityArguments, language: Language) -> Result<(), Failed> {
    let work = Work::begin(&arguments.common.data, language)?;
    let scenario = load_scenario(&arguments.common.scenario)?;
    let reading = work.reading(&arguments.measured)?;
    let steps: Vec<Step> = match arguments.lever.as_slice() {
        [] => address::of_city(&scenario).into_iter().map(Step::usual).collect(),
        levers => levers.iter().map(|text| work.step(text, &scenario)).collect::<Result<_, Failed>>()?,
    };
    let tornado = sensitivity(&work.desk(), &scenario, &steps, &reading).map_err(failed)?;
    write_all(&arguments.common.out, &answer_files::of_tornado(&tornado, &scenario))
}

/// `grid`
pub(super) fn run_grid(arguments: &GridArguments, language: Language) -> Result<(), Failed> {
    let work = Work::begin(&arguments.common.data, language)?;
    let scenario = load_scenario(&arguments.common.scenario)?;
    let reading = work.reading(&arguments.measured)?;
    let first = work.axis(&arguments.first, arguments.steps, &scenario)?;
    let second = work.axis(&arguments.second, arguments.steps, &scenario)?;
    let grid = grid(&work.desk(), &scenario, &first, &second, &reading).map_err(failed)?;
    write_all(&arguments.common.out, &answer_files::of_grid(&grid, arguments.target))
}

/// `bridge`
pub(super) fn run_bridge(arguments: &BridgeArguments, language: Language) -> Result<(), Failed> {
    let work = Work::begin(&arguments.data, language)?;
    let (from, to) = (load_scenario(&arguments.from)?, load_scenario(&arguments.to)?);
    let reading = work.reading(&arguments.measured)?;
    let bridge = bridge(&work.desk(), &from, &to, &reading).map_err(failed)?;
    write_all(&arguments.out, &answer_files::of_bridge(&bridge))
}

/// `compare`
pub(super) fn run_compare(arguments: &CompareArguments, language: Language) -> Result<(), Failed> {
    let work = Work::begin(&arguments.data, language)?;
    let scenarios = arguments.scenario.iter().map(|path| load_scenario(path)).collect::<Result<Vec<_>, Failed>>()?;
    let mut outcomes = Vec::with_capacity(scenarios.len());
    for ((path, scenario), outcome) in
        arguments.scenario.iter().zip(&scenarios).zip(compare(&work.desk(), &scenarios).map_err(failed)?)
    {
        outcomes.push((name_of(path, scenario), outcome.map_err(failed)?));
    }
    write_all(&arguments.out, &answer_files::of_comparison(&outcomes))
}

/// A scenario's own name, else its file's.
fn name_of(path: &Path, scenario: &Scenario) -> String {
    if scenario.name.is_empty() { store::name_of(path) } else { scenario.name.clone() }
}
