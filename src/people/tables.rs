//! 年龄结构 as officers' tables have it, made a structure file: ages in single years or in bands, down or across, groups in
//! columns, in a column or in rows between, of one place or by county.
//!
//! A band is spread evenly over its years, an open one over a few, and women who are not parted by halves over both of
//! their groups; each is said at its cell.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Group;
use super::structure::YEARS;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::intake::data_file::quoted;
use crate::intake::value::{Number, half_width, number};
use crate::sheet::Sheet;

/// Over how many years an open band of contributors, and one of retirees, is spread.
const OPEN: [u32; 2] = [5, 15];

/// How many rows of headings a table has at most.
const HEADINGS: usize = 3;

/// Who is counted: 缴费人员, 离退休人员.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Part {
    Contributors,
    Retirees,
}

/// Which groups a number is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Who {
    One(Group),
    /// 女, not said which.
    Women,
}

impl Who {
    fn groups(self) -> &'static [Group] {
        match self {
            Who::One(Group::Man) => &[Group::Man],
            Who::One(Group::WomanCadre) => &[Group::WomanCadre],
            Who::One(Group::WomanWorker) => &[Group::WomanWorker],
            Who::Women => &[Group::WomanCadre, Group::WomanWorker],
        }
    }
}

/// A table that was understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Understood {
    /// The structure file.
    pub text: String,
    /// The sums of contributors and retirees.
    pub sums: (Decimal, Decimal),
    /// Whether each county has its own.
    pub is_by_county: bool,
    /// What was assumed, and what is doubtful.
    pub said: Findings,
}

/// One number with all that is said of it.
struct Entry {
    county: String,
    ages: Ages,
    who: Who,
    part: Part,
    heads: Decimal,
    at: Origin,
}

/// What was told of a county: by group, age and part the heads, and where they stand.
type Cells = HashMap<(usize, u32, Part), (Decimal, Origin)>;

/// Ages in completed years; an open band has no last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Ages {
    first: u32,
    last: Option<u32>,
}

impl Ages {
    fn years(self, part: Part) -> RangeInclusive<u32> {
        let last = self.last.unwrap_or(self.first.saturating_add(OPEN[part as usize] - 1));
        self.first..=last.min(if self.last.is_none() { *YEARS.end() } else { last })
    }
}

/// Makes a structure file of the sheets of a file.
///
/// # Errors
/// No table of ages; a cell that holds no number; an age outside 15 to 109; the same age twice; nobody's group or part
/// known.
pub fn understand(file: &str, sheets: &[Arc<Sheet>]) -> Result<Understood, Findings> {
    let mut findings = Findings::new();
    let mut entries = Vec::new();
    for sheet in sheets {
        if !down(sheet, &mut entries, &mut findings) {
            across(sheet, &mut entries, &mut findings);
        }
    }
    if entries.is_empty() && findings.is_empty() {
        return Err(Finding::error("ages-none", Origin::file(file)).into());
    }
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    if findings.iter().any(is_error) {
        return Err(findings);
    }
    structure(entries, findings)
}

