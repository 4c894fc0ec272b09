//! Assessment by subcommand: `assess`, `reward`, `draw` and `watch`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;
use rust_decimal::Decimal;

use super::{DataSource, Failed, imported, load, load_scenario, print, say, write_all};
use crate::assessment::draw::{self, draw};
use crate::assessment::figure::Sources;
use crate::assessment::given::{Asked, Entered, Statement};
use crate::assessment::reward::{self, Base, Bases, Terms, reward};
use crate::assessment::scoring::{assess, out_of_range};
use crate::assessment::tree::Tree;
use crate::assessment::watch::{self, watch};
use crate::dataset::Dataset;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::journal::Keep;
use crate::list::nearest;
use crate::locale::Language;
use crate::measures::Fund;
use crate::money::Money;
use crate::place::Places;
use crate::report::files::assessment_files;
use crate::session::store;
use crate::simulation::{self, Failure};

/// What is given beside the data.
#[derive(Args, Debug)]
pub struct Given {
    /// 录入的数（CSV）：place 地区，node 指标、否决项、必达项或规则的编号，value 数或是、否，note 依据
    #[arg(long)]
    entered: Option<PathBuf>,
    /// 预决算报表（statement.csv）
    #[arg(long)]
    statements: Option<PathBuf>,
}

/// What `assess` is asked to do.
#[derive(Args, Debug)]
pub struct AssessArguments {
    #[command(flatten)]
    data: DataSource,
    /// 指标体系（TOML）
    #[arg(long)]
    tree: PathBuf,
    #[command(flatten)]
    given: Given,
    /// 年度
    #[arg(long, value_parser = clap::value_parser!(i32).range(1900..=2999))]
    year: i32,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

/// What `reward` is asked to do.
#[derive(Args, Debug)]
pub struct RewardArguments {
    /// 考核名次（ranking.csv）
    #[arg(long)]
    ranking: PathBuf,
    /// 奖补总额（元）
    #[arg(long)]
    amount: Decimal,
    /// 得到奖补的最低分
    #[arg(long, allow_negative_numbers = true)]
    least: Decimal,
    /// 按什么加权：none 不加权，retirees 离退休人月，gap 征缴收支缺口（等于按缺口补助），或报表项目的决算数，如
    /// contributions
    #[arg(long)]
    base: String,
    /// 数据文件；基数为 retirees、gap 时要有
    #[arg(long)]
    data: Option<PathBuf>,
    /// 年度；有基数时要有
    #[arg(long, value_parser = clap::value_parser!(i32).range(1900..=2999))]
    year: Option<i32>,
    /// 预决算报表（statement.csv）；基数为报表项目时要有
    #[arg(long)]
    statements: Option<PathBuf>,
    /// 按名次的定额奖励（元），以逗号分隔，如 300000,200000
    #[arg(long, value_delimiter = ',')]
    award: Vec<Decimal>,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

/// What `draw` is asked to do.
#[derive(Args, Debug)]
pub struct DrawArguments {
    #[command(flatten)]
    data: DataSource,
    /// 各市抽取区县的比例，不低于 0.3
    #[arg(long)]
    share: Decimal,
    /// 种子：同一种子抽出同样的区县
    #[arg(long)]
    seed: String,
    /// 上一次的 draw.csv：先抽上次没有抽到的
    #[arg(long)]
    last: Option<PathBuf>,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

/// What `watch` is asked to do.
#[derive(Args, Debug)]
pub struct WatchArguments {
    #[command(flatten)]
    data: DataSource,
    /// 情景文件：预警测算期的各月；不写则预警数据的各月
    #[arg(long)]
    scenario: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
    /// 预警规则（TOML）；不写则用随附的规则
    #[arg(long)]
    rules: Option<PathBuf>,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

fn text(path: &Path) -> Result<String, Failed> {
    let name = store::name_of(path);
    Ok(String::from_utf8(store::read(path)?).map_err(|_| Finding::error("scenario-encoding", Origin::file(&name)))?)
}

fn statement(path: Option<&PathBuf>) -> Result<Statement, Failed> {
    Ok(match path {
        Some(path) => Statement::read(&store::name_of(path), &store::read(path)?)?,
        None => Statement::default(),
    })
}

impl Given {
    fn entered(&self, places: &Places, asked: &[(&str, Asked)], language: Language) -> Result<Entered, Failed> {
        let Some(path) = &self.entered else { return Ok(Entered::default()) };
        let (entered, warnings) = Entered::read(&store::name_of(path), &store::read(path)?, places, asked)?;
        say(&warnings, language);
        Ok(entered)
    }

