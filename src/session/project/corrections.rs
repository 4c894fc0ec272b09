//! Corrections by hand, as a part of a project file: a line a value, with what its source told and what stands instead.

use super::{Origins, place};
use crate::dataset::{Change, Correction, Corrections, Told};
use crate::field::{Amount, Field, FieldUnit};
use crate::finding::Origin;
use crate::money::Money;

const COLUMNS: [&str; 11] =
    ["county", "month", "field", "told", "text", "place", "change", "value", "note", "who", "when"];

pub(super) fn write(corrections: &Corrections) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("writing to memory");
    for Correction { county, period, field, change, told, note, who, when } in corrections.iter() {
        let (change, value) = match change {
            Change::Value(amount) => ("value", Some(*amount)),
            Change::Unknown => ("unknown", None),
            Change::Accepted => ("accepted", None),
        };
        let place = place(&told.origin, &Origin::default());
        let (period, told_amount, value) = (period.to_string(), number(told.amount), number(value));
        let line = [county, &*period, field.key(), &told_amount, &told.text, &place, change, &value, note, who, when];
        writer.write_record(line).expect("writing to memory");
    }
    let bytes = writer.into_inner().expect("writing to memory");
    String::from_utf8(bytes).expect("only text was written")
}

/// A line that is not understood is passed over: the value that was read then counts, as if nothing had been corrected.
pub(super) fn read(text: &str) -> Corrections {
    let mut origins = Origins::default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let Ok(header) = reader.headers().cloned() else { return Corrections::default() };
    let mut correction = |record: csv::StringRecord| {
        let cell = |heading: &str| record.get(header.iter().position(|known| known == heading)?);
        let field = Field::of_key(cell("field")?)?;
        let told = Told {
            amount: amount(field, cell("told")?),
            text: cell("text")?.into(),
            origin: origins.read(cell("place")?, &Origin::default()),
        };
        let change = match cell("change")? {
            "value" => Change::Value(amount(field, cell("value")?)?),
            "unknown" => Change::Unknown,
            "accepted" => Change::Accepted,
            _ => return None,
        };
        let text = |heading| cell(heading).unwrap_or_default().to_owned();
        let (note, who, when) = (text("note"), text("who"), text("when"));
        Some(Correction {
            county: cell("county")?.into(),
            period: cell("month")?.parse().ok()?,
            field,
            change,
            told,
            note,
            who,
            when,
        })
    };
    reader.records().flatten().filter_map(&mut correction).collect()
}

fn number(amount: Option<Amount>) -> String {
    match amount {
        None => String::new(),
        Some(Amount::Persons(heads)) => heads.to_string(),
        Some(Amount::Money(money)) => money.to_string(),
    }
}

fn amount(field: Field, text: &str) -> Option<Amount> {
    match field.unit() {
        FieldUnit::Persons => {
            text.parse().ok().filter(|heads: &i64| (0..=Money::MOST_PERSONS).contains(heads)).map(Amount::Persons)
        }
        FieldUnit::Yuan | FieldUnit::YuanPerMonth => Money::from_decimal(text.parse().ok()?).map(Amount::Money),
    }
}
