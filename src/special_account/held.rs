//! Deposits held already, as an office lists them: amount, rate and when each is due, in a table or pasted.

use super::day::Day;
use super::rates::Held;
use crate::finding::{Finding, Findings, Origin};
use crate::intake::value::{Number, number};
use crate::money::{Money, Rate};
use crate::month::Month;
use crate::sheet::Sheet;

/// What the headings begin with or have in them, by column.
const HEADINGS: [&[&str]; 3] =
    [&["金额", "本金", "存款额", "amount", "principal"], &["利率", "rate"], &["到期", "due", "maturity"]];

/// Headings stand in the first rows.
const LAST_HEADING: usize = 40;

/// Where a table has what.
struct Form {
    /// The row of the headings; `None` where there are none.
    heading: Option<usize>,
    columns: [usize; 3],
    /// How many yuan an amount is.
    unit: i64,
    is_percent: bool,
}

/// The deposits of the first sheet that lists any; one without headings has amount, rate and month in that order.
///
/// # Errors
/// No such sheet; each cell that can't be read.
pub fn read<'a>(name: &str, sheets: impl IntoIterator<Item = &'a Sheet>) -> Result<Vec<Held>, Findings> {
    let found = sheets.into_iter().find_map(|sheet| Some((sheet, Form::of(sheet)?)));
    let (sheet, form) = found.ok_or_else(|| Finding::error("held-no-table", Origin::file(name)))?;
    let (mut deposits, mut findings) = (Vec::new(), Findings::new());
    for row in form.heading.map_or(0, |row| row + 1)..sheet.height() {
        let text = |column: usize| sheet.cell(row, form.columns[column]).trim();
        // A sum has no rate and no month.
        if text(0).is_empty() || (text(1).is_empty() && text(2).is_empty()) {
            continue;
        }
        let mut finding = |code, column: usize| {
            findings.push(Finding::error(code, sheet.at(row, form.columns[column])).with("found", text(column)));
        };
        let amount = amount(text(0), form.unit);
        let rate = rate(text(1), form.is_percent);
        let due = due(text(2));
        if amount.is_none() {
            finding("held-amount", 0);
        }
        if rate.is_none() {
            finding("held-rate", 1);
        }
        if due.is_none() {
            finding("held-due", 2);
        }
        if let (Some(amount), Some(rate), Some(due)) = (amount, rate, due) {
            deposits.push(Held { amount, rate, due });
        }
    }
    match (findings.is_empty(), deposits.is_empty()) {
        (false, _) => Err(findings),
        (true, true) => Err(Finding::error("held-no-table", Origin::file(name)).into()),
        (true, false) => Ok(deposits),
    }
}

/// The same of a text, its cells parted by tabs, commas of a list or blanks.
///
/// # Errors
/// As [`read`].
pub fn read_text(name: &str, text: &str) -> Result<Vec<Held>, Findings> {
    let mut sheet = Sheet::new(Origin::file(name));
    for line in text.lines() {
        let cells: Vec<&str> = match line.contains('\t') {
            true => line.split('\t').collect(),
            false => line.split(|c: char| c.is_whitespace() || "，;；".contains(c)).filter(|c| !c.is_empty()).collect(),
        };
        for cell in cells {
            sheet.push(cell).map_err(|_| Finding::error("held-no-table", Origin::file(name)))?;
        }
        sheet.end_row();
    }
    read(name, [&sheet])
}

impl Form {
    fn of(sheet: &Sheet) -> Option<Form> {
        let headed = (0..sheet.height().min(LAST_HEADING)).find_map(|row| {
            let texts: Vec<String> = sheet.row(row).map(str::to_lowercase).collect();
            let place = |names: &[&str]| texts.iter().position(|text| names.iter().any(|name| text.contains(name)));
            let [amount, rate, due] = HEADINGS.map(place);
            Some((row, [amount?, rate?, due?]))
        });
        if let Some((row, columns)) = headed {
            let says = |column: usize, words: &[&str]| {
                words.iter().any(|word| sheet.cell(row, columns[column]).contains(word))
            };
            let unit = if says(0, &["万元"]) { 10_000 } else { 1 };
            return Some(Form { heading: Some(row), columns, unit, is_percent: says(1, &["%", "％"]) });
        }
        let bare = Form { heading: None, columns: [0, 1, 2], unit: 1, is_percent: false };
        let first = (0..sheet.height()).find(|row| !sheet.is_blank(*row))?;
        let fits = amount(sheet.cell(first, 0).trim(), 1).is_some() && due(sheet.cell(first, 2).trim()).is_some();
        fits.then_some(bare)
    }
}

/// An amount above zero; one may say 万 itself.
fn amount(text: &str, unit: i64) -> Option<Money> {
    let bare = text.trim_start_matches(['¥', '￥']).trim_end_matches('元');
    let (bare, unit) = bare.strip_suffix('万').map_or((bare, unit), |bare| (bare, 10_000));
    let Some(Number::Known(amount)) = number(bare) else { return None };
    amount.checked_mul(unit.into()).and_then(Money::from_decimal).filter(|money| money.is_positive())
}

/// A rate by year: 3.87%, 0.0387, or 3.87 where the heading says %, or it can be nothing else.
fn rate(text: &str, is_percent: bool) -> Option<Rate> {
    let bare = text.strip_suffix(['%', '％']);
    let Some(Number::Known(told)) = number(bare.unwrap_or(text)) else { return None };
    let percent = bare.is_some() || is_percent || told >= Rate::new(2, 1);
    let rate = if percent { told.checked_div(Rate::ONE_HUNDRED)?.normalize() } else { told };
    (rate >= Rate::ZERO && rate <= Rate::ONE && rate.scale() <= 10).then_some(rate)
}

fn due(text: &str) -> Option<Month> {
    let month = || {
        let text = text.replace(['年', '/', '.'], "-").replace('月', "");
        let (year, month) = text.split_once('-')?;
        Month::new(year.trim().parse().ok()?, month.trim().parse().ok()?)
    };
    Day::read(text).map(Day::month).or_else(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        match read_text("存单", text) {
            Ok(deposits) => deposits.iter().map(|held| format!("{} {} {}", held.amount, held.rate, held.due)).collect(),
            Err(findings) => findings.iter().map(|finding| format!("{} {}", finding.code, finding.origin)).collect(),
        }
    }

    #[test]
    fn lists_of_every_form_are_read() {
        let expected = ["3000000.00 0.0387 2008-10"];
        for text in [
            "3000000\t3.87%\t2008-10-15",
            "300万 3.87 2008年10月",
            "存单号\t金额（万元）\t年利率（%）\t起存日\t到期日\n1\t300\t3.87\t2007-10-15\t2008.10.15\n合计\t300\t\t\t",
            "amount rate due\n3000000 0.0387 2008-10",
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_cell() {
        assert_eq!(
            told("金额\t利率\t到期\n-3\t400\t十月\n"),
            ["held-amount 存单 A2", "held-rate 存单 B2", "held-due 存单 C2"]
        );
        assert_eq!(told("x"), ["held-no-table 存单"]);
        assert_eq!(told(""), ["held-no-table 存单"]);
    }
}
