//! `export`: slides, workbooks and pictures, as the window writes them.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Failed, books_of, example, fund, imported, is_project, say};
use crate::answers::Desk;
use crate::assessment::kept::{self, Kept};
use crate::dataset::{Dataset, Example};
use crate::fund::FundKind;
use crate::locale::Language;
use crate::proposal;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::{Form, Parcel};
use crate::report::deck::ready::{MadeFrom, Ready};
use crate::report::deck::{Page, Plan, Shows};
use crate::report::model::slide::Shape;
use crate::report::views::context::Context;
use crate::report::words::number::{MoneyUnit, Style};
use crate::scenario::family::Family;
use crate::session::store;
use crate::session::work::Work;
use crate::simulation::{Failure, Progress};
use crate::special_account::account::Account;
use crate::special_account::ladder::Ladders;
use crate::statements::kept::Budgets;
use crate::statements::programme::Programmes;

/// What `export` is asked.
#[derive(Args, Debug)]
pub struct ExportArguments {
    #[command(flatten)]
    from: ProjectSource,
    /// 写出的文件：.pptx .docx .pdf .xlsx .png .svg .csv
    #[arg(long)]
    out: PathBuf,
    /// 现成的报告；不写为项目自己的报告，项目没有时为 annual
    ///
    /// monthly 月度简报，annual 年度对比，scenario 情景报告，retirement 延迟退休影响，budget_draft 预算草案，budget 预算执行分析，
    /// scores 考核通报，special_account 专户月报，report 基金运行分析报告
    #[arg(long, value_parser = ready)]
    deck: Option<Ready>,
    /// 第几页，用于 .png .svg .csv；不写则为第一个有图或表的页
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    page: Option<u16>,
    /// 图片放大倍数
    #[arg(long, default_value = "2", value_parser = clap::value_parser!(u8).range(1..=4))]
    scale: u8,
    /// 页脚的日期，如 2008年1月
    #[arg(long)]
    date: Option<String>,
    /// 页脚的单位名称
    #[arg(long)]
    footer: Option<String>,
    /// 幻灯片比例
    #[arg(long)]
    shape: Option<ShapeName>,
    /// 用自己的 .pptx 作模板
    #[arg(long)]
    template: Option<PathBuf>,
    /// 哪一项保险：基金的代号、代码或名称；不写则是项目正显示的那一项
    #[arg(long, value_parser = fund)]
    fund: Option<FundKind>,
    /// 金额单位
    #[arg(long, default_value = "ten_thousand")]
    unit: UnitName,
    /// .csv 不带 UTF-8 标记
    #[arg(long)]
    no_mark: bool,
}

/// A project, a data file, or the sample.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct ProjectSource {
    /// 项目文件，或数据文件
    #[arg(long)]
    project: Option<PathBuf>,
    /// 数据文件
    #[arg(long)]
    data: Option<PathBuf>,
    /// 用随附的示例数据：huangshan（不写就是它）或 provinces
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "huangshan", value_parser = example)]
    sample: Option<Example>,
}

fn ready(key: &str) -> Result<Ready, String> {
    Ready::of_key(key).ok_or_else(|| Ready::ALL.map(Ready::key).join(" | "))
}

/// The shapes by their names.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum ShapeName {
    /// 宽屏
    #[value(name = "16:9")]
    Wide,
    /// 普屏
    #[value(name = "4:3")]
    Classic,
}

/// The units by their names.
#[derive(ValueEnum, Clone, Copy, Debug)]
#[value(rename_all = "snake_case")]
enum UnitName {
    /// 元
    Yuan,
    /// 万元
    TenThousand,
    /// 亿元
    HundredMillion,
}

/// What is exported from.
struct Material {
    data: Arc<Dataset>,
    family: Family,
    deck: Plan,
    budgets: Budgets,
    assessed: Arc<Kept>,
    programmes: Programmes,
    account: Arc<Account>,
    ladders: Arc<Ladders>,
    source: String,
}

