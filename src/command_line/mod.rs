//! The program without a window: the same work by subcommands, to be scripted, tested and timed.
//!
//! Exit status: 0 done, 1 the input is wrong (the message says where), 2 the arguments are wrong. Messages go to
//! standard error. Each file appears whole or not at all.

mod account;
mod answers;
mod assessment;
mod export;
pub mod parsing;
mod pension;
mod statements;
mod tables;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, Parser, Subcommand};

use crate::dataset::{Dataset, Example};
use crate::finding::{Finding, Findings, Origin};
use crate::fund::FundKind;
use crate::intake::{Imported, Reading};
use crate::journal::Keep;
use crate::locale::Language;
use crate::measures::Fund;
use crate::report::files::results::{self, NamedText};
use crate::scenario::{self, Scenario};
use crate::session::beside;
use crate::session::project::{self, Books, Project};
use crate::session::reading::{self, Watch};
use crate::session::store;
use crate::simulation::{self, Failure};
use crate::statements::{ahead, form, given};

/// 统筹：企业职工基本养老保险基金统筹测算工作台。不带子命令时打开窗口。
#[derive(Parser, Debug)]
#[command(name = "tongchou", version)]
pub struct Arguments {
    /// 窗口和提示信息的语言：zh 或 en；不写时窗口用上次的，提示用中文
    #[arg(long, global = true, value_parser = language)]
    pub language: Option<Language>,
    /// 子命令
    #[command(subcommand)]
    pub command: Option<Command>,
    /// 要打开的项目文件或数据表
    pub project: Option<PathBuf>,
}

fn encoding(name: &str) -> Result<Reading, String> {
    Reading::in_encoding(name).ok_or_else(|| "gbk | gb18030 | utf-8 | utf-16le | big5 | …".to_owned())
}

fn fund(told: &str) -> Result<FundKind, String> {
    FundKind::read(told).ok_or_else(|| FundKind::all().map(FundKind::key).collect::<Vec<_>>().join(" | "))
}

fn example(key: &str) -> Result<Example, String> {
    Example::of_key(key).ok_or_else(|| Example::ALL.map(Example::key).join(" | "))
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "zh | en".to_owned())
}

