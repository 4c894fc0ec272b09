//! What a heading says: a table of synonyms kept as data, `assets/intake/headings.toml`, and near spelling.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

use super::unit::{Unit, in_brackets};
use super::value::{Reach, When, is_no_width, leading_when};
use crate::field::{Field, FieldUnit};
use crate::fund::FundKind;
use crate::place::Level;

/// What a heading names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Named {
    /// 区县: the cells are counties' names.
    County,
    /// 年月, 年份, 月份: the cells are times.
    When,
    /// 项目: the cells are the names of fields.
    Fields,
    /// 序号, 代码: the cells tell nothing that is read.
    Ordinal,
    /// A value.
    Field(Field),
}

/// How sure a heading is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Likeness {
    /// Nearly spelt as a known one, or a wider name that is often used for the field.
    Near,
    /// A known one.
    Exact,
}

/// A heading that was understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Read {
    /// What it names.
    pub named: Named,
    /// How sure that is.
    pub likeness: Likeness,
}

/// The part of a heading that names something, and the unit that it carries: `实缴（万元）` is `实缴` in 万元.
pub fn parts(heading: &str) -> (String, Option<Unit>) {
    let text = plain(heading);
    match in_brackets(&text).map(|(name, unit)| (name, Unit::read(unit))) {
        Some((name, Some(unit))) => (name.to_owned(), Some(unit)),
        _ => match text.rsplit_once([',', ':', '/', '-', '_']).map(|(name, unit)| (name, Unit::read(unit))) {
            Some((name, Some(unit))) if !name.is_empty() => (name.to_owned(), Some(unit)),
            _ => bare_unit(&text).unwrap_or((text, None)),
        },
    }
}

/// What one heading tells: a name, and the time, the reach and the unit that stand around it.
pub(super) struct Said {
    /// What is named; empty where the heading tells nothing but the rest, or that there is a value.
    pub(super) name: String,
    pub(super) unit: Option<Unit>,
    pub(super) when: When,
    pub(super) reach: Option<Reach>,
}

/// Takes a heading apart: `2007年1-6月征缴收入（万元）`, `征缴收入本年累计`.
pub(super) fn said(heading: &str) -> Said {
    let (name, unit) = parts(heading);
    let (name, reach) = reaching(&name);
    let (when, name) = leading_when(name).unwrap_or((When::NEVER, name.to_owned()));
    let (name, later) = reaching(&name);
    let unit = unit.or_else(|| Unit::read(name));
    let says_nothing = synonyms().nothing.contains(name) || Unit::read(name).is_some();
    let name = if says_nothing { String::new() } else { name.to_owned() };
    Said { name, unit, when, reach: reach.or(later) }
}

/// A name without the words around it that tell how far back its amounts reach.
fn reaching(name: &str) -> (&str, Option<Reach>) {
    if synonyms().not_to_date.iter().any(|word| name.contains(word.as_str())) {
        return (name, None);
    }
    let around = |word: &String| {
        let rest = name.strip_prefix(word.as_str()).map(|rest| rest.trim_start_matches([')', ':', '数']));
        // 本月基本养老金支出 is known with the word.
        let rest = rest.map(|rest| {
            if contained(name).is_some() && contained(rest).is_some() && !word.contains("累计") { name } else { rest }
        });
        let before = || name.trim_end_matches(')').strip_suffix(word.as_str());
        rest.or_else(|| before().map(|rest| rest.trim_end_matches(['(', ':', '-', '_'])))
    };
    let found = synonyms().reach.iter().find_map(|(word, reach)| Some((around(word)?, *reach)));
    found.map_or((name, None), |(rest, reach)| (rest, Some(reach)))
}

/// The word that makes another quantity of a heading than a known name says: 预算 of 征缴收入预算数.
pub(super) fn turning(name: &str) -> Option<&'static str> {
    let name = plain(name);
    if synonyms().exact.contains_key(&name) {
        return None;
    }
    synonyms().turning.iter().find(|word| name.contains(word.as_str())).map(String::as_str)
}