    /// The statements; lines that are named and not there are said.
    fn statement(&self, lines: Vec<&str>, language: Language) -> Result<Statement, Failed> {
        let statement = statement(self.statements.as_ref())?;
        let file = self.statements.as_ref().map_or_else(String::new, |path| store::name_of(path));
        let mut missing: Vec<&str> =
            lines.into_iter().filter(|line| !statement.lines().iter().any(|known| known == line)).collect();
        missing.sort_unstable();
        missing.dedup();
        let said: Findings = missing
            .into_iter()
            .filter(|_| !file.is_empty())
            .map(|line| {
                let near = nearest(line, statement.lines().iter().map(String::as_str));
                let finding = Finding::new("statement-line-unknown", Severity::Warning, Origin::file(&file));
                finding.with("line", line).with("nearest", near)
            })
            .collect();
        say(&said, language);
        Ok(statement)
    }
}

/// `assess`
pub(super) fn run_assess(arguments: &AssessArguments, language: Language) -> Result<(), Failed> {
    let tree = Tree::read(&store::name_of(&arguments.tree), &text(&arguments.tree)?)?;
    let data = load(&arguments.data, language)?;
    let places = &data.places;
    if !places.all().any(|place| places.level(place) == tree.level) {
        let origin = Origin::file(&store::name_of(&arguments.tree));
        return Err(Finding::error("assessed-none", origin).with("level", tree.level.text_key()).into());
    }
    let entered = arguments.given.entered(places, &tree.asked(), language)?;
    let statement = arguments.given.statement(tree.lines(), language)?;
    let sources = Sources { fund: Fund::observed(&data), entered: &entered, statement: &statement };
    let assessment = assess(&tree, &sources, arguments.year);
    say(&out_of_range(&tree, places, &entered, &assessment), language);
    write_all(&arguments.out, &assessment_files::of_assessment(&tree, places, &assessment))
}

/// `reward`
pub(super) fn run_reward(arguments: &RewardArguments, language: Language) -> Result<(), Failed> {
    let needs = |needs: &str| Failed::Arguments(language.fill("command_line.reward_needs", &[("needs", needs)]));
    let amount = |yuan: Decimal| {
        let money = Money::from_decimal(yuan).filter(|money| !money.is_negative());
        let found = yuan.to_string();
        money.ok_or_else(|| Failed::Arguments(language.fill("command_line.bad_amount", &[("found", &found)])))
    };
    let base = Base::of_key(&arguments.base);
    match &base {
        Base::None => {}
        Base::Retirees | Base::Gap if arguments.data.is_none() => return Err(needs("--data")),
        Base::Line(_) if arguments.statements.is_none() => return Err(needs("--statements")),
        _ if arguments.year.is_none() => return Err(needs("--year")),
        _ => {}
    }
    let terms = Terms {
        amount: amount(arguments.amount)?,
        least: arguments.least.into(),
        base,
        award: arguments.award.iter().map(|yuan| amount(*yuan)).collect::<Result<_, Failed>>()?,
    };
    let candidates = reward::ranking(&store::name_of(&arguments.ranking), &store::read(&arguments.ranking)?)?;
    let data: Option<Dataset> = match &arguments.data {
        Some(path) => {
            let imported = imported(path, None)?;
            say(&imported.findings, language);
            Some(imported.dataset)
        }
        None => None,
    };
    let statement = statement(arguments.statements.as_ref())?;
    let bases = Bases {
        fund: data.as_ref().map(Fund::observed),
        statement: &statement,
        year: arguments.year.unwrap_or_default(),
    };
    let rewards = reward(&candidates, &terms, &bases)?;
    write_all(&arguments.out, &[assessment_files::of_rewards(&candidates, &rewards)])
}

/// `draw`
pub(super) fn run_draw(arguments: &DrawArguments, language: Language) -> Result<(), Failed> {
    let seed = arguments.seed.trim();
    if seed.is_empty() || seed.contains('/') {
        return Err(Failed::Arguments(language.text("command_line.bad_seed").to_owned()));
    }
    let data = load(&arguments.data, language)?;
    let last = match &arguments.last {
        Some(path) => draw::last(&store::name_of(path), &store::read(path)?)?,
        None => HashSet::new(),
    };
    let drawn = draw(&data.places, arguments.share, seed, &last)?;
    write_all(&arguments.out, &[assessment_files::of_draw(&data.places, &drawn)])?;
    let cities: HashSet<&str> = drawn.iter().map(|drawn| drawn.city.as_str()).collect();
    let taken = drawn.iter().filter(|drawn| drawn.taken).count();
    let first = drawn.first().map(|drawn| draw::text(seed, &drawn.city, data.places.name(drawn.county)));
    print(&language.fill(
        "command_line.draw_again",
        &[
            ("text", &first.unwrap_or_default()),
            ("seed", seed),
            ("cities", &cities.len().to_string()),
            ("counties", &drawn.len().to_string()),
            ("share", &arguments.share.to_string()),
            ("taken", &taken.to_string()),
        ],
    ));
    Ok(())
}

/// `watch`
pub(super) fn run_watch(arguments: &WatchArguments, language: Language) -> Result<(), Failed> {
    let rules = match &arguments.rules {
        Some(path) => watch::read(&store::name_of(path), &text(path)?)?,
        None => watch::read("watch.toml", watch::SHIPPED)?,
    };
    let data = load(&arguments.data, language)?;
    let scenario = arguments.scenario.as_deref().map(load_scenario).transpose()?;
    let run = match &scenario {
        Some(scenario) => match simulation::run(&data, scenario, Keep::Books, &AtomicBool::new(false)) {
            Ok(run) => Some(run),
            Err(Failure::Findings(findings)) => return Err(findings.into()),
            Err(Failure::Stopped) => unreachable!("nobody stops a command's run"),
        },
        None => None,
    };
    let fund = match (&run, &scenario) {
        (Some(run), Some(scenario)) => {
            say(&run.notes, language);
            Fund::of_run(&data, run, scenario)
        }
        _ => Fund::observed(&data),
    };
    let entered = arguments.given.entered(&data.places, &watch::asked(&rules), language)?;
    let lines = rules.iter().flat_map(|rule| rule.value.lines()).collect();
    let statement = arguments.given.statement(lines, language)?;
    let courses = watch(&rules, &Sources { fund, entered: &entered, statement: &statement });
    write_all(&arguments.out, &assessment_files::of_watch(&rules, &data.places, &courses))
}
