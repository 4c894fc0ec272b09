//! Which column a heading names: a table of synonyms kept as data, `assets/intake/headings.toml`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::value::half_width;
use crate::dataset::Field;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Heading {
    /// 区县
    County,
    /// 年月
    Month,
    /// A value.
    Field(Field),
}

/// What a heading names, with the factor of a unit that it carries: `实缴（万元）` is [`Field::Collected`] × 10,000.
pub fn field_of_heading(heading: &str) -> Option<(Heading, Option<i64>)> {
    let text: String = half_width(heading).chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_lowercase();
    if let Some(found) = synonyms().get(&text) {
        return Some((*found, None));
    }
    let (name, unit) = text.split_once('(').or_else(|| text.split_once('['))?;
    let factor = unit_factor(unit.trim_end_matches([')', ']']))?;
    synonyms().get(name).map(|h| (*h, Some(factor)))
}

/// How many of 元 or 人 a unit is: `万元` is 10,000.
pub fn unit_factor(unit: &str) -> Option<i64> {
    match unit.trim() {
        "元" | "人" | "yuan" | "persons" => Some(1),
        "百元" => Some(100),
        "千元" => Some(1_000),
        "万元" | "万人" => Some(10_000),
        "百万元" => Some(1_000_000),
        "亿元" => Some(100_000_000),
        _ => None,
    }
}

fn synonyms() -> &'static HashMap<String, Heading> {
    static SYNONYMS: OnceLock<HashMap<String, Heading>> = OnceLock::new();
    SYNONYMS.get_or_init(|| {
        let source = include_str!("../../assets/intake/headings.toml");
        let document: toml_edit::DocumentMut = source.parse().expect("the shipped table of headings is valid TOML");
        let mut synonyms = HashMap::new();
        for (key, names) in document.iter() {
            let heading = match key {
                "county" => Heading::County,
                "month" => Heading::Month,
                _ => match Field::ALL.into_iter().find(|f| f.key() == key) {
                    Some(field) => Heading::Field(field),
                    None => continue,
                },
            };
            for name in names.as_array().into_iter().flatten().filter_map(|n| n.as_str()) {
                synonyms.insert(half_width(name).to_lowercase(), heading);
            }
        }
        synonyms
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_key_name_and_unit() {
        assert_eq!(field_of_heading("pension"), Some((Heading::Field(Field::Pension), None)));
        assert_eq!(field_of_heading(" 实缴 （万元）"), Some((Heading::Field(Field::Collected), Some(10_000))));
        assert_eq!(field_of_heading("区（县）"), Some((Heading::County, None)));
        assert_eq!(field_of_heading("备注"), None);
        for field in Field::ALL {
            assert_eq!(field_of_heading(field.key()), Some((Heading::Field(field), None)));
        }
    }
}
