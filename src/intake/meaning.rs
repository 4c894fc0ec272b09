//! What a table's headings, rows, titles and names mean: which hold counties, which times, which fields, in what unit.
//!
//! A value's county, time, field and unit may each be told by its column's heading, by its row's name, by a title, by
//! the sheet's or by the file's name; the nearest counts. What is told nowhere is a [`Finding`].

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::choices::{Choices, Holds};
use super::dated;
use super::headings::{
    Likeness, Named, Said, above as level_above, exactly, field_of, named, parts, plain, said, told_field, turning,
};
use super::lists::are_firms;
use super::of_other_fund;
use super::places;
use super::spelling::cleaned;
use super::table::{Column, Heading, Line, LineKind, Table};
use super::understood::{Role, Told, Understood, Whole};
use super::unit::{Counts, Unit, units_told};
use super::value::{Number, Reach, When, leading_when, number, when};
use crate::field::{Field, Nature};
use crate::finding::{Finding, Findings, Severity};
use crate::fund::FundKind;
use crate::place::{CountyNames, Level};
use crate::sheet::Sheet;

/// Understands a table. `above` are the titles of the sheet's first table, which tell what its own leave open.
///
/// # Errors
/// One finding, where the table holds no known field, or nothing tells whose or when its values are.
pub(super) fn understand(
    table: &Table,
    above: Range<usize>,
    choices: &Choices,
    findings: &mut Findings,
) -> Result<Understood, Finding> {
    let sheet = &table.sheet;
    let mut columns = BTreeMap::new();
    let mut headings = BTreeMap::new();
    for column in table.labels.iter().chain(&table.values) {
        headings.insert(column.index, Choices::heading_key(column.path.iter().map(|h| h.text.as_str())));
    }
    let chosen = |column: &Column| headings.get(&column.index).and_then(|key| choices.columns.get(key)).copied();

    // The columns that name the rows.
    let places_above = above_columns(table, |column| chosen(column).is_some());
    for (n, column) in table.labels.iter().enumerate() {
        let role = match chosen(column) {
            Some(holds) => chosen_role(holds, column),
            None if places_above.contains_key(&column.index) => Role::Above(places_above[&column.index]),
            None => label_role(column, table.lines.iter().map(|l| l.names.get(n).map_or("", String::as_str)), &columns),
        };
        columns.insert(column.index, role);
    }
    // The columns of values.
    let mut guessed: Vec<(&Column, Field)> = Vec::new();
    let mut unknown: Vec<&Column> = Vec::new();
    for column in &table.values {
        let role = match chosen(column) {
            Some(holds) => chosen_role(holds, column),
            None => value_role(column, &mut guessed),
        };
        if role == Role::LeftOut && chosen(column).is_none() && !column.path.is_empty() {
            unknown.push(column);
        }
        columns.insert(column.index, role);
    }
    let whole = whole(table, above, &columns, choices);
    // Names across the top are counties where no column names the counties.
    let names_are_counties = !columns.values().any(|role| *role == Role::County);
    let fields_down = columns.values().any(|role| *role == Role::Fields);
    // 社会保险基金支出 above 养老保险, 失业保险: the title tells the field, the heading whose it is.
    unknown.retain(|column| {
        let told = told_by(column);
        let is_own = fund_of(column) == Some(FundKind::default()) && (whole.field.is_some() || fields_down);
        // 项目 and 金额: the row tells the field, the heading that there is a value.
        let says_nothing = || spoken(column).all(|heading| said(&heading.text).name.is_empty());
        let is_value = fields_down && says_nothing() && told.unit.is_none_or(|unit| unit.counts != Counts::Other);
        if is_own || is_value {
            columns.insert(column.index, Role::Value(told));
        }
        !(is_own || is_value)
    });
    let (mut by_column, mut any_field) = (false, whole.field.is_some() || fields_down);
    unknown.retain(|column| {
        let told = told_by(column);
        if turned(column, "").is_some() {
            return true;
        }
        let named = match &told.county {
            Some(_) if names_are_counties && (told.field.or(whole.field).is_some() || fields_down) => told,
            None if told.when != When::NEVER && (whole.field.is_some() || fields_down) => told,
            _ => return true,
        };
        columns.insert(column.index, Role::Value(named));
        false
    });
    for role in columns.values_mut() {
        if let Role::Value(told) = role {
            if !names_are_counties {
                (told.county, told.above) = (None, None);
            }
            by_column |= told.county.is_some();
            any_field |= told.field.is_some();
        }
    }
    let any_chosen = table.labels.iter().chain(&table.values).any(|column| chosen(column).is_some());
    let funds = table.values.iter().map(fund_of);
    if let Some(fund) = other_fund(funds, sheet, table.titles.clone(), choices.fund).filter(|_| !any_chosen) {
        let at = sheet.origin.at_row(table.titles.start as u32 + 1);
        return Err(of_other_fund(fund, at));
    }
    if !any_field {
        return Err(Finding::error("no-field", sheet.origin.at_row(table.header.end.max(1) as u32)));
    }
    if by_column {
        places::of_columns(table, &mut columns, &whole, choices, findings);
    }
    sums_across(table, &mut columns);
    rivals(table, &mut columns, &mut guessed, &mut unknown, |column| chosen(column).is_some(), findings);
    for (column, field) in guessed {
        let Some(heading) = column.path.last() else { continue };
        findings.push(
            Finding::new("heading-guessed", Severity::Warning, sheet.at(heading.row, heading.column))
                .with("heading", &heading.text)
                .with("field", field.text_key()),
        );
    }
    for column in unknown {
        let Some(heading) = column.path.last() else { continue };
        let rows = table.lines.first().map_or(0, |l| l.row)..table.lines.last().map_or(0, |l| l.row + 1);
        let Some(severity) = unread(sheet, column.index, rows) else { continue };
        let path: Vec<&str> = column.path.iter().map(|h| h.text.as_str()).collect();
        if let Some(fund) = fund_of(column).filter(|fund| *fund != FundKind::default()) {
            findings.push(
                Finding::new("other-fund", Severity::Note, sheet.at(heading.row, heading.column))
                    .with("heading", path.join("/"))
                    .with("fund", fund.text_key()),
            );
            continue;
        }
        let at = sheet.at(heading.row, heading.column);
        findings.push(
            match turned(column, "") {
                Some(word) => Finding::new("other-quantity", Severity::Note, at).with("word", word),
                None => Finding::new("unknown-column", severity, at),
            }
            .with("heading", path.join("/")),
        );
    }
    for column in &table.values {
        unit_conflict(sheet, column, &columns[&column.index], findings);
    }
    let label = table.labels.iter().position(|column| columns.get(&column.index) == Some(&Role::County));
    let rows = || table.lines.iter().filter(|line| line.kind == LineKind::Data);
    let names = label.into_iter().flat_map(|n| rows().filter_map(move |line| line.names.get(n)));
    if let Some(column) = label.map(|n| &table.labels[n]).filter(|column| chosen(column).is_none())
        && are_firms(names.map(String::as_str).filter(|name| !is_sum(name)))
    {
        let at = column.path.last().map_or((table.header.start, column.index), |h| (h.row, h.column));
        return Err(Finding::error("list-of-firms", sheet.at(at.0, at.1)));
    }
    // A line above each block may name its county.
    let by_section = table.lines.iter().any(|line| {
        line.kind == LineKind::Heading && line.names.iter().any(|name| !name.is_empty() && when(name).is_none())
    });
    if !by_column && names_are_counties && whole.county.is_none() && !by_section {
        return Err(Finding::error("county-untold", sheet.origin.at_row(table.header.start as u32 + 1)));
    }
    let left_out = table.lines.iter().filter(|line| line.kind != LineKind::Data).map(|line| (line.row, line.kind));
    let body = match (table.lines.first(), table.lines.last()) {
        (Some(first), Some(last)) => first.row..last.row + 1,
        _ => table.header.end..table.header.end,
    };
    let left_out = left_out.collect();
    Ok(Understood {
        sheet: sheet.clone(),
        titles: table.titles.clone(),
        header: table.header.clone(),
        body,
        left_out,
        columns,
        headings,
        whole,
    })
}