/// What can be done without a window.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// 读入表格，写出数据文件
    Import(tables::ImportArguments),
    /// 找出文件中的每张表，逐个数值写出，供核对
    ///
    /// 写出的 CSV 每行是一个数值单元格：file 文件名，sheet 工作表名，cell 单元格，row_heading 行名，column_heading 列名
    /// （多级以 / 相连），unit 单位，value 数值。
    Values(tables::LookArguments),
    /// 逐格列出文件中读到的内容，供核对
    ///
    /// 写出的 CSV 每行是一个有内容的单元格：file 文件名，sheet 工作表名（文本文件为空），row 行号，column 列号（都从 1
    /// 数起，文本文件的行号是行在文件中的位置），text 单元格的原文。读不了的文件说明原因，其余照写，退出码为 1。
    Cells(tables::LookArguments),
    /// 计算各项指标（county_month.csv、county_year.csv、total_month.csv、total_year.csv；有省、市时另有 place_month.csv、
    /// place_year.csv）
    Measures {
        /// 数据来源
        #[command(flatten)]
        data: DataSource,
        /// 写出的文件夹
        #[arg(long)]
        out: PathBuf,
    },
    /// 按情景测算（county_month.csv、pool_month.csv、journal.csv；做实个人账户另有 accounts_year.csv，并轨另有
    /// merger_month.csv）
    Simulate(answers::Common),
    /// 按年龄测算人口：各月人数与变动（heads_month.csv）、年龄结构（pyramid.csv）
    People(answers::Common),
    /// 随机测算：各月结余、债务、缺口的分位数（quantiles.csv）和欠债、首次短缺的比例（risk.csv）
    Stochastic(answers::Common),
    /// 目标求解：哪个数值能达到目标（answer.csv、curve.csv）
    Solve(answers::SolveArguments),
    /// 敏感性分析：各项各动一步，指标变化多少（sensitivity.csv）
    Sensitivity(answers::SensitivityArguments),
    /// 两个杠杆对一个指标（grid.csv）和平衡线（break_even.csv）
    Grid(answers::GridArguments),
    /// 两个情景之间的差异，逐组分解（bridge.csv）
    Bridge(answers::BridgeArguments),
    /// 几个情景的比较（compare.csv）
    Compare(answers::CompareArguments),
    /// 预算与执行：编制、执行、差异原因（statement.csv、execution.csv、drivers.csv）
    Budget(statements::BudgetArguments),
    /// 医疗付费总额控制：清算上年、分配今年（settlement.csv、caps.csv、prepayments.csv、fund.csv）
    Cap(statements::CapArguments),
    /// 目标责任：分解、进度、排名、补贴（targets.csv、progress.csv、total.csv、subsidies.csv）
    Targets(statements::TargetsArguments),
    /// 考核：按指标体系给各地打分（scores.csv）、排名（ranking.csv），列出不能计的分（findings.csv）
    Assess(assessment::AssessArguments),
    /// 以奖代补：按考核名次和得分分配奖补资金（rewards.csv）
    Reward(assessment::RewardArguments),
    /// 抽查：抽取各市受检查的区县（draw.csv），任何人都能重抽核对
    Draw(assessment::DrawArguments),
    /// 预警：各地各期处在哪一级、从何时起（watch.csv），各级最早到达的时间（first.csv）
    Watch(assessment::WatchArguments),
    /// 专户对账：银行与经办两本账逐笔核对（matches.csv、open.csv、statement.csv、findings.csv）
    Reconcile(account::ReconcileArguments),
    /// 存款结构：专户结余存多少、存多久利息最多（optimum.csv、placements.csv、months.csv）
    Deposits(account::DepositsArguments),
    /// 县区间垫付：补助到位前各区县占用的统筹资金（lent.csv）
    Lent(answers::Common),
    /// 写出报告幻灯片、工作簿或图片，与窗口中导出的相同
    Export(export::ExportArguments),
    /// 计算新退休人员的养老金
    Pension(pension::PensionArguments),
}

/// A data file, or the sample.
#[derive(Args, Debug)]
pub struct DataSource {
    /// 数据文件，或项目文件（用其中的数据）
    #[arg(long, required_unless_present = "sample", conflicts_with = "sample")]
    data: Option<PathBuf>,
    /// 用随附的示例数据：huangshan（不写就是它）或 provinces
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "huangshan", value_parser = example)]
    sample: Option<Example>,
    /// 哪一项保险：基金的代号、代码或名称；不写则是企业职工基本养老保险，数据文件中只有另一项时就是那一项
    #[arg(long, value_parser = fund, conflicts_with = "sample")]
    fund: Option<FundKind>,
    /// 批复的预算（statement.csv 的形状）：情景写 prepay = "budget" 的区县按它预拨
    #[arg(long)]
    budget: Option<PathBuf>,
}

/// Why a command did not do its work.
enum Failed {
    /// The input is wrong.
    Input(Findings),
    /// The arguments are wrong.
    Arguments(String),
}

impl From<Findings> for Failed {
    fn from(findings: Findings) -> Failed {
        Failed::Input(findings)
    }
}

impl From<Finding> for Failed {
    fn from(finding: Finding) -> Failed {
        Failed::Input(vec![finding])
    }
}

/// Does what a subcommand asks, and says what there is to say.
pub fn execute(command: Command, language: Language) -> ExitCode {
    match perform(command, language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Input(findings)) => {
            say(&findings, language);
            ExitCode::from(1)
        }
        Err(Failed::Arguments(message)) => {
            tell(&message);
            ExitCode::from(2)
        }
    }
}

