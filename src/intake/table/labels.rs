//! Tells the columns that name the rows from those that hold values.
//!
//! The leftmost columns name the rows as long as they hold texts or times, or have a heading that says so, such as
//! 序号 or 年月; the first column of other numbers ends them.

use rust_decimal::Decimal;

use super::Heading;
use super::shape::{Shape, Zone, is_year_like, known, shape};
use super::words::words;

/// What the sampled rows have in a column.
#[derive(Clone, Copy, Default, Debug)]
struct Held {
    numbers: usize,
    dashes: usize,
    times: usize,
    texts: usize,
}

impl Held {
    fn filled(self) -> usize {
        self.numbers + self.dashes + self.times + self.texts
    }

    /// Mostly names or times.
    fn names(self) -> bool {
        self.times + self.texts > 0 && self.times + self.texts >= self.numbers + self.dashes
    }
}

fn held(zone: &Zone<'_>, column: usize, sample: &[usize]) -> Held {
    let mut held = Held::default();
    for row in sample {
        match shape(zone.cell(*row, column)) {
            Shape::Blank => {}
            Shape::Number => held.numbers += 1,
            Shape::Dash => held.dashes += 1,
            Shape::Time => held.times += 1,
            Shape::Text => held.texts += 1,
        }
    }
    held
}

/// Which of the columns name the rows. `headings` are those of each column, `sample` some rows below the header.
pub(super) fn labels(
    zone: &Zone<'_>,
    columns: &[usize],
    headings: impl Fn(usize) -> Vec<Heading>,
    sample: &[usize],
) -> Vec<usize> {
    let labels = by_position(zone, columns, &headings, sample);
    if labels.len() < columns.len() {
        return labels;
    }
    // Nothing but names: then the first columns name the others.
    let named = |column: &&usize| headings(**column).iter().any(|h| words().is_label(&h.text));
    let named = columns.iter().take_while(named).count();
    columns[..named.clamp(1, columns.len().saturating_sub(1).max(1))].to_vec()
}

fn by_position(
    zone: &Zone<'_>,
    columns: &[usize],
    headings: &impl Fn(usize) -> Vec<Heading>,
    sample: &[usize],
) -> Vec<usize> {
    let mut labels = Vec::new();
    // Empty columns among the labels are labels too, where another follows.
    let mut empty = Vec::new();
    let mut leading = true;
    let mut values = super::header::number_columns(zone, sample);
    values.retain(|column| !headings(*column).iter().any(|h| words().is_label(&h.text)));
    for (place, &column) in columns.iter().enumerate() {
        let held = held(zone, column, sample);
        let path = headings(column);
        let is_named = path.iter().any(|h| words().is_label(&h.text));
        if leading && held.filled() == 0 && !is_named {
            empty.push(column);
            continue;
        }
        let is_label = match (leading, is_named) {
            (true, true) => true,
            (true, false) if path.iter().any(|h| words().ends_as_label(&h.text)) => true,
            (true, false) if place == 0 || !values.is_empty() => {
                held.names() || counts_rows(zone, column, &path, sample)
            }
            (true, false) => false,
            // A column for the county or the month may stand behind values, as exported tables have it.
            (false, true) => held.names(),
            (false, false) => false,
        };
        if is_label {
            labels.append(&mut empty);
            labels.push(column);
        } else {
            leading = false;
        }
    }
    labels
}

/// Whether a column of numbers without a telling heading names the rows: years and months in order, or, without any
/// heading, 1, 2, 3.
fn counts_rows(zone: &Zone<'_>, column: usize, path: &[Heading], sample: &[usize]) -> bool {
    if column != zone.columns.start {
        return false;
    }
    let numbers: Vec<Decimal> = sample.iter().filter_map(|row| known(zone.cell(*row, column))).collect();
    if numbers.len() < 3 {
        return false;
    }
    let years = numbers.iter().all(|n| is_year_like(*n)) && numbers.is_sorted();
    years || (path.is_empty() && numbers.windows(2).all(|pair| pair[1] - pair[0] == Decimal::ONE))
}