/// The structure file of what was read.
fn structure(entries: Vec<Entry>, mut said: Findings) -> Result<Understood, Findings> {
    let mut counties: Vec<(String, Cells)> = Vec::new();
    let (mut bands, mut women, mut errors) = (Vec::new(), Vec::new(), Findings::new());
    let mut sums = (Decimal::ZERO, Decimal::ZERO);
    for entry in &entries {
        let years = entry.ages.years(entry.part);
        let outside = [*years.start(), *years.end()].into_iter().find(|age| !YEARS.contains(age));
        if let Some(age) = outside {
            errors.push(Finding::error("ages-range", entry.at.clone()).with("age", age));
            continue;
        }
        match entry.part {
            Part::Contributors => sums.0 += entry.heads,
            Part::Retirees => sums.1 += entry.heads,
        }
        let groups = entry.who.groups();
        // Of nobody nothing is assumed.
        if years.clone().count() > 1 && !entry.heads.is_zero() {
            bands.push((entry, years.clone()));
        }
        if groups.len() > 1 && !entry.heads.is_zero() {
            women.push(entry);
        }
        let at = match counties.iter().position(|(name, _)| *name == entry.county) {
            Some(at) => at,
            None => {
                counties.push((entry.county.clone(), Cells::new()));
                counties.len() - 1
            }
        };
        let cells = &mut counties[at].1;
        let under = Decimal::from(years.clone().count() * groups.len());
        let each = entry.heads.checked_div(under).unwrap_or_default().round_dp(6).normalize();
        for group in groups {
            for age in years.clone() {
                let key = (*group as usize, age, entry.part);
                if let Some((_, first)) = cells.insert(key, (each, entry.at.clone())) {
                    errors.push(
                        Finding::error("ages-twice", entry.at.clone())
                            .with("age", age)
                            .with("group", group.text_key())
                            .with("first", first.cell().unwrap_or_default()),
                    );
                }
            }
        }
    }
    if !errors.is_empty() {
        errors.truncate(12);
        return Err(errors);
    }
    let finding = |code, at: &Origin, count: usize| Finding::new(code, Severity::Note, at.clone()).with("count", count);
    if let Some((entry, years)) = bands.first() {
        let mut different: Vec<Ages> = bands.iter().map(|(entry, _)| entry.ages).collect();
        different.sort_unstable_by_key(|ages| (ages.first, ages.last));
        different.dedup();
        let of_bands = finding("ages-bands", &entry.at, different.len());
        said.push(of_bands.with("first", years.start()).with("last", years.end()));
        if let Some((entry, years)) = bands.iter().find(|(entry, _)| entry.ages.last.is_none()) {
            said.push(finding("ages-open", &entry.at, 1).with("first", years.start()).with("last", years.end()));
        }
    }
    if let Some(entry) = women.first() {
        said.push(finding("ages-women", &entry.at, women.len()));
    }
    said.extend(missing(&counties));
    let is_by_county = counties.iter().any(|(name, _)| !name.is_empty());
    if let Some(entry) = entries.iter().find(|entry| is_by_county && entry.county.is_empty()) {
        return Err(Finding::error("ages-whose", entry.at.clone()).into());
    }
    let mut text = String::from(if is_by_county {
        "county,group,age,contributors,retirees\n"
    } else {
        "group,age,contributors,retirees\n"
    });
    for (county, cells) in &counties {
        for group in Group::ALL {
            for age in YEARS {
                let of = |part| cells.get(&(group as usize, age, part)).map(|(heads, _)| *heads);
                let (contributors, retirees) = (of(Part::Contributors), of(Part::Retirees));
                if contributors.is_none() && retirees.is_none() {
                    continue;
                }
                let [contributors, retirees] = [contributors, retirees].map(Option::unwrap_or_default);
                if is_by_county {
                    text.push_str(&quoted(county));
                    text.push(',');
                }
                text.push_str(&format!("{},{age},{contributors},{retirees}\n", group.key()));
            }
        }
    }
    Ok(Understood { text, sums, is_by_county, said })
}

/// Ages that are lacking between others: taken as nobody.
fn missing(counties: &[(String, Cells)]) -> Findings {
    let mut findings = Findings::new();
    for (county, cells) in counties {
        for group in Group::ALL {
            for part in [Part::Contributors, Part::Retirees] {
                let given = |age: &u32| cells.get(&(group as usize, *age, part)).filter(|(heads, _)| !heads.is_zero());
                let Some(first) = YEARS.clone().find(|age| given(age).is_some()) else { continue };
                let last = YEARS.clone().rev().find(|age| given(age).is_some()).unwrap_or(first);
                let is_missing = |age: &u32| !cells.contains_key(&(group as usize, *age, part));
                let Some(age) = (first..=last).find(is_missing) else { continue };
                let at = cells.get(&(group as usize, age - 1, part)).map(|(_, at)| at.clone()).unwrap_or_default();
                let count = (first..=last).filter(is_missing).count();
                let field = if part == Part::Contributors { "field.contributors" } else { "field.retirees" };
                findings.push(
                    Finding::new("ages-missing", Severity::Warning, at)
                        .with("county", county)
                        .with("group", group.text_key())
                        .with("field", field)
                        .with("age", age)
                        .with("count", count),
                );
            }
        }
    }
    findings
}

