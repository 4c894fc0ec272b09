//! Number formats of spreadsheets and charts, with thousands separators and a true minus.

use crate::report::Measured;
use crate::report::chart::scale::Extent;
use crate::report::words::number::MoneyUnit;
use crate::report::words::sheet_text::PARTLY;

/// The format of so many decimals.
pub fn decimals(places: usize) -> String {
    let digits = if places == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(places)) };
    format!("{digits};\"−\"{digits}")
}

/// The format of a column of values: as many decimals as the program shows; the value itself keeps all.
pub fn cells(measured: Measured, unit: MoneyUnit) -> String {
    match measured {
        Measured::Money if unit == MoneyUnit::HundredMillion => decimals(4),
        Measured::Money | Measured::Yuan | Measured::PerPerson | Measured::Marks => decimals(2),
        Measured::Persons => decimals(0),
        Measured::Ratio | Measured::Months => decimals(1),
        Measured::Text | Measured::Number | Measured::Trend => "General".to_owned(),
    }
}

/// The format of a column of changes: with a sign.
pub fn changes(measured: Measured, unit: MoneyUnit) -> String {
    let plain = cells(measured, unit);
    match plain.split_once(';') {
        Some((digits, below)) => format!("\"+\"{digits};{below};{digits}"),
        None => "\"+\"#,##0.######;\"−\"#,##0.######;0".to_owned(),
    }
}

/// The same for a number that is partly known: its mark stands behind it.
pub fn partly(code: &str) -> String {
    code.split(';').map(|part| format!("{part}\"{PARTLY}\"")).collect::<Vec<_>>().join(";")
}

/// The format of an axis.
pub fn axis(extent: Extent) -> String {
    decimals(extent.decimals() as usize)
}

/// The format of values beside their points: no more digits than are read.
pub fn labels(values: impl Iterator<Item = f64>) -> String {
    let largest = values.fold(0.0, |a: f64, v| a.max(v.abs()));
    decimals(match largest {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    })
}