/// The fund that a column's headings name, the innermost first.
fn fund_of(column: &Column) -> Option<FundKind> {
    column.path.iter().rev().find_map(|heading| FundKind::named_in(&plain(&heading.text)))
}

/// The other fund that a table is all of, by the funds that its headings name: none of them the pension's, and others'
/// in some of them, or in its title, its sheet's or its file's name.
pub(super) fn other_fund(
    headings: impl Iterator<Item = Option<FundKind>>,
    sheet: &Sheet,
    titles: Range<usize>,
    own: FundKind,
) -> Option<FundKind> {
    let headings: Vec<FundKind> = headings.flatten().collect();
    if headings.contains(&FundKind::default()) {
        return None;
    }
    let titles = titles.rev().flat_map(|row| sheet.row(row));
    let names = [sheet.origin.sheet.as_deref().unwrap_or_default(), &*sheet.origin.file];
    let names = names.map(|name| own.in_pension_words(name));
    let told = || titles.chain(names.iter().map(String::as_str)).find_map(|text| FundKind::named_in(&plain(text)));
    headings.first().copied().or_else(told).filter(|fund| *fund != FundKind::default())
}

/// 合计 above the fields' names, beside the same below each month or each county, sums these.
fn sums_across(table: &Table, columns: &mut BTreeMap<usize, Role>) {
    let told = |role: &Role| match role {
        Role::Value(told) => Some(told.clone()),
        _ => None,
    };
    let values: Vec<Told> = columns.values().filter_map(told).collect();
    let months = values.iter().any(|told| told.when.month.is_some());
    let counties = values.iter().any(|told| told.county.is_some());
    for column in &table.values {
        let Some(told) = columns.get(&column.index).and_then(told) else { continue };
        let stands_apart = (months && told.when.month.is_none()) || (counties && told.county.is_none());
        if stands_apart && column.path.iter().any(|h| is_sum(&parts(&h.text).0)) {
            columns.insert(column.index, Role::Total(told));
        }
    }
}

