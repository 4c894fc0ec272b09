//! Corrections by hand: what is put in the place of single values that the source tells, which stay behind it.
//!
//! Data flow one way, from those that were read to those that count. A correction remembers what the source told when it
//! was made: where the source tells something else since, it falls away, and that is said.

use std::sync::Arc;

use super::{Dataset, RowSource};
use crate::field::{Amount, Field, Row, Values};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::Money;
use crate::month::Period;

/// What is done to a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// 更正: another stands in its place.
    Value(Amount),
    /// 置为未知: it is not known.
    Unknown,
    /// 确认无误: it is right as it stands, however strange.
    Accepted,
}

/// What a source tells of a value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// The value; `None` is unknown, or could not be read.
    pub amount: Option<Amount>,
    /// The text of its cell.
    pub text: Box<str>,
    /// The cell.
    pub origin: Origin,
}

impl Told {
    /// Whether another source tells the same, wherever it stands: the same value, or the same text of what is none.
    pub fn is_same(&self, other: &Told) -> bool {
        let is_no_value = self.amount.is_none() && other.amount.is_none();
        self.amount == other.amount && (!is_no_value || self.text.trim() == other.text.trim())
    }
}

/// A correction of one value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correction {
    /// 区县, by its path.
    pub county: Arc<str>,
    /// Month or year.
    pub period: Period,
    /// Of what.
    pub field: Field,
    /// What is done.
    pub change: Change,
    /// What the source told when it was made.
    pub told: Told,
    /// 备注.
    pub note: String,
    /// 经手人.
    pub who: String,
    /// The day on which it was made: `2026-11-29`.
    pub when: String,
}

impl Correction {
    /// The value that counts by it.
    pub fn amount(&self) -> Option<Amount> {
        match self.change {
            Change::Value(amount) => Some(amount),
            Change::Unknown => None,
            Change::Accepted => self.told.amount,
        }
    }
}

/// The corrections of one fund's data, one a value at most. Cheap to copy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Corrections(Arc<Vec<Correction>>);

impl Corrections {
    /// All, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Correction> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// That of a value.
    pub fn at(&self, county: &str, period: Period, field: Field) -> Option<&Correction> {
        self.iter().find(|own| own.field == field && own.period == period && *own.county == *county)
    }

    /// Adds one, instead of the one that there was of the value.
    pub fn put(&mut self, correction: Correction) {
        self.remove(&correction.county, correction.period, correction.field);
        Arc::make_mut(&mut self.0).push(correction);
    }

    /// Takes that of a value away.
    pub fn remove(&mut self, county: &str, period: Period, field: Field) {
        if self.at(county, period, field).is_some() {
            let is_other = |own: &Correction| own.field != field || own.period != period || *own.county != *county;
            Arc::make_mut(&mut self.0).retain(is_other);
        }
    }
}

impl FromIterator<Correction> for Corrections {
    fn from_iter<T: IntoIterator<Item = Correction>>(corrections: T) -> Corrections {
        let mut all = Corrections::default();
        corrections.into_iter().for_each(|correction| all.put(correction));
        all
    }
}

impl Dataset {
    /// What the source tells of a value; `None` where there is no such row.
    pub fn told(&self, county: &str, period: Period, field: Field) -> Option<Told> {
        let county = &self.counties[self.position_of(county)?];
        let amount = county.row(period)?.get(field);
        let amount = amount.filter(|_| !self.absent.contains(&field));
        let source = county.source(period);
        let (origin, text) = match source.and_then(|source| source.cell(field)) {
            Some((origin, text)) => (origin, text.into()),
            None => (source.map(|source| source.origin()).unwrap_or_default(), Box::default()),
        };
        Some(Told { amount, text, origin })
    }

    /// The county, period and field of the value that stood in a cell.
    pub fn value_from(&self, cell: &Origin) -> Option<(Arc<str>, Period, Field)> {
        let stands = |source: &RowSource, field: &Field| source.cell(*field).is_some_and(|(origin, _)| origin == *cell);
        let (row, column) = (cell.row?, cell.column?);
        self.counties.iter().find_map(|county| {
            let mut rows = county.periods().map(|(period, _)| period).zip(&county.sources);
            rows.find_map(|(period, source)| {
                let field = Field::ALL.into_iter().find(|field| stands(source, field))?;
                Some((county.name.clone(), period, field)).filter(|_| row > 0 && column > 0)
            })
        })
    }

    /// The position of a county by its path, by an end of it, or by its own name where these data name none above it.
    fn position_of(&self, county: &str) -> Option<usize> {
        self.position(county).or_else(|| self.position(county.rsplit('/').next()?))
    }

    /// These data, which were read, with the corrections that hold; and what is to be said of those that don't. A
    /// correction of a row that is not there stays quiet: the row may come.
    pub fn corrected(&self, corrections: &Corrections) -> (Dataset, Findings) {
        let (mut data, mut fallen) = (self.clone(), Findings::new());
        let mut holding = Vec::new();
        for correction in corrections.iter() {
            let Some(position) = self.position_of(&correction.county) else { continue };
            let name = self.counties[position].name.clone();
            let Some(now) = self.told(&name, correction.period, correction.field) else { continue };
            if !now.is_same(&correction.told) {
                // What the source has come to tell itself needs no word.
                if now.amount.is_none() || now.amount != correction.amount() {
                    let fell = Finding::new("correction-fallen", Severity::Warning, now.origin.clone());
                    let fell = self.named(correction, position, fell);
                    fallen.push(fell.with("old", written(&correction.told)).with("new", written(&now)));
                }
                continue;
            }
            holding.push(Correction { county: name, told: now, ..correction.clone() });
        }
        holding.retain(|correction| {
            let stands = data.put(correction);
            if !stands {
                let at = correction.told.origin.clone();
                let position = self.position(&correction.county).unwrap_or(0);
                let impossible = Finding::new("correction-impossible", Severity::Warning, at);
                fallen.push(self.named(correction, position, impossible));
            }
            stands
        });
        data.corrections = holding.into_iter().collect();
        (data, fallen)
    }

