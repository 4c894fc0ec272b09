//! What an officer has decided about a kind of table, kept under a name and found again by the table's headings.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{DocumentMut, Item, Table as TomlTable, value};

use super::headings::plain;
use super::table::LineKind;
use crate::field::Field;
use crate::fund::FundKind;
use crate::place::Level;

/// What the importer is told rather than left to guess; by default nothing.
///
/// Headings are those of [`Choices::heading_key`], so that a choice holds for the next file of the same form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choices {
    /// Whose figures are read.
    pub fund: FundKind,
    /// The encoding of a text file, by its label (`gb18030`, `utf-8`, `big5`).
    pub encoding: Option<String>,
    /// Sheets that are not read.
    pub sheets_left_out: BTreeSet<String>,
    /// The header's rows by sheet: the first, from 0, and how many; a text file's sheet is `""`.
    pub header: BTreeMap<String, (usize, usize)>,
    /// What columns hold, by heading.
    pub columns: BTreeMap<String, Holds>,
    /// What rows are, by name.
    pub rows: BTreeMap<String, LineKind>,
    /// The unit of amounts of money whose heading tells none.
    pub money_unit: Option<String>,
    /// The unit of heads whose heading tells none.
    pub heads_unit: Option<String>,
    /// 区县, where the table doesn't name it.
    pub county: Option<String>,
    /// The year, where the table doesn't name it.
    pub year: Option<i32>,
    /// The field of a table of one field that doesn't name it.
    pub field: Option<Field>,
    /// What an empty cell means.
    pub blank: Means,
    /// What -, —, …, 无 mean.
    pub dash: Means,
    /// What an empty cell of a column 省 or 市 means.
    pub place_blank: Option<BlankPlace>,
    /// Which of two values for one cell counts.
    pub conflicts: Settled,
}

/// What a column holds, as chosen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Holds {
    /// 区县.
    County,
    /// 年月.
    When,
    /// Names of fields.
    Fields,
    /// A field.
    Field(Field),
    /// The sum of other columns.
    Total,
    /// Nothing that is read.
    LeftOut,
}

/// What a cell without a number means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Means {
    /// Not known.
    #[default]
    Unknown,
    /// Nothing: 0.
    Zero,
}

/// What an empty cell of a column of places means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BlankPlace {
    /// The name above it.
    SameAsAbove,
    /// No place: the county stands directly under the next one up.
    None,
}

/// How two values for one cell are settled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Settled {
    /// Not at all: the officer is asked.
    #[default]
    Asked,
    /// The first read counts.
    First,
    /// The last read counts.
    Last,
}

impl Holds {
    /// Its name in profiles: `county`, `when`, `fields`, `total`, `left_out`, or the field's key.
    pub fn key(self) -> &'static str {
        match self {
            Holds::County => "county",
            Holds::When => "when",
            Holds::Fields => "fields",
            Holds::Total => "total",
            Holds::LeftOut => "left_out",
            Holds::Field(field) => field.key(),
        }
    }

    fn of_key(key: &str) -> Option<Holds> {
        let field = || Field::ALL.into_iter().find(|f| f.key() == key).map(Holds::Field);
        [Holds::County, Holds::When, Holds::Fields, Holds::Total, Holds::LeftOut]
            .into_iter()
            .find(|holds| holds.key() == key)
            .or_else(field)
    }
}

const KINDS: [(&str, LineKind); 8] = [
    ("data", LineKind::Data),
    ("total", LineKind::Total),
    ("of_which", LineKind::OfWhich),
    ("heading", LineKind::Heading),
    ("note", LineKind::Note),
    ("blank", LineKind::Blank),
    ("city", LineKind::Place(Level::City)),
    ("province", LineKind::Place(Level::Province)),
];

const BLANK_PLACES: [(&str, BlankPlace); 2] = [("above", BlankPlace::SameAsAbove), ("none", BlankPlace::None)];