/// Of several columns for the same field, county and time the one that is surest of it counts: what was chosen, then what
/// its own heading says, then a 合计 below the field's name, then a guess. Two that are equally sure are an error.
fn rivals<'a>(
    table: &'a Table,
    columns: &mut BTreeMap<usize, Role>,
    guessed: &mut Vec<(&'a Column, Field)>,
    unknown: &mut Vec<&'a Column>,
    is_chosen: impl Fn(&Column) -> bool,
    findings: &mut Findings,
) {
    let is_sum_below = |column: &Column| column.path.last().is_some_and(|h| is_sum(&parts(&h.text).0));
    type Of = (Field, Option<Arc<str>>, Option<Arc<CountyNames>>, When, Option<Reach>);
    let mut surest: HashMap<Of, (u8, &Column)> = HashMap::new();
    let mut beaten: Vec<&Column> = Vec::new();
    for column in &table.values {
        let Some(Role::Value(Told { field: Some(field), county, above, when, reach, .. })) = columns.get(&column.index)
        else {
            continue;
        };
        let sureness = match () {
            () if is_chosen(column) => 3,
            () if guessed.iter().any(|(guess, _)| guess.index == column.index) => 0,
            () if is_sum_below(column) => 1,
            () => 2,
        };
        // 本月 and 本年累计 are no rivals.
        let reach = reach.filter(|reach| *reach == Reach::ToDate);
        match surest.entry((*field, county.clone(), above.clone(), *when, reach)) {
            Entry::Vacant(place) => {
                place.insert((sureness, column));
            }
            Entry::Occupied(mut place) => match place.get().0.cmp(&sureness) {
                Ordering::Less => beaten.push(place.insert((sureness, column)).1),
                Ordering::Greater => beaten.push(column),
                Ordering::Equal => {
                    let at = column.path.last().map_or((table.header.start, column.index), |h| (h.row, h.column));
                    findings.push(
                        Finding::error("duplicate-column", table.sheet.at(at.0, at.1)).with("field", field.text_key()),
                    );
                    columns.insert(column.index, Role::LeftOut);
                }
            },
        }
    }
    for column in beaten {
        guessed.retain(|(guess, _)| guess.index != column.index);
        if is_sum_below(column) {
            columns.insert(column.index, Role::Total(Told::default()));
        } else {
            columns.insert(column.index, Role::LeftOut);
            unknown.push(column);
        }
    }
}

fn chosen_role(holds: Holds, column: &Column) -> Role {
    match holds {
        Holds::County => Role::County,
        Holds::When => Role::When,
        Holds::Fields => Role::Fields,
        Holds::Field(field) => {
            // The heading that was chosen to name the field is no county's name.
            let own = column.path.last().map(|h| parts(&h.text).0);
            let told = told_by(column);
            let county = told.county.clone().filter(|county| own.as_deref() != Some(county));
            Role::Value(Told { field: Some(field), county, ..told })
        }
        Holds::Total => Role::Total(told_by(column)),
        Holds::LeftOut => Role::LeftOut,
    }
}

