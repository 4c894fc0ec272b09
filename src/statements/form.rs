//! Forms: which lines a statement has, in the official order, and what fills each of them.
//!
//! They are data, `assets/statements/*.toml`, and an officer may keep others: lines renamed, in another order, or more.
//!
//! Source: model section 11.1.

use std::sync::{Arc, OnceLock};

use toml_edit::Value;

use crate::finding::{Finding, Findings, Origin};
use crate::locale::Language;
use crate::scenario::file::reader::{Reader, Section};

/// The names of files of `assets/statements`, with their texts.
macro_rules! shipped_files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/statements/", $name)))),*]
    };
}

/// The shipped forms: their file names and texts.
const FILES: &[(&str, &str)] = shipped_files![
    "summary.toml",
    "enterprise.toml",
    "enterprise_2018.toml",
    "enterprise_2025.toml",
    "residents_pension.toml",
    "public_pension.toml",
    "employees_medical.toml",
    "residents_medical.toml",
    "work_injury.toml",
    "unemployment.toml",
    "enterprise_basic.toml",
    "residents_pension_basic.toml",
    "public_pension_basic.toml",
    "employees_medical_basic.toml",
    "residents_medical_basic.toml",
    "work_injury_basic.toml",
    "unemployment_basic.toml",
    "shenyang_2002_pension.toml",
    "shenyang_2002_unemployment.toml",
    "shenyang_2002_medical.toml",
    "shenyang_2002_work_injury.toml",
    "shenyang_2002_maternity.toml",
    "channels.toml",
    "targets.toml",
];

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// 收入
    Income,
    /// 支出
    Expenditure,
    /// 结余
    Balance,
    /// 债务
    Debt,
    /// 人数
    Heads,
    /// 比率、基数
    Ratio,
    /// 说明
    Note,
}

impl Transfer {
    /// All with their names in forms.
    pub const ALL: [(&'static str, Transfer); 3] =
        [("up", Transfer::Up), ("down", Transfer::Down), ("across", Transfer::Across)];
}

impl LineKind {
    /// All with their names in forms.
    pub const ALL: [(&'static str, LineKind); 7] = [
        ("income", LineKind::Income),
        ("expenditure", LineKind::Expenditure),
        ("balance", LineKind::Balance),
        ("debt", LineKind::Debt),
        ("heads", LineKind::Heads),
        ("ratio", LineKind::Ratio),
        ("note", LineKind::Note),
    ];
}

/// Which way money of a line goes between places; it is struck out where both are inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transfer {
    /// 上解: from a place to the one above.
    Up,
    /// 补助: from a place to those below.
    Down,
    /// Between places side by side.
    Across,
}

/// What passes through a fund or stands in it: postings by kind, and what the books hold at a month's ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Source {
    /// 征缴收入
    Contribution,
    /// 中央和省专项补助
    Grant,
    /// 同级财政补助
    Subsidy,
    /// 缺口分担: nation
    GapNation,
    /// 缺口分担: province
    GapProvince,
    /// 缺口分担: city
    GapCity,
    /// 缺口分担: county
    GapCounty,
    /// 利息
    Interest,
    /// 拨付
    Allocate,
    /// 年终清算: paid to those below
    SettleDown,
    /// 上解
    Remit,
    /// 上划历年结余
    HandUp,
    /// 年终清算: paid back by those below
    SettleUp,
    /// 转移
    Transfer,
    /// 基本养老金
    Pension,
    /// 其中：补发
    BackPay,
    /// 丧葬补助金和抚恤金
    DeathGrant,
    /// 其他支出
    Other,
    /// 一次性支付
    Payout,
    /// 自筹流动资金
    Borrow,
    /// 财政垫付
    Advance,
    /// 归还
    Repay,
    /// 做实个人账户
    PersonalAccount,
    /// 期初结余
    Opening,
    /// 期末结余
    Closing,
    /// 期末债务
    Debt,
    /// 做实个人账户余额
    Accounts,
}

impl Source {
    /// All with their names in forms.
    pub const ALL: [(&'static str, Source); 27] = [
        ("contribution", Source::Contribution),
        ("grant", Source::Grant),
        ("subsidy", Source::Subsidy),
        ("gap_nation", Source::GapNation),
        ("gap_province", Source::GapProvince),
        ("gap_city", Source::GapCity),
        ("gap_county", Source::GapCounty),
        ("interest", Source::Interest),
        ("allocate", Source::Allocate),
        ("settle_down", Source::SettleDown),
        ("remit", Source::Remit),
        ("hand_up", Source::HandUp),
        ("settle_up", Source::SettleUp),
        ("transfer", Source::Transfer),
        ("pension", Source::Pension),
        ("back_pay", Source::BackPay),
        ("death_grant", Source::DeathGrant),
        ("other", Source::Other),
        ("payout", Source::Payout),
        ("borrow", Source::Borrow),
        ("advance", Source::Advance),
        ("repay", Source::Repay),
        ("personal_account", Source::PersonalAccount),
        ("opening", Source::Opening),
        ("closing", Source::Closing),
        ("debt", Source::Debt),
        ("accounts", Source::Accounts),
    ];

    /// Whether a run or the data know of it yet; a line with none that is known is entered.
    pub const fn is_known(self) -> bool {
        !matches!(self, Source::Transfer | Source::DeathGrant | Source::Payout)
    }

    /// Whether it stands at a month's end or beginning, rather than passes in the month.
    pub const fn is_stock(self) -> bool {
        matches!(self, Source::Opening | Source::Closing | Source::Debt | Source::Accounts)
    }
}

/// What fills a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fill {
    /// A person, or a file.
    Entered,
    /// The total of lines, by position.
    Sum(Vec<usize>),
    /// One line less another.
    Less(usize, usize),
    /// What a run or the data have of it.
    From(Vec<Source>),
    /// Lines of other forms: the id of each form and of its line.
    Lines(Vec<(String, String)>),
}

/// A line of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its id, as in files.
    pub id: String,
    /// Its names in Chinese and English.
    pub names: [String; 2],
    /// What it is.
    pub kind: LineKind,
    /// What fills it.
    pub fill: Fill,
    /// 其中: the line of which it is a part.
    pub of: Option<usize>,
    /// Whether it is struck out in sums of places.
    pub transfer: Option<Transfer>,
}

