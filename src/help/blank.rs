//! Blank tables to be filled: the columns that are read, in the words by which they are read, and a sheet that explains
//! them. What is filled in is read back without a question.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::about;
use crate::field::{Field, FieldUnit};
use crate::finding::{Finding, Origin};
use crate::intake::headings::{Named, first_name};
use crate::locale::Language;
use crate::people::Group;

/// So many rows have the form of a table to be filled where nothing stands in them.
const ROWS: u32 = 400;
/// The row of the headings, counted from 0.
const HEADINGS: u32 = 2;
/// The ages that a table of ages begins with, in completed years.
const AGES: std::ops::RangeInclusive<u32> = 16..=100;

/// The blank tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blank {
    /// Counties by month.
    Months,
    /// Counties by year.
    Years,
    /// What is entered for an assessment.
    Entries,
    /// A budget, line by line.
    Budget,
    /// A ledger of the special account.
    Ledger,
    /// Contributors and retirees by age.
    Ages,
}

/// What a project tells of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// Whose it is and of when, before its title.
    pub of: String,
    /// What stands in its first columns, a row each; nothing where the rows are the officer's.
    pub rows: Vec<Vec<String>>,
}

/// What is put into a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holds {
    /// Words, and times as they were typed.
    Words,
    /// Heads, said to be so: they may be told by the ten thousand as well.
    Persons,
    /// Whole numbers: ages, and heads of one age.
    Whole,
    /// Amounts in a unit, by the key of its name.
    Money(&'static str),
    Number,
}

/// A column of a table.
struct Column {
    heading: String,
    holds: Holds,
    is_needed: bool,
    told: String,
}

impl Blank {
    /// All, in the order in which they are offered.
    pub const ALL: [Blank; 6] =
        [Blank::Months, Blank::Years, Blank::Entries, Blank::Budget, Blank::Ledger, Blank::Ages];