/// The columns of names that tell the places above the counties, where a column further right names these.
fn above_columns(table: &Table, is_chosen: impl Fn(&Column) -> bool) -> BTreeMap<usize, Level> {
    let level = |column: &Column| column.path.iter().rev().find_map(|h| level_above(&parts(&h.text).0));
    let names_counties = |(n, column): (usize, &Column)| {
        let names = || table.lines.iter().filter_map(|line| line.names.get(n)).filter(|name| !name.is_empty());
        let says_so = column.path.iter().rev().find_map(|h| named(&parts(&h.text).0)).map(|read| read.named);
        matches!(says_so, None | Some(Named::County))
            && names().next().is_some()
            && !names().take(40).all(|name| when(name).is_some() || field_of(name).is_some())
    };
    let last = table.labels.iter().enumerate().rfind(|(n, column)| names_counties((*n, column)));
    let Some((last, _)) = last else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for column in &table.labels[..last] {
        if let Some(level) = level(column).filter(|_| !is_chosen(column))
            && !found.values().any(|other| *other == level)
        {
            found.insert(column.index, level);
        }
    }
    found
}

/// How many different names of rows are compared with all spellings of fields.
const MOST_COMPARED: usize = 200;

/// What a column of names holds: by its heading, else by what most of its cells are.
fn label_role<'a>(column: &Column, names: impl Iterator<Item = &'a str>, before: &BTreeMap<usize, Role>) -> Role {
    let heading = column.path.iter().rev().find_map(|h| named(&parts(&h.text).0));
    let taken = |role: Role| before.values().any(|r| *r == role);
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    // 险种: whose fund a row is, not whose county.
    let funds = names.iter().filter(|name| FundKind::named_in(&plain(name)).is_some()).count();
    let share = |count: usize| count * 100 / names.len().max(1);
    let times = share(names.iter().filter(|name| when(name).is_some()).count());
    // Few names are compared with all spellings; of many each is looked up.
    let mut distinct: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *distinct.entry(name).or_default() += 1;
    }
    let is_field = |name: &str| match distinct.len() > MOST_COMPARED {
        true => matches!(exactly(&parts(name).0), Some(Named::Field(_))),
        false => field_of(name).is_some(),
    };
    let fields = share(distinct.iter().filter(|(name, _)| is_field(name)).map(|(_, count)| count).sum());
    match heading.map(|read| read.named) {
        // Where the names are written out, they tell more than the word above them: 单位, 项目, 地区 are used for all.
        _ if fields >= 50 => Role::Fields,
        Some(Named::Ordinal) => Role::LeftOut,
        Some(Named::When) => Role::When,
        _ if share(funds) >= 50 => Role::LeftOut,
        _ if times >= 80 => Role::When,
        Some(Named::County) if !taken(Role::County) => Role::County,
        Some(Named::County) => Role::LeftOut,
        _ if fields >= 25 => Role::Fields,
        Some(Named::Fields) if fields > 0 => Role::Fields,
        _ if !names.is_empty() && !taken(Role::County) => Role::County,
        _ => Role::LeftOut,
    }
}

/// The headings of a column from the innermost; an English one below or above a Chinese one only says it again.
fn spoken(column: &Column) -> impl Iterator<Item = &Heading> {
    let chinese = column.path.iter().any(|heading| !heading.text.is_ascii());
    column.path.iter().rev().filter(move |heading| !chinese || !heading.text.is_ascii())
}

/// What a heading path tells of the values below it; a name that is neither field, time, unit nor sum is a county's.
fn told_by(column: &Column) -> Told {
    let mut told = Told::default();
    let mut over = CountyNames::default();
    for heading in spoken(column) {
        let Said { name, unit, when, reach } = said(&heading.text);
        (told.unit, told.when, told.reach) = (told.unit.or(unit), told.when.or(when), told.reach.or(reach));
        if name.is_empty() || is_sum(&name) {
            continue;
        }
        match named(&name).map(|read| read.named) {
            Some(Named::Field(field)) => told.field = told.field.or(Some(field)),
            Some(_) => {}
            None if FundKind::named_in(&name).is_some() || turning(&name).is_some() => {}
            None if told.county.is_none() && !name.starts_with(|c: char| c.is_ascii_digit()) => {
                told.county = Some(cleaned(&name).into());
            }
            None => match places::level_of(&name) {
                Some(Level::City) if over.city.is_empty() => over.city = name.as_str().into(),
                Some(Level::Province) if over.province.is_empty() => over.province = name.as_str().into(),
                _ => {}
            },
        }
    }
    told.above = (over != CountyNames::default()).then(|| Arc::new(over));
    told
}