/// A form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// Its id.
    pub id: String,
    /// Its names in Chinese and English.
    pub names: [String; 2],
    /// Which fund it is of, by the key of the insurance; `all` of the summary, blank of forms of no fund.
    pub fund: String,
    /// The unit of its amounts as printed, such as 万元.
    pub unit: String,
    /// The document it comes from, and how far that was seen, in Chinese and English.
    pub source: [String; 2],
    /// The first year in which it is in use; `None` has no beginning.
    pub from: Option<i32>,
    /// The last year in which it is in use; `None` is in use still.
    pub to: Option<i32>,
    /// The lines in the official order.
    pub lines: Vec<Line>,
    /// The positions of the lines, each after those that it is reckoned from.
    order: Vec<usize>,
}

impl Form {
    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        &self.names[usize::from(language.is_english())]
    }

    /// The position of a line.
    pub fn line(&self, id: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.id == id)
    }

    /// The line that one source alone fills.
    pub fn filled_by(&self, source: Source) -> Option<usize> {
        self.lines.iter().position(|line| matches!(&line.fill, Fill::From(from) if from[..] == [source]))
    }

    /// 上年结余 and 年末滚存结余, where it has both.
    pub fn balances(&self) -> Option<(usize, usize)> {
        let opening = self.filled_by(Source::Opening).or_else(|| self.line("opening"));
        opening.zip(self.filled_by(Source::Closing).or_else(|| self.line("closing")))
    }

    /// The positions of the lines, each after those that it is reckoned from.
    pub fn order(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.order.iter().copied()
    }

    /// Whether it is one of income and expenditure, as budgets are: a table of heads and bases is none.
    pub fn is_budget(&self) -> bool {
        self.line("income").is_some() && self.line("expenditure").is_some()
    }

    /// Whether it is in use in a year.
    pub fn is_of(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    /// The lines that have a plan by month: what passes in the months, but not a part (其中) unless its whole is the sum
    /// of its parts, and no stock; and the totals and differences of such lines.
    pub fn planned(&self) -> Vec<bool> {
        let mut planned = vec![false; self.lines.len()];
        for n in self.order() {
            let line = &self.lines[n];
            let adds_up = |whole: usize| matches!(&self.lines[whole].fill, Fill::Sum(parts) if parts.contains(&n));
            planned[n] = match &line.fill {
                Fill::Sum(parts) => parts.iter().any(|part| planned[*part]),
                Fill::Less(from, less) => planned[*from] && planned[*less],
                Fill::Entered | Fill::From(_) | Fill::Lines(_) => {
                    matches!(line.kind, LineKind::Income | LineKind::Expenditure) && line.of.is_none_or(adds_up)
                }
            };
        }
        planned
    }
}