impl Choices {
    /// A heading path as the key of a choice.
    pub fn heading_key<'a>(path: impl IntoIterator<Item = &'a str>) -> String {
        path.into_iter().map(plain).collect::<Vec<_>>().join("/")
    }

    /// The choices as a profile's text. `signature` is the headings by which it is found again.
    pub fn write(&self, name: &str, signature: &[String]) -> String {
        let mut out = DocumentMut::new();
        out["name"] = value(name);
        out["headings"] = value(signature.iter().map(String::as_str).collect::<toml_edit::Array>());
        let mut put = |key: &str, text: Option<&str>| {
            if let Some(text) = text {
                out[key] = value(text);
            }
        };
        put("fund", (self.fund != FundKind::PENSION).then(|| self.fund.key()));
        put("encoding", self.encoding.as_deref());
        put("money_unit", self.money_unit.as_deref());
        put("heads_unit", self.heads_unit.as_deref());
        put("county", self.county.as_deref());
        put("field", self.field.map(Field::key));
        put("blank", (self.blank == Means::Zero).then_some("zero"));
        put("dash", (self.dash == Means::Zero).then_some("zero"));
        let key = |means| BLANK_PLACES.into_iter().find(|(_, m)| *m == means).map(|(key, _)| key);
        put("place_blank", self.place_blank.and_then(key));
        put(
            "conflicts",
            match self.conflicts {
                Settled::Asked => None,
                Settled::First => Some("first"),
                Settled::Last => Some("last"),
            },
        );
        if let Some(year) = self.year {
            out["year"] = value(i64::from(year));
        }
        if !self.sheets_left_out.is_empty() {
            out["sheets_left_out"] =
                value(self.sheets_left_out.iter().map(String::as_str).collect::<toml_edit::Array>());
        }
        let mut table = |name: &str, entries: Vec<(&String, toml_edit::Value)>| {
            if !entries.is_empty() {
                let mut table = TomlTable::new();
                for (key, entry) in entries {
                    table.insert(key, value(entry));
                }
                out[name] = Item::Table(table);
            }
        };
        let rows = |(first, count): (usize, usize)| -> toml_edit::Value {
            [first as i64 + 1, count as i64].into_iter().collect::<toml_edit::Array>().into()
        };
        table("header", self.header.iter().map(|(sheet, at)| (sheet, rows(*at))).collect());
        table("columns", self.columns.iter().map(|(heading, holds)| (heading, holds.key().into())).collect());
        let kind = |kind: LineKind| KINDS.into_iter().find(|(_, k)| *k == kind).map_or("data", |(key, _)| key);
        table("rows", self.rows.iter().map(|(name, k)| (name, kind(*k).into())).collect());
        out.to_string()
    }

    /// Reads a profile: its name, the headings that it is found by, and the choices. What is not understood is passed
    /// over: a profile of a newer program serves as far as it goes.
    ///
    /// # Errors
    /// The parser's words, where the text is no TOML.
    pub fn read(text: &str) -> Result<(String, Vec<String>, Choices), String> {
        let document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| e.message().to_owned())?;
        let string = |key: &str| document.get(key).and_then(Item::as_str).map(str::to_owned);
        let strings = |key: &str| -> Vec<String> {
            let array = document.get(key).and_then(Item::as_array);
            array.into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_owned).collect()
        };
        let entries = |key: &str| -> Vec<(String, Item)> {
            let table = document.get(key).and_then(Item::as_table_like);
            table.into_iter().flat_map(|t| t.iter()).map(|(k, v)| (k.to_owned(), v.clone())).collect()
        };
        let means = |key: &str| if string(key).as_deref() == Some("zero") { Means::Zero } else { Means::Unknown };
        let rows = |item: &Item| {
            let array = item.as_array()?;
            let number = |n: usize| usize::try_from(array.get(n)?.as_integer()?).ok();
            Some((number(0)?.checked_sub(1)?, number(1)?))
        };
        let choices = Choices {
            fund: string("fund").and_then(|key| FundKind::of_key(&key)).unwrap_or_default(),
            encoding: string("encoding"),
            sheets_left_out: strings("sheets_left_out").into_iter().collect(),
            header: entries("header").into_iter().filter_map(|(sheet, at)| Some((sheet, rows(&at)?))).collect(),
            columns: entries("columns")
                .into_iter()
                .filter_map(|(heading, holds)| Some((heading, Holds::of_key(holds.as_str()?)?)))
                .collect(),
            rows: entries("rows")
                .into_iter()
                .filter_map(|(name, kind)| {
                    let key = kind.as_str()?.to_owned();
                    Some((name, KINDS.into_iter().find(|(k, _)| *k == key)?.1))
                })
                .collect(),
            money_unit: string("money_unit"),
            heads_unit: string("heads_unit"),
            county: string("county"),
            year: document.get("year").and_then(Item::as_integer).and_then(|y| i32::try_from(y).ok()),
            field: string("field").and_then(|key| Field::ALL.into_iter().find(|f| f.key() == key)),
            blank: means("blank"),
            dash: means("dash"),
            place_blank: string("place_blank")
                .and_then(|key| BLANK_PLACES.into_iter().find(|(k, _)| *k == key))
                .map(|(_, means)| means),
            conflicts: match string("conflicts").as_deref() {
                Some("first") => Settled::First,
                Some("last") => Settled::Last,
                _ => Settled::Asked,
            },
        };
        Ok((string("name").unwrap_or_default(), strings("headings"), choices))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_comes_back_as_it_was() {
        let choices = Choices {
            fund: FundKind::of_key("unemployment").expect("it is in the table"),
            encoding: Some("gb18030".into()),
            sheets_left_out: ["说明".to_owned()].into(),
            header: [("".to_owned(), (2, 3))].into(),
            columns: [
                ("基金收入/其中".to_owned(), Holds::Field(Field::Collected)),
                ("备注".to_owned(), Holds::LeftOut),
            ]
            .into(),
            rows: [("东部地区".to_owned(), LineKind::Total), ("巢湖市".to_owned(), LineKind::Place(Level::City))]
                .into(),
            money_unit: Some("万元".into()),
            heads_unit: None,
            county: Some("屯溪区".into()),
            year: Some(2004),
            field: Some(Field::Pension),
            blank: Means::Zero,
            dash: Means::Unknown,
            place_blank: Some(BlankPlace::None),
            conflicts: Settled::Last,
        };
        let signature = ["区县".to_owned(), "年月".to_owned()];
        let text = choices.write("月报", &signature);
        assert_eq!(Choices::read(&text), Ok(("月报".to_owned(), signature.to_vec(), choices)));
        assert_eq!(Choices::read("").unwrap().2, Choices::default());
        assert!(Choices::read("= 1").is_err());
    }
}