/// What a column of values holds: by its heading path. Where several of its headings name fields, the whole path, then
/// the innermost counts; one that is only nearly known, or wide, is noted as guessed.
fn value_role<'a>(column: &'a Column, guessed: &mut Vec<(&'a Column, Field)>) -> Role {
    let told = told_by(column);
    let innermost = column.path.last().map(|h| parts(&h.text).0).unwrap_or_default();
    if told.unit.is_some_and(|unit| unit.counts == Counts::Other) {
        return Role::LeftOut;
    }
    let read = |name: &str| named(name).map(|read| (read.named, read.likeness));
    let named_parts = column.path.iter().map(|h| parts(&h.text).0).filter(|name| Unit::read(name).is_none());
    let joined: String = named_parts.collect();
    let mut found = (column.path.len() > 1).then(|| read(&joined)).flatten().filter(|(_, l)| *l == Likeness::Exact);
    let mut inside = false;
    for heading in spoken(column) {
        if found.is_some() {
            break;
        }
        let name = said(&heading.text).name;
        if name.is_empty() || is_sum(&name) {
            continue;
        }
        match read(&name) {
            // A part of a field is not the field: 养老金支出 over 离休人员. It may be that of a county, which is seen later.
            Some((Named::Field(_), _)) if inside => return Role::LeftOut,
            other => found = other,
        }
        inside |= found.is_none();
    }
    match found {
        Some((Named::County, _)) => Role::County,
        Some((Named::When, _)) => Role::When,
        Some((Named::Fields, _)) => Role::Fields,
        Some((Named::Ordinal, _)) => Role::LeftOut,
        // Another quantity: 上年同期 beside 征缴收入, a guess in another unit, the sum of heads over months.
        Some((Named::Field(field), likeness))
            if turned(column, &joined).is_some()
                || (likeness == Likeness::Near && told.unit.is_some_and(|unit| !unit.fits(field.unit())))
                || (told.reach == Some(Reach::ToDate) && field.spec().nature != Nature::Flow) =>
        {
            Role::LeftOut
        }
        Some((Named::Field(field), likeness)) => {
            if likeness == Likeness::Near {
                guessed.push((column, field));
            }
            Role::Value(Told { field: Some(field), ..told })
        }
        None if is_sum(&innermost) => Role::Total(told),
        None => Role::LeftOut,
    }
}

/// The word by which a column's headings say that its amounts are another quantity than the one that one of them names.
fn turned(column: &Column, joined: &str) -> Option<&'static str> {
    let whole = named(joined).is_some_and(|read| read.likeness == Likeness::Exact);
    column.path.iter().rev().filter(|_| !whole).find_map(|heading| turning(&said(&heading.text).name))
}

/// How much it matters that a column is not read: numbers may be missed, remarks hardly, and an empty one is nothing.
pub(super) fn unread(sheet: &Sheet, column: usize, rows: Range<usize>) -> Option<Severity> {
    let mut severity = None;
    for row in rows {
        match number(sheet.cell(row, column)) {
            Some(Number::Known(_)) => return Some(Severity::Warning),
            Some(Number::Unknown) => {}
            None => severity = Some(Severity::Note),
        }
    }
    severity
}

/// 合计, 小计, 全年: the sum of others.
pub(super) fn is_sum(name: &str) -> bool {
    matches!(
        plain(name).as_str(),
        "合计"
            | "总计"
            | "小计"
            | "共计"
            | "计"
            | "总额"
            | "全年"
            | "全年合计"
            | "年合计"
            | "本年合计"
            | "全市"
            | "全市合计"
            | "全省"
            | "全省合计"
            | "全国"
            | "全国合计"
            | "total"
            | "sum"
            | "nationaltotal"
    )
}

