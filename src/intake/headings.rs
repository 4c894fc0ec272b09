//! What a heading says: a table of synonyms kept as data, `assets/intake/headings.toml`, and near spelling.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

use super::unit::{Unit, in_brackets};
use crate::field::Field;
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
        _ => match text.rsplit_once([',', ':']).map(|(name, unit)| (name, Unit::read(unit))) {
            Some((name, Some(unit))) => (name.to_owned(), Some(unit)),
            _ => (text, None),
        },
    }
}

/// A text for comparing: compatibility forms made one (NFKC), small letters, without spaces and numbering.
pub fn plain(text: &str) -> String {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
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
    match named(&parts(name).0)?.named {
        Named::Field(field) => Some(field),
        _ => None,
    }
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
    (!rival).then_some(named)
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
        let distance = strsim::damerau_levenshtein(known, name);
        let differs = |a: &str, b: &str| a.chars().any(|c| TELLING.contains(c) && !b.contains(c));
        if distance == 0 || distance * 5 > length || differs(known, name) || differs(name, known) {
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

struct Synonyms {
    /// Names that are known for what they are.
    exact: HashMap<String, Named>,
    /// Wider names that are often used for a field.
    wide: HashMap<String, Named>,
    /// Names of places above counties, beside a column of counties.
    above: HashMap<String, Level>,
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
        Synonyms { exact: table(document.as_table()), wide, above }
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