/// What a column or a row is, by the words of its headings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Age,
    Group,
    County,
    /// Heads of a group and a part, as far as its own heading tells.
    Heads(Option<Who>, Option<Part>),
    Other,
}

/// A text without spaces and in half width, in lower case.
fn plain(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Which group words name; words of both sexes name none.
fn who(text: &str) -> Option<Who> {
    let text = plain(text);
    let has_word = |word: &&str| text.split(|c: char| !c.is_ascii_alphabetic()).any(|t| t == *word);
    let woman = any(&text, &["女", "woman", "women", "female"]);
    let man = text.contains('男') || ["man", "men", "male"].iter().any(has_word);
    match () {
        () if man && woman => None,
        () if man => Some(Who::One(Group::Man)),
        () if any(&text, &["干部", "cadre"]) || (woman && text.contains("55")) => Some(Who::One(Group::WomanCadre)),
        () if any(&text, &["工人", "worker"]) || (woman && text.contains("50")) => Some(Who::One(Group::WomanWorker)),
        () if woman => Some(Who::Women),
        () => None,
    }
}

/// Which part words name.
fn part(text: &str) -> Option<Part> {
    let text = plain(text);
    match () {
        () if any(&text, &["退休", "离休", "领取", "retire"]) => Some(Part::Retirees),
        () if any(&text, &["缴费", "在职", "参保", "contribut", "active"]) => Some(Part::Contributors),
        () => None,
    }
}

fn is_total(text: &str) -> bool {
    let text = plain(text);
    any(&text, &["合计", "总计", "小计", "共计", "total"]) || text == "计"
}

fn role(heading: &str) -> Role {
    let text = plain(heading);
    match () {
        () if text.is_empty() => Role::Other,
        () if any(&text, &["年龄", "周岁", "岁数"]) || text == "岁" || text == "age" => Role::Age,
        () if any(&text, &["年限", "月数", "平均", "工资", "基数", "占比", "比例", "service", "mean"]) => {
            Role::Other
        }
        () if any(&text, &["区县", "县区", "县(市", "市县", "地区", "统筹区", "county"]) => Role::County,
        () if any(&text, &["组别", "性别", "身份", "类别", "人员类型", "group", "sex"]) => Role::Group,
        () if is_total(&text) => Role::Other,
        () => Role::Heads(who(&text), part(&text)),
    }
}

/// The ages of a cell: 35, 35岁, 20—24, 60岁及以上, 19岁及以下, 30岁（含）以下, 20岁以下; `None` where it holds none.
fn ages(text: &str) -> Option<Ages> {
    let text = plain(text);
    // 60岁以上（含60岁） says once more which age is within.
    let (text, of_itself) = match text.split_once("(含") {
        Some((before, within)) if within.starts_with(|c: char| c.is_ascii_digit()) => (before.to_owned(), true),
        _ => (text.replace(['(', ')'], ""), text.contains('含')),
    };
    let text: String = text.chars().filter(|c| !"周岁年龄段含".contains(*c)).collect();
    let text = text.strip_suffix(".0").unwrap_or(&text);
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|t| !t.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    match (&numbers[..], rest.as_str()) {
        ([age], "") => Some(Ages { first: *age, last: Some(*age) }),
        ([age], "及以上" | "以上" | "+" | ">=" | "≥" | "~" | "-") => Some(Ages { first: *age, last: None }),
        ([age], "及以下" | "<=" | "≤") => Some(Ages { first: *YEARS.start(), last: Some(*age) }),
        ([age], "以下") if of_itself => Some(Ages { first: *YEARS.start(), last: Some(*age) }),
        ([age], "以下" | "不满" | "<") if *age > 0 => Some(Ages { first: *YEARS.start(), last: Some(age - 1) }),
        ([first, last], "-" | "—" | "–" | "~" | "～" | "至" | "到" | "--" | "——" | "−") if first <= last => {
            Some(Ages { first: *first, last: Some(*last) })
        }
        _ => None,
    }
}

/// The words that head a column: those of the rows from the first heading on, one that spans several standing over all.
fn headings(sheet: &Sheet, rows: std::ops::Range<usize>, column: usize) -> String {
    let of_row = |row: usize| {
        let own = sheet.cell(row, column).trim();
        let left = || (0..column).rev().map(|c| sheet.cell(row, c).trim()).find(|text| !text.is_empty());
        // Only rows above the last span columns.
        let is_last = row + 1 == rows.end;
        if own.is_empty() && !is_last { left().unwrap_or_default() } else { own }
    };
    rows.clone().map(of_row).collect::<Vec<_>>().join("/")
}

/// The words above a table and the sheet's name, which may say of whom all is told.
fn title(sheet: &Sheet, until: usize) -> String {
    let name = sheet.origin.sheet.as_deref().unwrap_or_default();
    let rows = (0..until).flat_map(|row| sheet.row(row));
    std::iter::once(name).chain(rows).collect::<Vec<_>>().join(" ")
}

/// Ages down: a column of ages, its headings above. Whether there is one, whatever comes of it.
fn down(sheet: &Sheet, entries: &mut Vec<Entry>, findings: &mut Findings) -> bool {
    // A title stands alone in its row.
    let has_others = |row: usize| sheet.row(row).filter(|cell| !cell.trim().is_empty()).nth(1).is_some();
    let is_age = |row: usize, column: &usize| role(sheet.cell(row, *column)) == Role::Age;
    let is_head = |row: usize| (0..sheet.width(row)).find(|column| is_age(row, column)).filter(|_| has_others(row));
    let Some((first, age_column)) = (0..sheet.height().min(40)).find_map(|row| Some((row, is_head(row)?))) else {
        return false;
    };
    // The headings end where the first age stands.
    let body = (first + 1..sheet.height()).find(|row| ages(sheet.cell(*row, age_column)).is_some());
    let Some(body) = body.filter(|body| body - first <= HEADINGS + 1) else { return false };
    // A row that names a group alone, above the first age, belongs to the body.
    let is_section = |row: usize| {
        let mut given = sheet.row(row).filter(|cell| !cell.trim().is_empty());
        matches!((given.next(), given.next()), (Some(only), None) if who(only).is_some())
    };
    let head_end = (first + 1..body).find(|row| is_section(*row)).unwrap_or(body);
    let above = title(sheet, first);
    let width = sheet.most_columns();
    // Where those who pay are told, the insured are not they.
    let heads: Vec<String> = (0..width).map(|column| plain(&headings(sheet, first..head_end, column))).collect();
    let pays = |heading: &str| any(heading, &["缴费", "在职"]);
    let are_told = heads.iter().any(|heading| pays(heading));
    let is_insured = |heading: &str| heading.contains("参保") && !pays(heading) && !heading.contains("退休");
    if let Some(column) = heads.iter().position(|heading| !are_told && is_insured(heading)) {
        findings.push(Finding::new("ages-insured", Severity::Warning, sheet.at(first, column)));
    }
    let roles: Vec<Role> = heads
        .iter()
        .enumerate()
        .map(|(column, heading)| match column == age_column {
            true => Role::Age,
            false if are_told && is_insured(heading) => Role::Other,
            false => role(heading),
        })
        .collect();
    let column_of = |wanted: Role| roles.iter().position(|role| *role == wanted);
    let (group_column, county_column) = (column_of(Role::Group), column_of(Role::County));
    let mut section: Option<Who> = None;
    let mut ages_said = None;
    let (mut group_said, mut county_said) = (String::new(), String::new());
    for row in head_end..sheet.height() {
        if sheet.is_blank(row) {
            continue;
        }
        if is_section(row) {
            section = sheet.row(row).find_map(who);
            continue;
        }
        let said = |column: Option<usize>, before: &mut String| {
            let text = column.map_or("", |column| sheet.cell(row, column).trim());
            if !text.is_empty() {
                text.clone_into(before);
            }
            before.clone()
        };
        let (group, county) = (said(group_column, &mut group_said), said(county_column, &mut county_said));
        let cell = sheet.cell(row, age_column);
        if is_total(cell) || is_total(&group) || is_total(&county) {
            continue;
        }
        // Of rows below each other that share their age, only the first may tell it.
        let own_group = group_column.is_some_and(|column| who(sheet.cell(row, column)).is_some());
        let shared = ages_said.filter(|_| cell.trim().is_empty() && own_group);
        let Some(ages) = ages(cell).or(shared) else {
            // What stands below the table, or heads it once more, is none of it.
            if sheet.row(row).any(|cell| matches!(number(cell), Some(Number::Known(_)))) {
                let at = sheet.at(row, age_column);
                findings.push(match cell.trim() {
                    "" => Finding::new("ages-blank", Severity::Warning, at),
                    found => Finding::error("ages-age", at).with("found", found),
                });
            }
            continue;
        };
        ages_said = Some(ages);
        for (column, role) in roles.iter().enumerate() {
            let Role::Heads(of, what) = role else { continue };
            let text = sheet.cell(row, column);
            let at = sheet.at(row, column);
            let who = of.or_else(|| who(&group)).or(section).or_else(|| who(&above));
            let part = what.or_else(|| part(&group)).or_else(|| part(&above));
            let (Some(who), Some(part)) = (who, part) else {
                if matches!(number(text), Some(Number::Known(_))) && (of.is_some() || what.is_some()) {
                    findings.push(Finding::error("ages-whose", at));
                    return true;
                }
                continue;
            };
            take(entries, findings, text, Entry { county: county.clone(), ages, who, part, heads: Decimal::ZERO, at });
        }
    }
    true
}

/// Ages across: a row of ages, the groups at the left.
fn across(sheet: &Sheet, entries: &mut Vec<Entry>, findings: &mut Findings) {
    // Years and heads are no ages.
    let is_age = |cell: &&str| ages(cell).is_some_and(|ages| YEARS.contains(&ages.first));
    let count = |row: usize| sheet.row(row).filter(is_age).count();
    let Some(head) = (0..sheet.height().min(40)).find(|row| count(*row) >= 3) else { return };
    let columns: Vec<(usize, Ages)> =
        (0..sheet.width(head)).filter_map(|column| Some((column, ages(sheet.cell(head, column))?))).collect();
    let Some((left, _)) = columns.first().copied() else { return };
    let county_column = (0..left).find(|column| role(sheet.cell(head, *column)) == Role::County);
    let above = title(sheet, head);
    let mut before = vec![String::new(); left];
    for row in head + 1..sheet.height() {
        if sheet.is_blank(row) {
            continue;
        }
        for (column, before) in before.iter_mut().enumerate() {
            let text = sheet.cell(row, column).trim();
            if !text.is_empty() {
                text.clone_into(before);
            }
        }
        let label = before.join("/");
        if is_total(&label) {
            continue;
        }
        let county = county_column.map_or(String::new(), |column| before[column].clone());
        let who = who(&label).or_else(|| who(&above));
        let part = part(&label).or_else(|| part(&above));
        let (Some(who), Some(part)) = (who, part) else {
            if columns.iter().any(|(column, _)| matches!(number(sheet.cell(row, *column)), Some(Number::Known(_)))) {
                findings.push(Finding::error("ages-whose", sheet.at(row, 0)));
            }
            continue;
        };
        for (column, ages) in &columns {
            let (text, at) = (sheet.cell(row, *column), sheet.at(row, *column));
            let entry = Entry { county: county.clone(), ages: *ages, who, part, heads: Decimal::ZERO, at };
            take(entries, findings, text, entry);
        }
    }
}

/// Takes a number, where there is one.
fn take(entries: &mut Vec<Entry>, findings: &mut Findings, text: &str, entry: Entry) {
    match number(text) {
        Some(Number::Known(heads)) if !heads.is_sign_negative() && heads <= Decimal::from(10_000_000_000i64) => {
            entries.push(Entry { heads, ..entry });
        }
        Some(Number::Unknown) => {}
        _ => findings.push(Finding::error("ages-number", entry.at).with("found", text.trim())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::people::structure::Structure;

    fn read(text: &str) -> Result<Understood, Findings> {
        let sheets = crate::intake::read::sheets("年龄结构.csv", text.as_bytes()).unwrap();
        let understood = understand("年龄结构.csv", &sheets);
        if let Ok(understood) = &understood {
            Structure::read("s.csv", understood.text.as_bytes()).expect("it is a structure file");
        }
        understood
    }

    proptest! {
        /// Whatever stands in a table, what is made of it is a structure file.
        #[test]
        fn whatever_is_read_is_a_structure(rows in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
            "", "年龄", "区县", "组别", "缴费人数", "离退休人数", "男", "女", "女工人", "女干部", "30", "31", "30-40", "60以上", "0以下",
            "4294967295以上", "1-4294967295", "99999999999", "110", "东县", "合计", "1,000", "-5", "0.5", "五", "缴费人员年龄结构", "参保人数",
        ]), 0..6), 0..9)) {
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let sheet = Arc::new(Sheet::of(Origin::file("a.csv"), &rows));
            if let Ok(understood) = understand("a.csv", &[sheet]) {
                prop_assert!(Structure::read("s.csv", understood.text.as_bytes()).is_ok(), "{}", understood.text);
            }
        }
    }

    fn codes(found: &[Finding]) -> Vec<String> {
        found.iter().map(|finding| format!("{} {}", finding.code, finding.origin.cell().unwrap_or_default())).collect()
    }

    #[test]
    fn single_years_with_groups_in_a_column() {
        let found =
            read("年龄,组别,缴费人数,离退休人数\n59,男职工,120,0\n60,男职工,80,30\n49,女工人,50,0\n合计,,250,30\n")
                .unwrap();
        assert_eq!(found.text, "group,age,contributors,retirees\nman,59,120,0\nman,60,80,30\nwoman_worker,49,50,0\n");
        assert_eq!((found.sums, found.said.len()), ((250.into(), 30.into()), 0));
    }

    #[test]
    fn bands_with_groups_in_columns_under_two_rows_of_headings() {
        let text = "某县企业职工年龄结构表,,,,,\n年龄段,缴费人数,,,离退休人数,\n,男,女干部,女工人,男,女\n\
            20-24岁,10,5,5,0,0\n25—29岁,\"1,000\",50,50,0,0\n60岁及以上,5,0,0,300,150\n";
        let found = read(text).unwrap();
        assert!(found.text.contains("man,20,2,0\n") && found.text.contains("man,29,200,0\n"), "{}", found.text);
        // Contributors over five years, retirees over fifteen; women by halves.
        assert!(found.text.contains("man,60,1,20\n") && found.text.contains("man,74,0,20\n"), "{}", found.text);
        assert!(found.text.contains("woman_cadre,60,0,5\n") && found.text.contains("woman_worker,74,0,5\n"));
        assert_eq!(codes(&found.said), ["ages-bands B4", "ages-open B6", "ages-women F6", "ages-missing B5"]);
    }

    #[test]
    fn words_name_groups_and_no_more() {
        let named = ["男职工", "女", "女干部", "女工人（50岁）", "retirement", "men", "2055年", "男女职工"].map(who);
        let one = |group| Some(Who::One(group));
        let woman = [Some(Who::Women), one(Group::WomanCadre), one(Group::WomanWorker)];
        assert_eq!(named, [one(Group::Man), woman[0], woman[1], woman[2], None, one(Group::Man), None, None]);
        let text = "年龄,参保人数,缴费人数\n男\n30,9,8\n";
        assert!(read(text).unwrap().text.ends_with("man,30,8,0\n"));
    }

    #[test]
    fn ages_across_and_by_county() {
        let text = "区县,项目,30,31,32\n东县,男职工缴费人数,1,2,3\n,女工人缴费人数,4,5,6\n西县,男职工退休人数,7,8,9\n合计,,12,15,18\n";
        let found = read(text).unwrap();
        assert!(found.is_by_county);
        assert!(
            found.text.contains("东县,woman_worker,32,6,0\n") && found.text.contains("西县,man,30,0,7\n"),
            "{}",
            found.text
        );
    }

    #[test]
    fn groups_in_rows_between() {
        let text = "缴费人员年龄结构\n年龄,人数\n男\n30,10\n31,11\n女工人\n30,20\n";
        let found = read(text).unwrap();
        assert_eq!(found.text, "group,age,contributors,retirees\nman,30,10,0\nman,31,11,0\nwoman_worker,30,20,0\n");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_cell() {
        let wrong = |text: &str| codes(&read(text).unwrap_err());
        assert_eq!(wrong("年龄,组别,缴费人数\n12,男,5\n"), ["ages-range C2"]);
        assert_eq!(wrong("年龄,组别,缴费人数\n30,男,5\n30,男,6\n"), ["ages-twice C3"]);
        assert_eq!(wrong("年龄,组别,缴费人数\n30,男,五\n"), ["ages-number C2"]);
        assert_eq!(wrong("年龄,组别,缴费人数\n30,男,5\n三十一,男,5\n"), ["ages-age A3"]);
        assert_eq!(wrong("年龄,缴费人数\n30,5\n31,6\n"), ["ages-whose B2"]);
        assert_eq!(wrong("区县,缴费人数\n东县,5\n"), ["ages-none "]);
        let missing = read("年龄,组别,缴费人数\n30,男,5\n33,男,6\n").unwrap();
        assert_eq!(codes(&missing.said), ["ages-missing C2"]);
    }

    #[test]
    fn an_age_that_stands_once_for_several_groups_is_theirs() {
        let merged = "年龄,组别,缴费人数,离退休人数\n30,男,5,0\n,女工人,6,0\n31,男,7,0\n,女工人,8,0\n,,26,0\n";
        let found = read(merged).unwrap();
        assert_eq!(found.sums.0, Decimal::from(26));
        assert!(found.text.contains("woman_worker,30,6,0\n") && found.text.contains("woman_worker,31,8,0\n"));
        let codes: Vec<&str> = found.said.iter().map(|said| said.code).collect();
        assert!(codes.contains(&"ages-blank"), "what is nobody's is said to be left out: {codes:?}");
    }

    #[test]
    fn within_is_within() {
        let band = |first, last| Some(Ages { first, last });
        for (text, expected) in [
            ("30岁（含）以下", band(15, Some(30))),
            ("30岁以下（含30岁）", band(15, Some(30))),
            ("30岁以下", band(15, Some(29))),
            ("60岁以上（含60岁）", band(60, None)),
            ("60.0", band(60, Some(60))),
        ] {
            assert_eq!(ages(text), expected, "{text}");
        }
    }

    #[test]
    fn a_row_of_years_or_heads_is_no_row_of_ages() {
        let ages = "年龄,组别,缴费人数,离退休人数\n30,男,5,0\n60,男,0,4\n";
        let mut sheets = crate::intake::read::sheets("年龄.csv", ages.as_bytes()).unwrap();
        sheets.extend(
            crate::intake::read::sheets("年.csv", "区县,2023年,2024年,2025年\n东县,1,2,3\n".as_bytes()).unwrap(),
        );
        assert_eq!(understand("年龄.csv", &sheets).unwrap().sums, (Decimal::from(5), Decimal::from(4)));
        let whose = read("年龄,缴费人数,离退休人数\n30,5,6\n31,5,6\n").unwrap_err();
        assert_eq!(whose.iter().filter(|found| found.code == "ages-whose").count(), 1);
        let insured = read("年龄,组别,参保人数,离退休人数\n30,男,5,0\n").unwrap();
        assert!(insured.said.iter().any(|said| said.code == "ages-insured"));
    }
}
