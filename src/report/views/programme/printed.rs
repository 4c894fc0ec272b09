//! 核对 of the examples: what their papers print beside what the examples give.

use super::{Made, Part, Words, name};
use crate::published::Unit;
use crate::published::papers::{Held, Stated, stated};
use crate::report::words::number::{MoneyUnit, Style, grouped};
use crate::report::{Cell, Measured, Sheet, Tone};
use crate::statements::programme::Matter;

impl Words {
    /// What is printed of an example; nothing where no figure is.
    pub(super) fn printed(self, matter: Option<Matter>) -> Option<Part> {
        let all = stated(matter);
        let columns = vec![
            self.column("published.figure_column", Measured::Text),
            self.column("published.printed_column", Measured::Text),
            self.column("programme.gives", Measured::Text),
            self.column("published.agrees_column", Measured::Text),
        ];
        let mut part =
            self.part("programme.published", columns, all.iter().map(|stated| self.row(stated)).collect(), 0);
        let agree = all.iter().filter(|stated| stated.held() == Held::Agrees).count();
        let values = [("count", &*all.len().to_string()), ("agree", &*agree.to_string())];
        part.sheet.notes.push(self.fill("published.count", &values));
        (!all.is_empty()).then_some(part)
    }

    fn row(self, stated: &Stated) -> Vec<Made> {
        let places = stated.printed.scale();
        let with_unit = |number: String| match stated.unit {
            Unit::Percent => format!("{number}%"),
            unit => format!("{number} {}", self.unit(unit)).trim_end().to_owned(),
        };
        let shown = |number: rust_decimal::Decimal, places| with_unit(grouped(number, places));
        let more = stated.value.normalize().scale().clamp(places, places + 2);
        let (words, tone) = match stated.held() {
            Held::Agrees => (self.text("published.agrees"), Tone::Plain),
            Held::Cut(rounded) => {
                let values = [("printed", shown(stated.printed, places)), ("rounded", shown(rounded, places))];
                (self.fill("programme.cut", &values.each_ref().map(|(k, v)| (*k, v.as_str()))), Tone::Warning)
            }
            Held::Differs => (self.text("published.differs"), Tone::Trouble),
        };
        vec![
            name(self.language().text(&format!("stated.{}", stated.key))),
            (Cell::text(shown(stated.printed, places)), String::new()),
            (Cell::text(shown(stated.value, more)), stated.working.clone()),
            (Cell::text(words).toned(tone), String::new()),
        ]
    }

    fn unit(self, unit: Unit) -> &'static str {
        let style = |unit| Style { unit, ..self.0 };
        match unit {
            Unit::TenThousand => style(MoneyUnit::TenThousand).unit_name(Measured::Money),
            Unit::HundredMillion => style(MoneyUnit::HundredMillion).unit_name(Measured::Money),
            _ => "",
        }
    }
}

/// The tables of all examples, for the screen of published figures.
pub fn tables(style: Style) -> Vec<Sheet> {
    let words = Words(style);
    let table = |(matter, key, source): (Option<Matter>, &str, &str)| {
        let mut sheet = words.printed(matter)?.sheet;
        sheet.title = words.text(key);
        sheet.source = words.text(source);
        Some(sheet)
    };
    let all = [
        (Some(Matter::Channels), "programme.published_channels", "programme.example_channels"),
        (Some(Matter::Targets), "programme.published_targets", "programme.example_targets"),
        (None, "programme.published_moved", "programme.example_moved"),
    ];
    all.into_iter().filter_map(table).collect()
}