/// The shipped forms.
pub fn shipped() -> &'static [Arc<Form>] {
    static FORMS: OnceLock<Vec<Arc<Form>>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let form = |(file, text): &(&str, &str)| read(file, text).expect("a shipped form is without error").into();
        FILES.iter().map(form).collect()
    })
}

/// The text of a shipped form, to be copied.
pub fn shipped_text(id: &str) -> Option<&'static str> {
    shipped().iter().zip(FILES).find(|(form, _)| form.id == id).map(|(_, (_, text))| *text)
}

/// A shipped form by its id.
pub fn of_id(id: &str) -> Option<&'static Arc<Form>> {
    shipped().iter().find(|form| form.id == id)
}

/// The form of a fund's income and expenditure that was in use in a year.
pub fn of_year(fund: &str, year: i32) -> Option<&'static Arc<Form>> {
    shipped().iter().find(|form| form.fund == fund && form.is_of(year) && form.is_budget())
}

/// The form of the enterprise employees' pension fund that has the lines of the model, whatever the year.
pub fn enterprise() -> &'static Arc<Form> {
    of_id("enterprise").expect("it is shipped")
}

const FORM_KEYS: &[&str] = &["id", "zh", "en", "fund", "unit", "source", "source_en", "from", "to", "line"];
const LINE_KEYS: &[&str] = &["id", "zh", "en", "kind", "sum", "less", "from", "of", "transfer"];

/// Reads a form.
///
/// # Errors
/// All that is wrong, each with its line and column: an unknown key, line or source, an id twice, dates that end before
/// they begin, lines that are counted twice or reckoned from each other in a circle.
pub fn read(file: &str, text: &str) -> Result<Form, Findings> {
    let (mut reader, document) = Reader::open(file, text)?;
    let top = Section { table: document.as_table(), name: "", start: 0 };
    match read_form(&mut reader, top) {
        Some(form) if reader.findings.is_empty() => Ok(form),
        _ => Err(reader.findings),
    }
}

fn text(_: &Reader<'_>, value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn read_form(reader: &mut Reader<'_>, top: Section<'_>) -> Option<Form> {
    reader.known(top, FORM_KEYS);
    let mut needed = |key| {
        let value = reader.value(top, key, "expected.text", |r, v| text(r, v));
        reader.required(top, key, value).unwrap_or_default()
    };
    let (id, zh, source) = (needed("id"), needed("zh"), needed("source"));
    let mut known = |key| reader.value(top, key, "expected.text", |r, v| text(r, v)).unwrap_or_default();
    let (en, fund, unit, source_en) = (known("en"), known("fund"), known("unit"), known("source_en"));
    let year = |r: &Reader<'_>, v: &Value| i32::try_from(r.heads(v)?).ok();
    let from = reader.value(top, "from", "expected.calendar_year", year);
    let to = reader.value(top, "to", "expected.calendar_year", year);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        reader.error("form-dates", top.table.get("to").and_then(|item| item.span()), &id);
    }
    let sections = reader.tables(top, "line");
    if sections.is_empty() {
        reader.error("form-without-lines", None, &id);
    }
    let mut ids: Vec<String> = Vec::new();
    for section in &sections {
        let id = reader.value(*section, "id", "expected.text", |r, v| text(r, v));
        let id = reader.required(*section, "id", id).unwrap_or_default();
        let item = section.table.get("id").and_then(|item| item.span());
        // Files of statements are told apart by ids, and name lines of other forms as form.line.
        if item.is_some() && (id.is_empty() || id.contains(|c: char| c.is_whitespace() || ['.', ','].contains(&c))) {
            reader.error("form-line-id", item.clone(), &id);
        }
        if ids.contains(&id) {
            reader.error("form-line-twice", item, &id);
        }
        ids.push(id);
    }
    let lines: Vec<Line> = sections.iter().filter_map(|section| read_line(reader, *section, &ids)).collect();
    if !reader.findings.is_empty() {
        return None;
    }
    let mut form = Form {
        id,
        names: in_both(zh, en),
        fund,
        unit,
        source: in_both(source, source_en),
        from,
        to,
        lines,
        order: Vec::new(),
    };
    match in_order(&form.lines) {
        Ok(order) => form.order = order,
        Err(line) => {
            reader.error("form-circle", Some(sections[line].start..sections[line].start), &form.lines[line].id);
        }
    }
    Some(form)
}