fn material(from: &ProjectSource, fund: Option<FundKind>, language: Language) -> Result<Material, Failed> {
    let Some(path) = from.project.as_deref().or(from.data.as_deref()) else {
        let example = from.sample.unwrap_or(Example::Huangshan);
        return Ok(proposed(example.load(), example.file().to_owned(), language));
    };
    let bytes = store::read(path)?;
    if is_project(path, &bytes) {
        let (books, lost) = books_of(path, &bytes, fund)?;
        say(&lost, language);
        let Work { family, deck, budgets, assessed, programmes, account, ladders, .. } = books.work.now().clone();
        let data = books.corrected();
        let assessed = assessed.unwrap_or_else(|| kept::proposed(data.example).clone());
        let source = books.source;
        return Ok(Material { data, family, deck, budgets, assessed, programmes, account, ladders, source });
    }
    let imported = imported(path, fund)?;
    say(&imported.findings, language);
    Ok(proposed(imported.dataset, store::name_of(path), language))
}

fn proposed(data: Dataset, source: String, language: Language) -> Material {
    let family = Family::of(proposal::scenarios(&data, language));
    let assessed = kept::proposed(data.example).clone();
    let (deck, budgets, programmes) = (Plan::default(), Budgets::default(), Programmes::default());
    let (account, ladders) = Default::default();
    Material { data: Arc::new(data), family, deck, budgets, assessed, programmes, account, ladders, source }
}

fn form(arguments: &ExportArguments, language: Language) -> Result<Form, Failed> {
    let ending = arguments.out.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let unknown = || Failed::Arguments(language.fill("command_line.bad_ending", &[("found", &ending)]));
    Ok(match (Form::of_ending(&ending).ok_or_else(unknown)?, &arguments.template) {
        (Form::Pptx(_), Some(template)) => Form::Pptx(Some(store::read(template)?)),
        (_, Some(_)) => return Err(Failed::Arguments(language.text("command_line.template_of_slides").to_owned())),
        (Form::Png(_), _) => Form::Png(arguments.scale),
        (Form::Csv(_), _) => Form::Csv(!arguments.no_mark),
        (form, _) => form,
    })
}

/// `export`
pub(super) fn export(arguments: &ExportArguments, language: Language) -> Result<(), Failed> {
    let ExportArguments { from, template, .. } = arguments;
    let read = [&from.project, &from.data, template].into_iter().flatten();
    store::keep_apart(&arguments.out, read.map(|path| &**path))?;
    let form = form(arguments, language)?;
    let Material { data, family, deck, budgets, assessed, programmes, account, ladders, source } =
        material(&arguments.from, arguments.fund, language)?;
    let language = language.of(data.fund);
    let unit = match arguments.unit {
        UnitName::Yuan => MoneyUnit::Yuan,
        UnitName::TenThousand => MoneyUnit::TenThousand,
        UnitName::HundredMillion => MoneyUnit::HundredMillion,
    };
    let style = Style { language, unit };
    let context = Context { observed: &data, runs: &[], style, source: &source };
    let ready = arguments.deck.or(deck.pages.is_empty().then_some(Ready::Annual));
    let project = MadeFrom { family: &family, budgets: &budgets, account: &account, ladders: &ladders };
    let mut plan = ready.map_or(deck, |ready| ready.plan(&context, project));
    if let Some(date) = &arguments.date {
        plan.date.clone_from(date);
    }
    if let Some(footer) = &arguments.footer {
        plan.footer.clone_from(footer);
    }
    match arguments.shape {
        Some(ShapeName::Wide) => plan.shape = Shape::Wide,
        Some(ShapeName::Classic) => plan.shape = Shape::Classic,
        None => {}
    }
    let of_words = |page: &Page| matches!(page.shows, Shows::Cover { .. } | Shows::Conclusions | Shows::Text { .. });
    let first = plan.pages.iter().position(|page| !of_words(page)).unwrap_or(0);
    let page = arguments.page.map_or(first, |page| usize::from(page) - 1);
    if form.is_of_page() && page >= plan.pages.len() {
        let (page, pages) = ((page + 1).to_string(), plan.pages.len().to_string());
        return Err(Failed::Arguments(language.fill("command_line.no_page", &[("page", &page), ("pages", &pages)])));
    }
    let order = Order { plan, family, budgets, assessed, programmes, account, ladders, style, source };
    let parcel = Parcel { order, form, page: Some(page) };
    let progress = Progress::new();
    let desk = Desk { data: &data, threads: crate::threads::processors(), progress: &progress };
    match parcel.bytes(desk) {
        Ok((bytes, left_out)) => {
            say(&left_out, language);
            Ok(store::write(&arguments.out, &bytes)?)
        }
        Err(Failure::Findings(findings)) => Err(findings.into()),
        Err(Failure::Stopped) => unreachable!("nobody stops a command's run"),
    }
}
