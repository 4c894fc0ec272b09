//! What the program remembers of its user between runs: a small TOML file in the user's configuration folder.
//!
//! Reading is pure: a text gives preferences, and what it does not say or says wrongly is as at first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use toml_edit::{DocumentMut, TableLike};

use crate::locale::{Language, Terms};
use crate::report::words::number::MoneyUnit;

/// How light the window is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Brightness {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// How somebody laid out the columns of a table, by their headings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    /// In which order they stand; those that are not named keep their places.
    pub order: Vec<String>,
    /// Which are not shown.
    pub hidden: BTreeSet<String>,
    /// How wide they are, in points; others are as wide as what is in them.
    pub widths: BTreeMap<String, u32>,
}

/// The preferences.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Preferences {
    /// Of the interface, and the terms of the office.
    pub language: Language,
    /// In which money is shown.
    pub unit: MoneyUnit,
    /// Light or dark.
    pub brightness: Brightness,
    /// What was open last; `None` is the sample.
    pub last: Option<PathBuf>,
    /// What was opened, saved or set aside, the newest first.
    pub recent: Vec<PathBuf>,
    /// 经手人: who corrected by hand last.
    pub hand: String,
    /// Whether former versions of a project are kept beside it, and not among the user's own files.
    pub versions_beside: bool,
    /// Whether it is no longer said above the page that it is the sample.
    pub hides_strip: bool,
    /// How tables are laid out that are not as at first, by the page and the name of the table.
    pub tables: BTreeMap<String, Columns>,
}

impl Columns {
    fn read(table: &dyn TableLike) -> Columns {
        let list = |key: &str| table.get(key).and_then(|v| v.as_array()).into_iter().flatten();
        let names = |key: &str| list(key).filter_map(|name| name.as_str()).map(str::to_owned).collect::<Vec<_>>();
        let widths = table.get("widths").and_then(|v| v.as_table_like());
        let widths = widths.into_iter().flat_map(|widths| widths.iter());
        let width = |(name, width): (&str, &toml_edit::Item)| {
            Some((name.to_owned(), u32::try_from(width.as_integer()?).ok().filter(|width| *width <= Columns::WIDEST)?))
        };
        Columns {
            order: names("order"),
            hidden: names("hidden").into_iter().collect(),
            widths: widths.filter_map(width).collect(),
        }
    }

    fn write(&self) -> toml_edit::Table {
        let mut table = toml_edit::Table::new();
        if !self.order.is_empty() {
            table["order"] = toml_edit::value(self.order.iter().collect::<toml_edit::Array>());
        }
        if !self.hidden.is_empty() {
            table["hidden"] = toml_edit::value(self.hidden.iter().collect::<toml_edit::Array>());
        }
        if !self.widths.is_empty() {
            let widths = self.widths.iter().map(|(name, width)| (name, i64::from(*width)));
            table["widths"] = toml_edit::value(widths.collect::<toml_edit::InlineTable>());
        }
        table
    }

    /// The narrowest that a column can be made.
    pub const NARROWEST: u32 = 40;
    /// The widest.
    pub const WIDEST: u32 = 1_200;
}

impl Preferences {
    /// Out of a file's text.
    pub fn read(text: &str) -> Preferences {
        let document: DocumentMut = text.parse().unwrap_or_default();
        let word = |key: &str| document.get(key).and_then(|v| v.as_str());
        Preferences {
            language: word("language")
                .and_then(Language::from_code)
                .unwrap_or_default()
                .in_terms(if word("terms") == Some("other") { Terms::Other } else { Terms::Usual }),
            unit: match word("unit") {
                Some("yuan") => MoneyUnit::Yuan,
                Some("hundred_million") => MoneyUnit::HundredMillion,
                _ => MoneyUnit::TenThousand,
            },
            brightness: if word("brightness") == Some("dark") { Brightness::Dark } else { Brightness::Light },
            last: word("last").filter(|p| !p.is_empty()).map(PathBuf::from),
            recent: document
                .get("recent")
                .and_then(|v| v.as_array())
                .into_iter()
                .flatten()
                .filter_map(|path| path.as_str())
                .map(PathBuf::from)
                .collect(),
            hand: word("hand").unwrap_or_default().to_owned(),
            versions_beside: word("versions") == Some("beside"),
            hides_strip: word("sample_strip") == Some("hidden"),
            tables: document
                .get("tables")
                .and_then(|v| v.as_table_like())
                .into_iter()
                .flat_map(|tables| tables.iter())
                .filter_map(|(name, table)| Some((name.to_owned(), Columns::read(table.as_table_like()?))))
                .collect(),
        }
    }

    /// As a file's text.
    pub fn write(&self) -> String {
        let mut document = DocumentMut::new();
        document["language"] = toml_edit::value(self.language.code());
        if self.language.terms() == Terms::Other {
            document["terms"] = toml_edit::value("other");
        }
        document["unit"] = toml_edit::value(match self.unit {
            MoneyUnit::Yuan => "yuan",
            MoneyUnit::TenThousand => "ten_thousand",
            MoneyUnit::HundredMillion => "hundred_million",
        });
        document["brightness"] = toml_edit::value(if self.brightness == Brightness::Dark { "dark" } else { "light" });
        if let Some(last) = &self.last {
            document["last"] = toml_edit::value(last.display().to_string());
        }
        if !self.recent.is_empty() {
            let paths = self.recent.iter().map(|path| path.display().to_string());
            document["recent"] = toml_edit::value(paths.collect::<toml_edit::Array>());
        }
        if !self.hand.is_empty() {
            document["hand"] = toml_edit::value(&self.hand);
        }
        if self.versions_beside {
            document["versions"] = toml_edit::value("beside");
        }
        if self.hides_strip {
            document["sample_strip"] = toml_edit::value("hidden");
        }
        let tables: toml_edit::Table =
            self.tables.iter().map(|(name, columns)| (name, toml_edit::Item::Table(columns.write()))).collect();
        if !tables.is_empty() {
            document["tables"] = toml_edit::Item::Table(tables);
        }
        document.to_string()
    }
}

/// The user's folders for this program; `None` where the system names none.
pub fn folders() -> Option<directories::ProjectDirs> {
    directories::ProjectDirs::from("", "", "tongchou")
}

/// The folder of notes of where the program broke off.
pub fn notes() -> Option<PathBuf> {
    folders().map(|folders| folders.data_local_dir().join("notes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_come_back_and_nonsense_is_as_at_first() {
        let preferences = Preferences {
            language: Language::English.in_terms(Terms::Other),
            unit: MoneyUnit::HundredMillion,
            brightness: Brightness::Dark,
            last: Some("C:\\数据\\黄山.tongchou".into()),
            recent: vec!["C:\\数据\\黄山.tongchou".into(), "月报.xlsx".into()],
            hand: "王芳".into(),
            versions_beside: true,
            hides_strip: true,
            tables: BTreeMap::from([(
                "screen.overview/table".to_owned(),
                Columns {
                    order: vec!["缺口 \"#2".to_owned(), "区县".to_owned()],
                    hidden: BTreeSet::from(["短缺率".to_owned()]),
                    widths: BTreeMap::from([("区县".to_owned(), 160)]),
                },
            )]),
        };
        assert_eq!(Preferences::read(&preferences.write()), preferences);
        for text in ["", "language = 5", "= = =", "unit = \"groats\"", "tables = 3"] {
            assert_eq!(Preferences::read(text), Preferences::default());
        }
    }
}