    const fn key(self) -> &'static str {
        match self {
            Blank::Months => "months",
            Blank::Years => "years",
            Blank::Entries => "entries",
            Blank::Budget => "budget",
            Blank::Ledger => "ledger",
            Blank::Ages => "ages",
        }
    }

    /// The key of its name, of the sheet that is filled and of the file.
    pub fn text_key(self) -> String {
        format!("blank.{}", self.key())
    }

    /// The key of what it is for.
    pub fn about_key(self) -> String {
        format!("blank.{}_about", self.key())
    }

    fn text(self, part: &str, language: Language) -> String {
        language.text(&format!("blank.{}_{part}", self.key())).to_owned()
    }

    /// The workbook: a sheet to be filled and one that explains the columns.
    ///
    /// # Errors
    /// Where the file can't be made.
    pub fn workbook(self, given: &Given, language: Language) -> Result<Vec<u8>, Finding> {
        let made = || -> Result<Vec<u8>, XlsxError> {
            let mut workbook = Workbook::new();
            let columns = self.columns(language);
            self.fill(workbook.add_worksheet(), &columns, given, language)?;
            self.explain(workbook.add_worksheet(), &columns, language)?;
            workbook.save_to_buffer()
        };
        made().map_err(|error| Finding::error("export-unmade", Origin::default()).with("detail", error))
    }

    fn columns(self, language: Language) -> Vec<Column> {
        // A heading in Chinese, and the key by which it is read where English is spoken.
        let column = |(heading, key): (&str, &str), told: &str, holds: Holds, is_needed: bool| Column {
            heading: if language.is_english() { key } else { heading }.to_owned(),
            holds,
            is_needed,
            told: self.text(told, language),
        };
        let words = |names, told| column(names, told, Holds::Words, true);
        let may = |names, told, holds| column(names, told, holds, false);
        match self {
            Blank::Months | Blank::Years => self.of_counties(language),
            Blank::Entries => vec![
                words(("地区", "place"), "place"),
                words(("指标", "node"), "node"),
                column(("数值", "value"), "value", Holds::Number, true),
                may(("依据", "note"), "note", Holds::Words),
                may(("文件", "file"), "file", Holds::Words),
                may(("日期", "date"), "date", Holds::Words),
                may(("经手人", "by"), "by", Holds::Words),
            ],
            // Forms are printed in Chinese, and read by these words.
            Blank::Budget => {
                let amount = ("预算数", "预算数");
                vec![words(("项目", "项目"), "line"), column(amount, "amount", Holds::Money("unit.ten_thousand"), true)]
            }
            Blank::Ledger => vec![
                words(("日期", "date"), "date"),
                may(("摘要", "memo"), "memo", Holds::Words),
                column(("收入", "in"), "in", Holds::Money("unit.yuan"), true),
                column(("支出", "out"), "out", Holds::Money("unit.yuan"), true),
                may(("余额", "balance"), "balance", Holds::Money("unit.yuan")),
                may(("凭证号", "number"), "number", Holds::Words),
                may(("对方户名", "party"), "party", Holds::Words),
                may(("账号", "account"), "account", Holds::Words),
            ],
            Blank::Ages => {
                let mut columns = vec![column(("年龄", "age"), "age", Holds::Whole, true)];
                for part in ["field.contributors", "field.retirees"] {
                    for group in Group::ALL {
                        let names = [("group", language.text(group.text_key())), ("part", language.text(part))];
                        columns.push(Column {
                            heading: language.fill("blank.ages_heads", &names),
                            holds: Holds::Whole,
                            is_needed: true,
                            told: language.fill("blank.ages_told", &names),
                        });
                    }
                }
                columns
            }
        }
    }

    /// The columns of figures by county: each with what the glossary says of it.
    fn of_counties(self, language: Language) -> Vec<Column> {
        let heading = |named| first_name(named, language.is_english()).to_owned();
        let when = match self {
            Blank::Years if language.is_english() => "year".to_owned(),
            Blank::Years => "年份".to_owned(),
            _ => heading(Named::When),
        };
        let key = |heading, told: String| Column { heading, holds: Holds::Words, is_needed: true, told };
        let mut columns = vec![
            key(heading(Named::County), language.text("blank.county").to_owned()),
            key(when, self.text("when", language)),
        ];
        columns.extend(Field::ALL.into_iter().map(|field| {
            let holds = match field.unit() {
                FieldUnit::Persons => Holds::Persons,
                FieldUnit::YuanPerMonth => Holds::Money("unit.yuan"),
                FieldUnit::Yuan => Holds::Money("unit.ten_thousand"),
            };
            let told = about(language.text(field.text_key()), language).map(|topic| topic.article(language));
            Column {
                heading: heading(Named::Field(field)),
                holds,
                is_needed: field.is_needed(),
                told: told.and_then(|article| article.into_iter().next()).map_or_else(String::new, |part| part.text),
            }
        }));
        columns
    }

    /// The sheet to be filled.
    fn fill(
        self,
        sheet: &mut Worksheet,
        columns: &[Column],
        given: &Given,
        language: Language,
    ) -> Result<(), XlsxError> {
        sheet.set_name(language.text(&self.text_key()))?;
        let title = format!("{}{}", given.of, self.text("title", language));
        sheet.write_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14))?;
        let how = language.fill("blank.how", &[("where", &self.text("where", language))]);
        sheet.write_with_format(1, 0, how, &Format::new().set_font_color(Color::RGB(0x6B7685)))?;
        let heading = |needed: bool| {
            let color = if needed { Color::RGB(0xDCE8F3) } else { Color::RGB(0xF0F1F3) };
            let format = Format::new().set_bold().set_text_wrap().set_border(FormatBorder::Thin);
            format.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_background_color(color)
        };
        let ages: Vec<Vec<String>> = AGES.map(|age| vec![age.to_string()]).collect();
        let rows = if self == Blank::Ages { &ages } else { &given.rows };
        let count = if rows.is_empty() { ROWS } else { rows.len() as u32 };
        for (n, column) in (0u16..).zip(columns) {
            sheet.write_with_format(HEADINGS, n, column.with_unit(language), &heading(column.is_needed))?;
            let longest = rows.iter().filter_map(|row| row.get(usize::from(n))).map(|text| wide(text)).max();
            let usual = if column.holds == Holds::Words { 14 } else { 16 };
            sheet.set_column_width(n, longest.map_or(usual, |longest| (longest + 2).clamp(usual, 48)) as f64)?;
            let cell = Format::new().set_border(FormatBorder::Hair).set_num_format(column.holds.format());
            for row in 0..count {
                let stands = rows.get(row as usize).and_then(|row| row.get(usize::from(n)));
                match (stands, column.holds) {
                    (None, _) => sheet.write_blank(HEADINGS + 1 + row, n, &cell)?,
                    (Some(text), Holds::Whole) => sheet.write_with_format(
                        HEADINGS + 1 + row,
                        n,
                        text.parse::<u32>().unwrap_or_default(),
                        &cell,
                    )?,
                    (Some(text), _) => sheet.write_with_format(HEADINGS + 1 + row, n, text.as_str(), &cell)?,
                };
            }
        }
        sheet.set_row_height(HEADINGS, 48)?;
        let stays = columns.iter().take_while(|column| column.holds == Holds::Words).count().clamp(1, 2);
        sheet.set_freeze_panes(HEADINGS + 1, stays as u16)?;
        Ok(())
    }

    /// The sheet that explains the columns, a line each: as words down one column it is never taken for a table.
    fn explain(self, sheet: &mut Worksheet, columns: &[Column], language: Language) -> Result<(), XlsxError> {
        sheet.set_name(language.text("blank.explained"))?;
        sheet.set_column_width(0, 120)?;
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let rules = self.text("rules", language);
        let told = columns.iter().map(|column| {
            let needed = language.text(if column.is_needed { "blank.needed" } else { "blank.not_needed" });
            let values = [("column", &*column.with_unit(language)), ("needed", needed), ("meaning", &column.told)];
            language.fill("blank.told", &values)
        });
        for (row, line) in (0u32..).zip(rules.split('\n').map(str::to_owned).chain([String::new()]).chain(told)) {
            sheet.write_with_format(row, 0, line, &wrapped)?;
        }
        Ok(())
    }
}

impl Column {
    fn with_unit(&self, language: Language) -> String {
        match self.holds {
            Holds::Money(unit) => {
                language.fill("table.heading", &[("heading", &self.heading), ("unit", Language::Chinese.text(unit))])
            }
            Holds::Persons => language
                .fill("table.heading", &[("heading", &self.heading), ("unit", Language::Chinese.text("unit.persons"))]),
            _ => self.heading.clone(),
        }
    }
}

impl Holds {
    /// As what a spreadsheet shows it: words and times stay as they were typed.
    const fn format(self) -> &'static str {
        match self {
            Holds::Words => "@",
            Holds::Persons | Holds::Whole => "#,##0",
            Holds::Money(_) => "#,##0.00####",
            Holds::Number => "General",
        }
    }
}

/// About how wide a text is, in digits.
fn wide(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