/// Whether a name that holds a known one of a field may still be that field.
fn stays(name: &str, known: &str, named: Named) -> bool {
    let Named::Field(field) = named else { return true };
    let words = synonyms();
    let turns = |word: &String| name.contains(word.as_str()) && !known.contains(word.as_str());
    let ends = |word: &String| name.ends_with(word.as_str()) && !known.ends_with(word.as_str());
    let other_side = match field.spec().in_surplus {
        0 => None,
        1 => Some("支出"),
        _ => Some("收入"),
    };
    let other_side = other_side.is_some_and(|word| name.contains(word) && !known.contains(word));
    let endings = if field.unit() == FieldUnit::Persons { &words.not_heads } else { &words.not_money };
    !words.turning.iter().any(turns) && !endings.iter().any(ends) && !other_side
}

/// A known name with a unit right behind it: `征缴收入万元`.
fn bare_unit(text: &str) -> Option<(String, Option<Unit>)> {
    let end = text.char_indices().rev().take(3).find_map(|(at, _)| {
        let is_known = matches!(synonyms().exact.get(&text[..at]), Some(Named::Field(_)));
        Some((at, Unit::read(&text[at..]).filter(|_| is_known)?))
    });
    end.filter(|_| !synonyms().exact.contains_key(text)).map(|(at, unit)| (text[..at].to_owned(), Some(unit)))
}

/// A text for comparing: compatibility forms made one (NFKC), small letters, without spaces and numbering.
pub fn plain(text: &str) -> String {
    let text: String =
        text.nfkc().filter(|c| !c.is_whitespace() && !is_no_width(*c)).flat_map(char::to_lowercase).collect();
    let numbering = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let start = text.trim_start_matches(['#', '*', '(']);
    let after = start.trim_start_matches(numbering);
    if after.len() < start.len()
        && let Some(rest) = after.strip_prefix(['、', '.', ')'])
        && !rest.is_empty()
        && !rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return rest.to_owned();
    }
    match text.strip_prefix(['#', '*']) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// How high the place stands that a heading names, where it is one above counties.
pub fn above(heading: &str) -> Option<Level> {
    synonyms().above.get(&plain(heading)).copied()
}

/// What a name is known for, as it is spelt.
pub(super) fn exactly(name: &str) -> Option<Named> {
    synonyms().exact.get(&plain(name)).copied()
}

/// What a heading without its unit names; `None` where nobody knows.
pub fn named(name: &str) -> Option<Read> {
    let name = plain(name);
    if let Some(found) = synonyms().exact.get(&name) {
        return Some(Read { named: *found, likeness: Likeness::Exact });
    }
    // What is another insurance's is no field of the pension's, however like it is spelt.
    if FundKind::other_in(&name).is_some() {
        return None;
    }
    // A bilingual heading is known by its Chinese part.
    let hanzi: String = name.chars().filter(|c| !c.is_ascii() || matches!(c, '(' | ')' | ':')).collect();
    let hanzi = hanzi.trim_matches(['(', ')', ':']);
    if hanzi.chars().count() >= 2
        && hanzi != name
        && let Some(found) = synonyms().exact.get(hanzi)
    {
        return Some(Read { named: *found, likeness: Likeness::Exact });
    }
    // The year's sum up to a month is another thing than the month's amount.
    if name.contains("累计")
        || name.contains("同比")
        || name.contains("增长")
        || name.contains("增幅")
        || name.contains("率")
    {
        return None;
    }
    // A part is known by its own name only.
    if let Some(part) = name.strip_prefix("其中") {
        let part = synonyms().exact.get(part.trim_start_matches([':', '、']))?;
        return Some(Read { named: *part, likeness: Likeness::Exact });
    }
    let wide = synonyms().wide.get(&name).or_else(|| synonyms().wide.get(hanzi)).copied();
    let near = wide.or_else(|| contained(&name)).or_else(|| nearly(&name))?;
    Some(Read { named: near, likeness: Likeness::Near })
}