/// A heading whose unit does not count what the field is.
fn unit_conflict(sheet: &Sheet, column: &Column, role: &Role, findings: &mut Findings) {
    let Role::Value(Told { field: Some(field), unit: Some(unit), .. }) = role else { return };
    let Some(heading) = column.path.last().filter(|_| !unit.fits(field.unit())) else { return };
    findings.push(
        Finding::error("unit-conflict", sheet.at(heading.row, heading.column))
            .with("heading", &heading.text)
            .with("field", field.text_key())
            .with("unit", unit.text_key()),
    );
}

/// What titles, the sheet's and the file's name tell of the whole table, and what was chosen for it.
fn whole(table: &Table, above: Range<usize>, columns: &BTreeMap<usize, Role>, choices: &Choices) -> Whole {
    let sheet = &table.sheet;
    // From the nearest title up; then the sheet, then the file.
    let rows = table.titles.clone().rev().chain(above.clone().rev());
    let titles = rows.flat_map(|row| sheet.row(row).filter(|c| !c.trim().is_empty()));
    let file = sheet.origin.file.rsplit_once('.').map_or(&*sheet.origin.file, |(stem, _)| stem);
    let name = sheet.origin.sheet.as_deref().unwrap_or_default();
    let texts: Vec<&str> = titles.chain([name, file]).collect();
    let mut whole = Whole::default();
    (whole.when, whole.reach) = dated::told(sheet, &[table.titles.clone(), above], &[name, file]);
    for text in &texts {
        for unit in units_told(text) {
            whole.unit_told(unit);
        }
    }
    // Notes below tell what the lines above leave open.
    let notes = table.lines.iter().filter(|line| line.kind == LineKind::Note);
    for unit in notes.flat_map(|line| sheet.row(line.row)).flat_map(units_told) {
        whole.unit_told(unit);
    }
    // A column that names times, or a heading that does, leaves nothing but the year to be told from outside.
    let months_inside = columns.values().any(|role| match role {
        Role::When => true,
        Role::Value(told) => told.when != When::NEVER,
        _ => false,
    });
    if months_inside {
        (whole.when.month, whole.when.since) = (None, None);
    }
    let of_month = |role: &Role| matches!(role, Role::Value(told) if told.reach == Some(Reach::Month));
    let says_month = columns.values().any(of_month) || texts.iter().any(|text| text.contains("月报"));
    whole.monthly = says_month && choices.year.is_none();
    let fielded = columns.values().any(|role| match role {
        Role::Fields => true,
        Role::Value(told) => told.field.is_some(),
        _ => false,
    });
    if !fielded {
        whole.field = texts.iter().find_map(|text| field_inside(text));
    }
    whole.city = city_of([name].into_iter().chain(texts.iter().copied()));
    whole.county = [name].into_iter().chain(texts.iter().copied()).find_map(county_inside);
    if let Some(unit) = choices.money_unit.as_deref().and_then(Unit::read) {
        whole.money = Some(unit);
    }
    if let Some(unit) = choices.heads_unit.as_deref().and_then(Unit::read) {
        whole.heads = Some(unit);
    }
    if let Some(county) = &choices.county {
        whole.county = Some(county.as_str().into());
    }
    whole.when.year = choices.year.or(whole.when.year);
    whole.field = choices.field.or(whole.field);
    whole
}

/// The field that a title is about: `2004年各区县征缴收入（万元）`, `城镇职工基本养老保险基金支出`.
fn field_inside(text: &str) -> Option<Field> {
    let text = super::value::half_width(text);
    let text = text.rsplit_once(':').map_or(text.as_str(), |(_, after)| after);
    let (name, _) = parts(text);
    let name = leading_when(&name).map_or(name, |(_, rest)| rest);
    let short = [
        "分省",
        "各地区",
        "各区县",
        "各县区",
        "各县",
        "各省",
        "历年",
        "按月",
        "分月",
        "情况表",
        "统计表",
        "情况",
        "月报",
        "表",
    ]
    .into_iter()
    .fold(name, |name, word| name.replace(word, ""));
    field_of(&short)
}

