//! Columns 省 and 市 whose cells are left blank: below the first of several rows, or beside a county that has no city.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nest::{closed, is_of_province};
use crate::intake::choices::BlankPlace;
use crate::intake::table::{is_total, one_line};
use crate::sheet::Sheet;

/// What a column of places names beside each row.
pub(super) struct Named {
    /// By the sheet's row.
    pub(super) names: BTreeMap<usize, Arc<str>>,
    /// Whether cells are empty that mean the name of another.
    pub(super) leaves_out: bool,
    /// How blank cells were read, the first of them, and how many there are; `None` where merged cells tell.
    pub(super) blanks: Option<(BlankPlace, usize, usize)>,
}

/// A row beside a column of places.
pub(super) struct Beside<'a> {
    pub(super) row: usize,
    /// What stands in the county's column.
    pub(super) county: &'a str,
    /// Whether the row sums others.
    pub(super) is_sum: bool,
}

/// Reads a column of places. Where its names stand once above their rows, a blank cell means the same as above; where
/// they are repeated row by row, or merged over their rows, it means none.
/// No city goes on into the next of the provinces `over` it.
pub(super) fn read(
    sheet: &Sheet,
    column: usize,
    rows: &[Beside<'_>],
    over: Option<&Named>,
    chosen: Option<BlankPlace>,
) -> Named {
    let merged: Vec<_> = sheet
        .merged
        .iter()
        .filter(|a| (a.left as usize..=a.right as usize).contains(&column) && a.bottom > a.top)
        .filter(|a| rows.iter().any(|beside| (a.top as usize..=a.bottom as usize).contains(&beside.row)))
        .collect();
    let own = |row: usize| {
        let area = merged.iter().find(|a| (a.top as usize..=a.bottom as usize).contains(&row));
        let (row, column) = area.map_or((row, column), |a| (a.top as usize, a.left as usize));
        let text = one_line(sheet.cell(row, column));
        // 南京市小计 names the city, 合计 none.
        match (is_total(&text), closed(&text)) {
            (true, place) => place.filter(|place| !place.starts_with('全')).unwrap_or_default().to_owned(),
            (false, _) => text,
        }
    };
    let texts: Vec<String> = rows.iter().map(|beside| own(beside.row)).collect();
    let counties = || texts.iter().zip(rows).filter(|(_, beside)| !beside.is_sum && !beside.county.is_empty());
    let names: Vec<&String> = counties().map(|(text, _)| text).filter(|text| !text.is_empty()).collect();
    let repeated = names.windows(2).any(|pair| pair[0] == pair[1]);
    let alone = |county: &str| is_of_province(county);
    let blank: Vec<usize> =
        counties().filter(|(text, b)| text.is_empty() && !alone(b.county)).map(|(_, b)| b.row).collect();
    let means = chosen.unwrap_or(match !merged.is_empty() || repeated {
        true => BlankPlace::None,
        false => BlankPlace::SameAsAbove,
    });
    let nobody: Arc<str> = Arc::from("");
    let (mut last, mut last_over) = (nobody.clone(), None);
    let mut named = BTreeMap::new();
    for (text, beside) in texts.iter().zip(rows) {
        let own_over = over.and_then(|over| over.names.get(&beside.row));
        if !beside.is_sum && own_over != last_over {
            (last, last_over) = (nobody.clone(), own_over);
        }
        let is_subtotal = beside.is_sum && beside.county.contains("小计");
        let name = match text.is_empty() {
            false => Arc::from(text.as_str()),
            true if beside.is_sum => {
                if is_subtotal {
                    last.clone()
                } else {
                    nobody.clone()
                }
            }
            true if means == BlankPlace::SameAsAbove && !alone(beside.county) => last.clone(),
            true => nobody.clone(),
        };
        if !beside.is_sum {
            last = name.clone();
        }
        named.insert(beside.row, name);
    }
    let tells = !names.is_empty() && merged.is_empty();
    let blanks = blank.first().filter(|_| tells).map(|first| (means, *first, blank.len()));
    let own_blank = |row: usize| sheet.cell(row, column).trim().is_empty();
    let leaves_out = named.iter().any(|(row, name)| !name.is_empty() && own_blank(*row));
    Named { names: named, leaves_out, blanks }
}