/// What a heading names, with the unit that it carries: `实缴（万元）` is [`Field::Collected`] in 万元.
pub fn field_of_heading(heading: &str) -> Option<(Named, Option<Unit>)> {
    let (name, unit) = parts(heading);
    named(&name).filter(|read| read.likeness == Likeness::Exact).map(|read| (read.named, unit))
}

/// The field that a name tells, exactly or nearly, its unit aside.
pub(super) fn field_of(name: &str) -> Option<Field> {
    told_field(name).map(|(field, _)| field)
}

/// The same, and how surely.
pub(super) fn told_field(name: &str) -> Option<(Field, Likeness)> {
    let read = named(&parts(name).0)?;
    if let Named::Field(field) = read.named { Some((field, read.likeness)) } else { None }
}

/// Whether a name is long enough to be known by a part of another: four hanzi are, an English word such as `grant` not.
fn is_telling(name: &str) -> bool {
    name.chars().count() >= 4 && !name.is_ascii()
}

/// The field whose longest known name of four signs or more stands inside, where no other field's does.
fn contained(name: &str) -> Option<Named> {
    if name.chars().count() > 24 {
        return None;
    }
    let known = synonyms().exact.iter().chain(&synonyms().wide).filter(|(known, named)| {
        matches!(named, Named::Field(_)) && is_telling(known) && name.contains(known.as_str())
    });
    let mut found: Vec<(&String, Named)> = known.map(|(known, named)| (known, *named)).collect();
    found.sort_by_key(|(known, _)| std::cmp::Reverse(known.len()));
    let (longest, named) = *found.first()?;
    // Names inside the longest one don't count against it.
    let rival = found.iter().any(|(known, other)| *other != named && !longest.contains(known.as_str()));
    (!rival && stays(name, longest, named)).then_some(named)
}

/// The field with a name that differs in one sign of five at most, but not in a sign that changes its meaning.
fn nearly(name: &str) -> Option<Named> {
    const TELLING: &str = "应实收支未欠补上下初末离在均增减本累其非新旧省市县";
    let length = name.chars().count();
    if !(4..=24).contains(&length) {
        return None;
    }
    let mut best: Option<(usize, Named)> = None;
    let mut tied = false;
    for (known, named) in &synonyms().exact {
        if !matches!(named, Named::Field(_)) || !is_telling(known) || known.chars().count().abs_diff(length) > 2 {
            continue;
        }
        // Most names have more signs of their own than may differ.
        if name.chars().filter(|sign| !known.contains(*sign)).nth(length / 5).is_some() {
            continue;
        }
        let distance = strsim::damerau_levenshtein(known, name);
        let differs = |a: &str, b: &str| a.chars().any(|c| TELLING.contains(c) && !b.contains(c));
        let other = differs(known, name) || differs(name, known) || !stays(name, known, *named);
        if distance == 0 || distance * 5 > length || other {
            continue;
        }
        match best {
            Some((least, other)) if distance == least => tied |= other != *named,
            Some((least, _)) if distance > least => {}
            _ => (best, tied) = (Some((distance, *named)), false),
        }
    }
    best.filter(|_| !tied).map(|(_, named)| named)
}

/// The name by which a column is known first of all; its key where that is asked for.
pub fn first_name(named: Named, by_key: bool) -> &'static str {
    let first = synonyms().first.iter().find(|(of, ..)| *of == named);
    first.map_or("", |(_, key, name)| if by_key { key } else { name })
}

struct Synonyms {
    /// What is named, its key, and the first name of each.
    first: Vec<(Named, String, String)>,
    /// Names that are known for what they are.
    exact: HashMap<String, Named>,
    /// Wider names that are often used for a field.
    wide: HashMap<String, Named>,
    /// Names of places above counties, beside a column of counties.
    above: HashMap<String, Level>,
    /// Words around a name that say how far back its amounts reach, the longest first.
    reach: Vec<(String, Reach)>,
    not_to_date: Vec<String>,
    nothing: HashSet<String>,
    turning: Vec<String>,
    not_heads: Vec<String>,
    not_money: Vec<String>,
}