    /// Puts a correction's value into its row; whether it can stand there beside the others.
    fn put(&mut self, correction: &Correction) -> bool {
        if correction.change == Change::Accepted {
            return true;
        }
        let Some(position) = self.position(&correction.county) else { return false };
        let county = &mut self.counties[position];
        let Some(n) = county.index(correction.period) else { return false };
        let mut values = Values::from_row(county.nth(n));
        let was_right = !is_backpay_above(values.row());
        values.set(correction.field, correction.amount());
        if was_right && is_backpay_above(values.row()) {
            return false;
        }
        county.change(n, |row| *row = values);
        if correction.amount().is_some() {
            self.absent.retain(|field| *field != correction.field);
        }
        true
    }

    /// A finding with what a sentence about a correction names; its value in the unit of the table.
    fn named(&self, correction: &Correction, county: usize, finding: Finding) -> Finding {
        let county = &self.counties[county];
        let change = match correction.change {
            Change::Value(amount) => county.as_told(correction.field, amount),
            Change::Unknown => "hand.unknown".to_owned(),
            Change::Accepted => "hand.accepted".to_owned(),
        };
        finding
            .with("county", &county.name)
            .with("period", correction.period)
            .with("field", correction.field.text_key())
            .with("change", change)
            .with("note", &correction.note)
            .with("who", &correction.who)
    }
}

/// Whether back-pay is more than the pension that it is part of.
pub(super) fn is_backpay_above(row: Row<'_>) -> bool {
    let both = row.money(Field::Pension).zip(row.money(Field::Backpay));
    both.is_some_and(|(pension, backpay)| backpay > pension.max(Money::ZERO))
}

/// What a source tells as it stands there, or its value where no text is known.
fn written(told: &Told) -> String {
    match (told.text.trim(), told.amount) {
        ("", Some(Amount::Persons(heads))) => heads.to_string(),
        ("", Some(Amount::Money(money))) => money.to_string(),
        ("", None) => "hand.blank".to_owned(),
        (text, _) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::import;

    const TEXT: &str = "county,month,contributors,retirees,collected,pension,backpay\n\
        甲,2026-01,10,5,100.00,90.00,1.00\n甲,2026-02,10,5,,90.00,1.00\n";

    fn data(text: &str) -> Dataset {
        import("d.csv", text.as_bytes()).expect("it is read").dataset
    }

    fn correction(data: &Dataset, month: &str, field: Field, change: Change) -> Correction {
        let period = month.parse().expect("a month");
        let told = data.told("甲", period, field).expect("the row is there");
        let (note, who, when) = ("电话核实".into(), "王芳".into(), "2026-11-29".into());
        Correction { county: "甲".into(), period, field, change, told, note, who, when }
    }

    fn yuan(yuan: i64) -> Change {
        Change::Value(Amount::Money(Money::from_yuan(yuan)))
    }

    #[test]
    fn a_correction_stands_before_what_was_read_and_falls_away_where_the_source_changed() {
        let read = data(TEXT);
        let corrections: Corrections = [
            correction(&read, "2026-01", Field::Collected, yuan(120)),
            correction(&read, "2026-02", Field::Collected, yuan(130)),
            correction(&read, "2026-02", Field::Pension, Change::Unknown),
            correction(&read, "2026-01", Field::Pension, Change::Accepted),
        ]
        .into_iter()
        .collect();
        let (now, fallen) = read.corrected(&corrections);
        assert_eq!((fallen.len(), now.corrections.len()), (0, 4));
        let of = |data: &Dataset, n: usize, field| data.counties[0].nth(n).money(field).map(|m| m.to_string());
        assert_eq!(of(&now, 0, Field::Collected).as_deref(), Some("120.00"));
        assert_eq!(of(&now, 1, Field::Collected).as_deref(), Some("130.00"));
        assert_eq!((of(&now, 1, Field::Pension), of(&now, 0, Field::Pension).as_deref()), (None, Some("90.00")));
        // What was read stays as it was, and the cell still says what stood there.
        assert_eq!(of(&read, 0, Field::Collected).as_deref(), Some("100.00"));
        assert_eq!(now.counties[0].sources, read.counties[0].sources);
        assert_eq!(read.corrected(&Corrections::default()), (read.clone(), Findings::new()));

        let newer = data(&TEXT.replace("100.00", "101.00").replace(",,90.00", ",130.00,90.00"));
        let (now, fallen) = newer.corrected(&corrections);
        assert_eq!(now.corrections.len(), 2, "the pensions are as they were");
        assert_eq!(of(&now, 0, Field::Collected).as_deref(), Some("101.00"));
        let said: Vec<String> = fallen.iter().map(|f| f.line(crate::locale::Language::Chinese)).collect();
        assert_eq!(said.len(), 1, "a source that tells the corrected value itself needs no word: {said:?}");
        assert!(said[0].contains("E2") && said[0].contains("100.00") && said[0].contains("101.00"), "{said:?}");
        assert!(said[0].contains("120.00") && said[0].contains("王芳"), "{said:?}");
    }

    #[test]
    fn back_pay_above_the_pension_does_not_stand() {
        let read = data(TEXT);
        let corrections = [correction(&read, "2026-01", Field::Backpay, yuan(91))].into_iter().collect();
        let (now, fallen) = read.corrected(&corrections);
        assert_eq!((now.corrections.len(), fallen[0].code), (0, "correction-impossible"));
        assert_eq!(now.counties, read.counties);
    }
}