/// Says what was found; of one kind no more than the first thousand, and how many there are besides.
fn say(findings: &[Finding], language: Language) {
    const MOST_OF_A_KIND: usize = 1_000;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let said = kinds.entry(finding.code).or_default();
        *said += 1;
        if *said <= MOST_OF_A_KIND {
            tell(&finding.line(language));
        }
    }
    for (code, count) in kinds.into_iter().filter(|(_, count)| *count > MOST_OF_A_KIND) {
        let more = (count - MOST_OF_A_KIND).to_string();
        tell(&language.fill("command_line.more_of_a_kind", &[("count", &more), ("code", code)]));
    }
}

/// Says a line on standard error. Where nobody listens any more, the work goes on.
pub fn tell(line: &str) {
    writeln!(io::stderr(), "{line}").ok();
}

/// Says a line on standard output. Where nobody listens any more, the work goes on.
fn print(line: &str) {
    writeln!(io::stdout(), "{line}").ok();
}

fn perform(command: Command, language: Language) -> Result<(), Failed> {
    match command {
        Command::Import(arguments) => tables::import(&arguments, language),
        Command::Cells(arguments) => tables::cells(&arguments, language),
        Command::Values(arguments) => tables::values(&arguments, language),
        Command::Measures { data, out } => {
            let dataset = load(&data, language)?;
            Ok(store::write_folder(&out, |folder| {
                let mut files = results::of_measures(&Fund::observed(&dataset)).into_iter();
                files.try_for_each(|file| store::write_with(&folder.join(file.name), |to| file.write(to)))
            })?)
        }
        Command::Simulate(answers::Common { data, scenario, out }) => {
            let dataset = load(&data, language)?;
            let scenario = load_scenario(&scenario)?;
            match simulation::run(&dataset, &scenario, Keep::Journal, &AtomicBool::new(false)) {
                Ok(run) => {
                    say(&run.notes, language);
                    write_run(&out, &run)
                }
                Err(Failure::Findings(findings)) => Err(findings.into()),
                Err(Failure::Stopped) => unreachable!("nobody stops a command's run"),
            }
        }
        Command::People(arguments) => people(&arguments, language),
        Command::Stochastic(arguments) => answers::run_stochastic(&arguments, language),
        Command::Solve(arguments) => answers::run_solve(&arguments, language),
        Command::Sensitivity(arguments) => answers::run_sensitivity(&arguments, language),
        Command::Grid(arguments) => answers::run_grid(&arguments, language),
        Command::Bridge(arguments) => answers::run_bridge(&arguments, language),
        Command::Compare(arguments) => answers::run_compare(&arguments, language),
        Command::Budget(arguments) => statements::run_budget(&arguments, language),
        Command::Cap(arguments) => statements::run_cap(&arguments, language),
        Command::Targets(arguments) => statements::run_targets(&arguments, language),
        Command::Assess(arguments) => assessment::run_assess(&arguments, language),
        Command::Reward(arguments) => assessment::run_reward(&arguments, language),
        Command::Draw(arguments) => assessment::run_draw(&arguments, language),
        Command::Watch(arguments) => assessment::run_watch(&arguments, language),
        Command::Reconcile(arguments) => account::reconcile(&arguments, language),
        Command::Deposits(arguments) => account::deposits(&arguments, language),
        Command::Lent(arguments) => account::lent(&arguments, language),
        Command::Export(arguments) => export::export(&arguments, language),
        Command::Pension(arguments) => pension::reckon(&arguments, language),
    }
}

fn load(source: &DataSource, language: Language) -> Result<Dataset, Failed> {
    let (dataset, of_budget) = load_with_budget(source, language)?;
    say(&of_budget, language.of(dataset.fund));
    Ok(dataset)
}