fn synonyms() -> &'static Synonyms {
    static SYNONYMS: OnceLock<Synonyms> = OnceLock::new();
    SYNONYMS.get_or_init(|| {
        let source = include_str!("../../assets/intake/headings.toml");
        let document: toml_edit::DocumentMut = source.parse().expect("the shipped table of headings is valid TOML");
        let table = |table: &dyn toml_edit::TableLike| {
            let mut synonyms = HashMap::new();
            for (key, names) in table.iter() {
                let Some(named) = named_by_key(key) else { continue };
                for name in names.as_array().into_iter().flatten().filter_map(|n| n.as_str()) {
                    synonyms.insert(plain(name), named);
                }
            }
            synonyms
        };
        let wide = document.get("wide").and_then(|w| w.as_table_like()).map(table).unwrap_or_default();
        let mut above = HashMap::new();
        for level in [Level::Province, Level::City] {
            let names = document.get("above").and_then(|a| a.get(level.key())).and_then(|names| names.as_array());
            let names = names.into_iter().flatten().filter_map(|name| name.as_str());
            above.extend(names.map(|name| (plain(name), level)));
        }
        let list = |table: &str, key: &str| -> Vec<String> {
            let words = document.get(table).and_then(|t| t.get(key)).and_then(|words| words.as_array());
            words.into_iter().flatten().filter_map(|word| word.as_str()).map(str::to_owned).collect()
        };
        let reaches = [("month", Reach::Month), ("to_date", Reach::ToDate)];
        let reach =
            reaches.into_iter().flat_map(|(key, reach)| list("reach", key).into_iter().map(move |w| (w, reach)));
        let first = document.iter().filter_map(|(key, names)| {
            let name = names.as_array()?.get(0)?.as_str()?;
            Some((named_by_key(key)?, key.to_owned(), name.to_owned()))
        });
        Synonyms {
            first: first.collect(),
            exact: table(document.as_table()),
            wide,
            above,
            reach: reach.collect(),
            not_to_date: list("reach", "not_to_date"),
            nothing: list("words", "nothing").into_iter().collect(),
            turning: list("words", "turning"),
            not_heads: list("words", "not_heads"),
            not_money: list("words", "not_money"),
        }
    })
}

/// What a key of the table of headings stands for.
fn named_by_key(key: &str) -> Option<Named> {
    Some(match key {
        "county" => Named::County,
        "month" => Named::When,
        "fields" => Named::Fields,
        "ordinal" => Named::Ordinal,
        _ => Named::Field(Field::ALL.into_iter().find(|f| f.key() == key)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_key_name_and_unit() {
        let ten_thousand = Unit::read("万元");
        assert_eq!(field_of_heading("pension"), Some((Named::Field(Field::Pension), None)));
        assert_eq!(field_of_heading(" 实缴 （万元）"), Some((Named::Field(Field::Collected), ten_thousand)));
        assert_eq!(field_of_heading("区（县）"), Some((Named::County, None)));
        assert_eq!(field_of_heading("二、其他支出"), Some((Named::Field(Field::Other), None)));
        assert_eq!(field_of_heading("备注"), None);
        for field in Field::ALL {
            assert_eq!(field_of_heading(field.key()), Some((Named::Field(field), None)));
        }
    }

    #[test]
    fn near_spelling_is_a_guess_and_never_turns_the_meaning() {
        let near = |name| named(name).filter(|r| r.likeness == Likeness::Near).map(|r| r.named);
        assert_eq!(near("基本养老金支岀"), Some(Named::Field(Field::Pension)));
        assert_eq!(near("离退休人员人数合计"), Some(Named::Field(Field::Retirees)));
        assert_eq!(near("本月基本养老金支出"), Some(Named::Field(Field::Pension)));
        assert_eq!(named("本年累计基本养老金支出"), None);
        assert_eq!(named("应缴基本养老保险费").map(|r| r.named), Some(Named::Field(Field::Due)));
        assert_ne!(named("未缴基本养老保险费").map(|r| r.named), Some(Named::Field(Field::Due)));
        assert_eq!(named("征缴率"), None);
        assert_eq!(named("授权 Granted"), None);
        assert_eq!(named("其他资金 Other Funds"), None);
    }
}