/// The county that a sheet's or file's name, or a title, begins with: `屯溪区`, `屯溪区2004年`, `祁门县养老保险基金月报`.
fn county_inside(text: &str) -> Option<Arc<str>> {
    let text = plain(text);
    if text.is_empty() || when(&text).is_some() {
        return None;
    }
    // 填报单位：屯溪区社保中心
    let keys = ["编制单位:", "填报单位:", "报送单位:", "编报单位:"];
    if let Some((_, name)) = keys.iter().find_map(|key| text.split_once(key)) {
        let name = name.split_once("单位:").map_or(name, |(name, _)| name);
        return county_inside(name);
    }
    // 地区：安徽省
    if let Some((key, name)) = text.split_once(':')
        && named(key).is_some_and(|read| read.named == Named::County)
        && name.ends_with(['省', '市', '区', '县', '旗', '州'])
        && name.chars().count() <= 12
    {
        return Some(name.into());
    }
    let text = leading_when(&text).map_or(text, |(_, rest)| rest);
    let text = ["附件", "附表"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '、' | ':'));
    if ["各", "全", "分", "汇总", "合计", "市县"].iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let mut name = String::new();
    for c in text.chars().take(12) {
        name.push(c);
        if matches!(c, '区' | '县' | '旗') || (c == '市' && !text.contains(['区', '县', '旗'])) {
            let long_enough =
                name.chars().count() >= 2 && !matches!(name.as_str(), "地区" | "市区县" | "县区" | "区县");
            return long_enough.then(|| name.as_str().into());
        }
    }
    None
}

/// The city with which one of some texts begins: `南京市`, `2007年江苏省南京市养老保险基金月报`.
pub(super) fn city_of<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<Arc<str>> {
    texts.find_map(|text| {
        let text = plain(text);
        let text = leading_when(&text).map_or(text, |(_, rest)| rest);
        let text = text.split_once('省').or_else(|| text.split_once("自治区")).map_or(text.as_str(), |(_, rest)| rest);
        let end = text.find(['市', '区', '县', '旗', '盟']).filter(|end| text[*end..].starts_with(['市', '盟']))?;
        let name = &text[..end + '市'.len_utf8()];
        let general = ["各", "全", "本", "我", "城"].iter().any(|word| name.contains(word));
        ((3..=8).contains(&name.chars().count()) && !general).then(|| name.into())
    })
}

/// The names of a table's rows by their roles.
pub(super) struct RowNames<'a> {
    roles: Vec<(usize, &'a Role)>,
    fields: HashMap<String, Option<(Field, Option<Unit>)>>,
    /// What some row names outright: 基金收入 is then no name for it, where 征缴收入 is one.
    outright: HashSet<Field>,
}

impl<'a> RowNames<'a> {
    pub(super) fn new(table: &Table, understood: &'a Understood) -> RowNames<'a> {
        let roles = table.labels.iter().enumerate();
        let roles: Vec<(usize, &Role)> =
            roles.filter_map(|(n, column)| Some((n, understood.columns.get(&column.index)?))).collect();
        let of_fields = |line: &Line| {
            let named = roles.iter().filter(|(_, role)| **role == Role::Fields);
            let told = named.filter_map(|(n, _)| told_field(line.names.get(*n)?));
            told.filter(|(_, likeness)| *likeness == Likeness::Exact).map(|(field, _)| field).collect::<Vec<_>>()
        };
        let outright = table.lines.iter().flat_map(of_fields).collect();
        RowNames { roles, fields: HashMap::new(), outright }
    }

    /// What a row's names tell.
    pub(super) fn told(&mut self, line: &Line) -> Told {
        let mut told = Told::default();
        for (n, role) in &self.roles {
            let Some(name) = line.names.get(*n).filter(|name| !name.is_empty()) else { continue };
            match role {
                Role::County if told.county.is_none() => told.county = Some(cleaned(name).into()),
                Role::When => told.when = told.when.or(when(name).or_else(|| bare_month(name)).unwrap_or_default()),
                Role::Fields => {
                    let read = self.fields.entry(name.clone()).or_insert_with(|| {
                        let (bare, unit) = parts(name);
                        let (field, likeness) = told_field(&bare)?;
                        let is_its = likeness == Likeness::Exact || !self.outright.contains(&field);
                        is_its.then_some((field, unit))
                    });
                    if let Some((field, unit)) = read {
                        told.field = told.field.or(Some(*field));
                        told.unit = told.unit.or(*unit);
                    }
                }
                _ => {}
            }
        }
        told
    }
}

/// A month in a column of months alone: `1` to `12`.
pub(super) fn bare_month(text: &str) -> Option<When> {
    let month = super::value::half_width(text).trim().parse().ok().filter(|m| (1..=12).contains(m))?;
    Some(When::of_month(month))
}
