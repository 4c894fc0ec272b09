//! The commands of the special account: `reconcile`, `deposits` and `lent`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Args;
use rust_decimal::Decimal;

use super::answers::{Common, failed};
use super::{Failed, load, load_scenario, print, say, write_all};
use crate::finding::{Finding, Findings, Origin};
use crate::intake::Reading;
use crate::journal::Keep;
use crate::locale::Language;
use crate::money::Money;
use crate::report::Quantity;
use crate::report::files::account_files;
use crate::report::views::reconciliation::name_of;
use crate::report::words::number::Style;
use crate::session::reading::{self, Watch};
use crate::session::store;
use crate::simulation::{self, Progress};
use crate::special_account::account::{Account, Filed, Said};
use crate::special_account::deposits::{Course, gain, plan};
use crate::special_account::ledger::{Keeper, account_key};
use crate::special_account::rates::Rates;

/// What `reconcile` is asked.
#[derive(Args, Debug)]
pub struct ReconcileArguments {
    /// 银行对账单（任意格式的表格，须有日期、收入和支出；贷方为收入）
    #[arg(long)]
    bank: PathBuf,
    /// 经办机构或财政的账（借方为收入）
    #[arg(long)]
    agency: PathBuf,
    /// 无凭证号可对时，两边最多相差几天
    #[arg(long, default_value = "5", value_parser = clap::value_parser!(u16).range(..=366))]
    days: u16,
    /// 银行期初余额（元），对账单没有印余额时用
    #[arg(long, default_value = "0", allow_negative_numbers = true)]
    opening_bank: Decimal,
    /// 经办账期初余额（元），账上没有印余额时用
    #[arg(long, default_value = "0", allow_negative_numbers = true)]
    opening_agency: Decimal,
    /// 两边叫法不同的同一个账户：“银行的账号=经办账上的叫法”，可写几次
    #[arg(long, value_name = "ACCOUNT=OTHER", value_parser = same)]
    same: Vec<(String, String)>,
    /// 写出的文件夹；表里有几个账户（有“账号”一列，或分段、分工作表写明账号）的，每个账户一个子文件夹
    #[arg(long)]
    out: PathBuf,
}

/// An account and what it is called besides.
fn same(text: &str) -> Result<(String, String), String> {
    let (name, other) = text.split_once('=').ok_or("ACCOUNT=OTHER")?;
    Ok((account_key(name), account_key(other)))
}

/// `reconcile`
pub(super) fn reconcile(arguments: &ReconcileArguments, language: Language) -> Result<(), Failed> {
    let opening = |yuan: Decimal| {
        let wrong = || language.fill("command_line.bad_opening", &[("found", &yuan.to_string())]);
        Money::from_decimal(yuan).ok_or_else(|| Failed::Arguments(wrong()))
    };
    let (of_bank, of_agency) = (opening(arguments.opening_bank)?, opening(arguments.opening_agency)?);
    let bank = filed(&arguments.bank, Keeper::Bank, language);
    let agency = filed(&arguments.agency, Keeper::Agency, language);
    let account = match (bank, agency) {
        (Ok(bank), Ok(agency)) => Account::default().with_file(bank).with_file(agency),
        (bank, agency) => {
            let said = [bank, agency].into_iter().filter_map(Result::err).flatten();
            return Err(said.collect::<Findings>().into());
        }
    };
    let account = Account { days: arguments.days.into(), ..account };
    let account =
        arguments.same.iter().try_fold(account, |account, (name, other)| united(&account, name, other, language))?;
    let said = Said { opening: [of_bank, of_agency], ..Said::default() };
    let account = match account.names().all() {
        [only] => account.saying(only, said),
        _ if said == Said::default() => account,
        several => {
            let values = [("names", &*several.join("、"))];
            return Err(Failed::Arguments(language.fill("command_line.opening_of_several", &values)));
        }
    };
    let matchings = Arc::new(account).reconciled(&Progress::new()).map_err(failed)?;
    if let [only] = &*matchings {
        return write_all(&arguments.out, &account_files::of_reconciled(&only.books, &only.reconciled));
    }
    // A folder each.
    for matching in &matchings {
        let name: String = name_of(language, matching).replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "_");
        write_all(&arguments.out.join(name), &account_files::of_reconciled(&matching.books, &matching.reconciled))?;
    }
    Ok(())
}

