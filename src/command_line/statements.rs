//! The commands that plan and account by line: `budget`, `cap`, `targets`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::{Failed, say, write_all};
use crate::finding::{Finding, Findings, Origin};
use crate::intake::Reading;
use crate::locale::Language;
use crate::report::files::statement_files;
use crate::session::reading::{self, Watch};
use crate::session::store;
use crate::sheet::Sheet;
use crate::statements::{cap, targets};

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
fn sheet(path: &Path, language: Language) -> Result<Arc<Sheet>, Failed> {
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
