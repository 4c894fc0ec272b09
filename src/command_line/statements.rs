//! The commands that plan and account by line: `budget`, `cap`, `targets`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::{DataSource, Failed, imported, load_scenario, load_with_budget, say, write_all};
use crate::finding::{Finding, Findings, Origin};
use crate::intake::Reading;
use crate::journal::Keep;
use crate::locale::Language;
use crate::report::files::statement_files;
use crate::session::reading::{self, Watch};
use crate::session::store;
use crate::sheet::Sheet;
use crate::simulation::{self, Failure};
use crate::statements::drafted::Drafted;
use crate::statements::{cap, form, given, targets};

/// What `budget` is asked.
#[derive(Args, Debug)]
pub struct BudgetArguments {
    #[command(flatten)]
    data: DataSource,
    /// 情景文件：预算由它编制
    #[arg(long)]
    scenario: Option<PathBuf>,
    /// 执行数，数据文件的形状；不写则用数据文件
    #[arg(long)]
    actual: Option<PathBuf>,
    /// 表样：随附表样的名称，或自己的表样文件；不写为企业职工基本养老保险基金
    #[arg(long)]
    form: Option<PathBuf>,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

/// What `cap` is asked.
#[derive(Args, Debug)]
pub struct CapArguments {
    /// 机构表：institution, last_actual, last_cap, last_prepaid, weight
    #[arg(long)]
    data: PathBuf,
    /// 办法：year, budget, reserve, keep, bands, ahead, settle_from, [fund]
    #[arg(long)]
    rules: PathBuf,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

/// What `targets` is asked.
#[derive(Args, Debug)]
pub struct TargetsArguments {
    /// 责任单位表：unit, weight
    #[arg(long)]
    units: PathBuf,
    /// 各月完成数：unit, month, amount，其后是有补贴的成果
    #[arg(long)]
    actuals: PathBuf,
    /// 办法：year, target, name_after, [compare], [subsidy]
    #[arg(long)]
    rules: PathBuf,
    /// 写出的文件夹
    #[arg(long)]
    out: PathBuf,
}

/// `budget`
pub(super) fn run_budget(arguments: &BudgetArguments, language: Language) -> Result<(), Failed> {
    // What there is to say of the budget is said when it is read by its own form.
    let (data, _) = load_with_budget(&arguments.data, language)?;
    let form = match &arguments.form {
        None => form::enterprise().clone(),
        Some(path) if path.extension().is_some() => Arc::new(with_text(path, form::read)?),
        Some(id) => form::named_form(&id.to_string_lossy())?.clone(),
    };
    let run = match &arguments.scenario {
        Some(path) => {
            let scenario = load_scenario(path)?;
            match simulation::run(&data, &scenario, Keep::Journal, &AtomicBool::new(false)) {
                Ok(run) => Some(run),
                Err(Failure::Findings(findings)) => return Err(findings.into()),
                Err(Failure::Stopped) => unreachable!("nobody stops a command's run"),
            }
        }
        None => None,
    };
    say(run.as_ref().map_or(&[], |run| &run.notes), language);
    let actual = match &arguments.actual {
        Some(path) => {
            let imported = imported(path, None)?;
            say(&imported.findings, language);
            imported.dataset
        }
        None => data.clone(),
    };
    let given = match &arguments.data.budget {
        Some(path) => {
            let given = given::read(&*sheet(path, language)?, &form, &data.places)?;
            say(&given.findings, language);
            Some(given)
        }
        None => None,
    };
    let drafted = Drafted::of(&form, &data, &actual, run.as_ref(), given.as_ref())?;
    say(&drafted.findings, language);
    let Drafted { statements, execution, bridges, .. } = &drafted;
    write_all(&arguments.out, &statement_files::of_budget(&form, &data.places, statements, execution, bridges))
}

/// `cap`
pub(super) fn run_cap(arguments: &CapArguments, language: Language) -> Result<(), Failed> {
    let rules = with_text(&arguments.rules, cap::rules)?;
    let institutions = cap::institutions(&*sheet(&arguments.data, language)?)?;
    let outcome = cap::outcome(&institutions, &rules).map_err(|findings| at(&arguments.rules, findings))?;
    write_all(&arguments.out, &statement_files::of_cap(&institutions, &rules, &outcome))
}

/// `targets`
pub(super) fn run_targets(arguments: &TargetsArguments, language: Language) -> Result<(), Failed> {
    let rules = with_text(&arguments.rules, targets::rules)?;
    let units = targets::units(&*sheet(&arguments.units, language)?)?;
    let actuals = targets::actuals(&*sheet(&arguments.actuals, language)?, &units, &rules)?;
    write_all(&arguments.out, &statement_files::of_targets(&units, &actuals, &rules))
}

/// The one sheet of a file.
pub(super) fn sheet(path: &Path, language: Language) -> Result<Arc<Sheet>, Failed> {
    let name = store::name_of(path);
    let contents = reading::read(&name, &store::read(path)?, &Reading::default(), &Watch::of_command())?;
    say(&contents.findings, language);
    let sheet = contents.sheets.into_iter().find(|sheet| sheet.height() > 0);
    sheet.ok_or_else(|| Finding::error("no-rows", Origin::file(&name)).into())
}

/// What is made of a text file.
fn with_text<T>(path: &Path, read: impl Fn(&str, &str) -> Result<T, Findings>) -> Result<T, Failed> {
    let name = store::name_of(path);
    let text = String::from_utf8(store::read(path)?);
    let text = text.map_err(|_| Finding::error("scenario-encoding", Origin::file(&name)))?;
    Ok(read(&name, &text)?)
}

/// Findings about a file as a whole.
fn at(path: &Path, findings: Findings) -> Findings {
    let origin = Origin::file(&store::name_of(path));
    findings.into_iter().map(|finding| Finding { origin: origin.clone(), ..finding }).collect()
}