/// The data, and what there is to say of the budget by which is paid ahead.
fn load_with_budget(source: &DataSource, language: Language) -> Result<(Dataset, Findings), Failed> {
    let mut dataset = match &source.data {
        None => source.sample.unwrap_or(Example::Huangshan).load(),
        Some(path) => {
            let Imported { dataset, findings } = imported(path, source.fund)?;
            say(&findings, language.of(dataset.fund));
            dataset
        }
    };
    let mut found = Findings::new();
    if let Some(path) = &source.budget {
        let given = given::read(&*statements::sheet(path, language)?, form::enterprise(), &dataset.places)?;
        dataset.budgeted = Arc::new(ahead::of_file(&given, form::enterprise(), &dataset.places));
        found = given.findings;
    }
    Ok((dataset, found))
}

fn imported(path: &Path, fund: Option<FundKind>) -> Result<Imported, Findings> {
    let bytes = store::read(path)?;
    if is_project(path, &bytes) {
        let (books, findings) = books_of(path, &bytes, fund)?;
        return Ok(Imported { dataset: Arc::unwrap_or_clone(books.corrected()), findings });
    }
    reading::import(&store::name_of(path), bytes, fund, &Watch::of_command())
}

/// Whether a file is a project, or is called one: a damaged one is no table either.
fn is_project(path: &Path, bytes: &[u8]) -> bool {
    project::is_project(bytes) || path.extension().is_some_and(|ending| ending == project::ENDING)
}

/// The books of a project, of a fund where one is named; second comes what of it was lost.
fn books_of(path: &Path, bytes: &[u8], fund: Option<FundKind>) -> Result<(Books, Findings), Findings> {
    let name = store::name_of(path);
    let (Project { shown: first, others, .. }, lost) = project::open_archive(&name, bytes)?;
    let shown = fund.unwrap_or(first.data.fund);
    let unknown = || Finding::error("fund-absent", Origin::file(&name)).with("fund", shown.text_key());
    let mut books = others.into_iter().chain([first]);
    let books = books.find(|books| books.data.fund == shown).ok_or_else(unknown)?;
    Ok((books, lost))
}

fn load_scenario(path: &Path) -> Result<Scenario, Failed> {
    let text = store::read(path)?;
    let name = store::name_of(path);
    let text = String::from_utf8(text).map_err(|_| Finding::error("scenario-encoding", Origin::file(&name)))?;
    let mut scenario = scenario::file::read(&name, &text)?;
    beside::fill(&mut scenario, path.parent().unwrap_or(Path::new("")))?;
    Ok(scenario)
}

fn write_all(folder: &Path, texts: &[NamedText]) -> Result<(), Failed> {
    Ok(store::write_folder(folder, |folder| {
        texts.iter().try_for_each(|(name, text)| store::write(&folder.join(name), text.as_bytes()))
    })?)
}

/// The files of a run, each written by a thread of its own.
fn write_run(folder: &Path, run: &simulation::Run) -> Result<(), Failed> {
    Ok(store::write_folder(folder, |folder| {
        let write =
            |(name, write): &(&str, results::WritesRun)| store::write_with(&folder.join(name), |out| write(run, out));
        let written: Vec<Result<(), Finding>> = std::thread::scope(|scope| {
            let threads: Vec<_> = results::OF_RUN.iter().map(|file| scope.spawn(|| write(file))).collect();
            threads.into_iter().map(|thread| thread.join().expect("it only writes")).collect()
        });
        results::besides(run).iter().try_for_each(write)?;
        written.into_iter().collect()
    })?)
}

fn people(answers::Common { data, scenario, out }: &answers::Common, language: Language) -> Result<(), Failed> {
    let dataset = load(data, language)?;
    let scenario = load_scenario(scenario)?;
    let (everybody, notes) = simulation::people_of(&dataset, &scenario)?;
    say(&notes, language);
    let (places, start) = (&dataset.places, scenario.start);
    Ok(store::write_folder(out, |folder| {
        let heads = folder.join("heads_month.csv");
        store::write_with(&heads, |file| results::heads_month(places, start, &everybody, file))?;
        store::write_with(&folder.join("pyramid.csv"), |file| results::pyramid(places, &everybody, file))
    })?)
}