/// Two accounts told to be one, each by a name that its files tell.
fn united(account: &Account, name: &str, other: &str, language: Language) -> Result<Account, Failed> {
    let names = account.names();
    let there = |key: &str| {
        let unknown = || {
            let values = [("found", key), ("names", &*names.all().join("、"))];
            Failed::Arguments(language.fill("command_line.no_account", &values))
        };
        names.of(key).map(|n| &*names.all()[n]).ok_or_else(unknown)
    };
    Ok(account.uniting(&[there(name)?, there(other)?]))
}

fn filed(path: &Path, keeper: Keeper, language: Language) -> Result<Vec<Filed>, Findings> {
    let name = store::name_of(path);
    let contents = reading::read(&name, &store::read(path)?, &Reading::default(), &Watch::of_command())?;
    say(&contents.findings, language);
    Filed::read(&name, contents.sheets.iter().map(|sheet| &**sheet), keeper)
}

/// What `deposits` is asked.
#[derive(Args, Debug)]
pub struct DepositsArguments {
    #[command(flatten)]
    common: Common,
    /// 利率文件：活期、各期限的利率，已有的存款
    #[arg(long)]
    rates: PathBuf,
    /// 活期不少于几个月支出
    #[arg(long)]
    reserve: Decimal,
}

/// `deposits`
pub(super) fn deposits(arguments: &DepositsArguments, language: Language) -> Result<(), Failed> {
    let reserve = arguments.reserve;
    if !(Decimal::ZERO..=Decimal::from(1200)).contains(&reserve) || reserve.scale() > 10 {
        let found = [("found", &*reserve.to_string())];
        return Err(Failed::Arguments(language.fill("command_line.bad_reserve", &found)));
    }
    let common = &arguments.common;
    let dataset = load(&common.data, language)?;
    let scenario = load_scenario(&common.scenario)?;
    let name = store::name_of(&arguments.rates);
    let text = String::from_utf8(store::read(&arguments.rates)?)
        .map_err(|_| Finding::error("scenario-encoding", Origin::file(&name)))?;
    let rates = Rates::read(&name, &text)?;
    let run = simulation::run(&dataset, &scenario, Keep::Books, &AtomicBool::new(false)).map_err(failed)?;
    say(&run.notes, language);
    let course = Course::of_run(&dataset, &run, &scenario)
        .map_err(|month| Finding::error("no-expenditure", Origin::default()).with("month", month))?;
    let too_large = || Finding::error("deposits-too-large", Origin::file(&name));
    let plan = plan(run.start, &course, &rates, reserve).ok_or_else(too_large)?;
    let one_more = gain(run.start, &course, &rates, reserve + Decimal::ONE).ok_or_else(too_large)?;
    write_all(&common.out, &account_files::of_deposits(&plan, reserve, one_more))?;
    let style = Style { language, ..Style::default() };
    let (months, gain) = (plan.months.len().to_string(), style.spoken(Quantity::Money(plan.gain)));
    let short: Vec<String> =
        plan.months.iter().filter(|closing| closing.short().is_positive()).map(|c| c.month.to_string()).collect();
    let facts = [("months", &*months), ("gain", &*gain), ("reserve", &*reserve.normalize().to_string())];
    print(&language.fill("command_line.deposits", &facts));
    if plan.most > plan.gain {
        let more = style.spoken(Quantity::Money(plan.most - plan.gain));
        print(&language.fill("command_line.deposits_untried", &[("more", &*more)]));
    }
    if !short.is_empty() {
        print(&language.fill("command_line.deposits_short", &[("months", &short.join("、"))]));
    }
    Ok(())
}

/// `lent`
pub(super) fn lent(common: &Common, language: Language) -> Result<(), Failed> {
    let dataset = load(&common.data, language)?;
    let scenario = load_scenario(&common.scenario)?;
    let run = simulation::run(&dataset, &scenario, Keep::Books, &AtomicBool::new(false)).map_err(failed)?;
    say(&run.notes, language);
    write_all(&common.out, &account_files::of_lent(&run))
}