fn read_line(reader: &mut Reader<'_>, section: Section<'_>, ids: &[String]) -> Option<Line> {
    reader.known(section, LINE_KEYS);
    let mut needed = |key| {
        let value = reader.value(section, key, "expected.text", |r, v| text(r, v));
        reader.required(section, key, value)
    };
    let (id, zh) = (needed("id"), needed("zh"));
    let en = reader.value(section, "en", "expected.text", |r, v| text(r, v)).unwrap_or_default();
    let kind = reader.value(section, "kind", "expected.line_kind", |_, v| named(&LineKind::ALL, v.as_str()?));
    let kind = reader.required(section, "kind", kind);
    let position = |name: &str| ids.iter().position(|id| id == name);
    let lines = |_: &Reader<'_>, v: &Value| -> Option<Vec<usize>> {
        v.as_array()?.iter().map(|line| position(line.as_str()?)).collect()
    };
    let sum = reader.value(section, "sum", "expected.form_lines", lines);
    let less = reader.value(section, "less", "expected.form_two_lines", |r, v| match lines(r, v)?[..] {
        [from, less] => Some((from, less)),
        _ => None,
    });
    let from = reader.value(section, "from", "expected.form_sources", |_, v| {
        let names: Option<Vec<&str>> = v.as_array()?.iter().map(|name| name.as_str()).collect();
        let names = names.filter(|names| !names.is_empty())?;
        let of_forms = || -> Option<Vec<(String, String)>> {
            let parts = |name: &&str| name.split_once('.').map(|(form, line)| (form.to_owned(), line.to_owned()));
            names.iter().map(parts).collect()
        };
        let sources = || names.iter().map(|name| named(&Source::ALL, name)).collect::<Option<Vec<Source>>>();
        sources().map(Fill::From).or_else(|| of_forms().map(Fill::Lines))
    });
    let of = reader.value(section, "of", "expected.form_line", |_, v| position(v.as_str()?));
    let transfer = reader.value(section, "transfer", "expected.transfer", |_, v| named(&Transfer::ALL, v.as_str()?));
    let fills = ["sum", "less", "from"].into_iter().filter(|key| section.table.get(key).is_some());
    if fills.count() > 1 {
        let name = id.clone().unwrap_or_default();
        reader.error("form-filled-twice", Some(section.start..section.start), &name);
    }
    let twice = sum.as_ref().and_then(|parts| parts.iter().enumerate().find(|(n, part)| parts[..*n].contains(part)));
    if let Some((_, part)) = twice {
        let span = section.table.get("sum").and_then(|item| item.span());
        reader
            .error("form-sum-twice", span, id.as_deref().unwrap_or_default())
            .facts
            .push(("line", ids[*part].clone()));
    }
    if let (Some(id), Some(whole)) = (&id, of)
        && ids[whole] == *id
    {
        reader.error("form-part-of-itself", section.table.get("of").and_then(|item| item.span()), id);
    }
    let fill = match (sum, less, from) {
        (Some(lines), ..) => Fill::Sum(lines),
        (_, Some((from, less)), _) => Fill::Less(from, less),
        (.., Some(fill)) => fill,
        _ => Fill::Entered,
    };
    Some(Line { id: id?, names: in_both(zh?, en), kind: kind?, fill, of, transfer })
}

/// Names in both languages; one that has no English name is called by its Chinese one.
fn in_both(zh: String, en: String) -> [String; 2] {
    let en = if en.is_empty() { zh.clone() } else { en };
    [zh, en]
}

fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// The lines, each after those that it is reckoned from; else one that stands in a circle.
fn in_order(lines: &[Line]) -> Result<Vec<usize>, usize> {
    let mut order: Vec<usize> = Vec::with_capacity(lines.len());
    let mut placed = vec![false; lines.len()];
    while order.len() < lines.len() {
        let is_next = |n: &usize| match &lines[*n].fill {
            _ if placed[*n] => false,
            Fill::Sum(parts) => parts.iter().all(|part| placed[*part]),
            Fill::Less(from, less) => placed[*from] && placed[*less],
            Fill::Entered | Fill::From(_) | Fill::Lines(_) => true,
        };
        match (0..lines.len()).find(is_next) {
            Some(n) => {
                placed[n] = true;
                order.push(n);
            }
            None => return Err((0..lines.len()).find(|n| !placed[*n]).unwrap_or_default()),
        }
    }
    Ok(order)
}

/// The form that a command names: the id of a shipped one.
///
/// # Errors
/// No such form; the message lists those that there are.
pub fn named_form(name: &str) -> Result<&'static Arc<Form>, Finding> {
    let known: Vec<&str> = shipped().iter().map(|form| form.id.as_str()).collect();
    let unknown = || Finding::error("form-unknown", Origin::file(name)).with("known", known.join(", "));
    of_id(name).ok_or_else(unknown)
}
