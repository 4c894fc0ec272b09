//! Rows on their way from tables to a data set, kept county by county, so that a million of them take little more room
//! than their numbers: the data set takes these over as they lie.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Observation, RowSource};
use crate::field::{Amount, Field, Row, Values};
use crate::month::Period;
use crate::place::CountyNames;

/// Rows as tables gave them: counties in the order first seen, the rows of each as they were read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Observed {
    counties: Vec<CountyRows>,
    positions: HashMap<Arc<str>, usize>,
}

/// The rows of one county.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountyRows {
    /// 区县: its name, after those of the places above it where the source has such columns.
    pub county: Arc<str>,
    /// Those names one by one; `None` without such columns.
    pub names: Option<Arc<CountyNames>>,
    times: Vec<RowTime>,
    /// The rows one after the other, [`Field::OBSERVED`] numbers each.
    values: Vec<i64>,
    sources: Vec<RowSource>,
}

/// The period of a row, and the first of the months that it sums where it sums several.
type RowTime = (Period, Option<u32>);

/// A row where it lies.
#[derive(Clone, Copy, Debug)]
pub struct ObservedRow<'a> {
    /// Its county and the rows beside it.
    pub of: &'a CountyRows,
    /// As of an [`Observation`].
    pub period: Period,
    /// As of an [`Observation`].
    pub since: Option<u32>,
    /// The values.
    pub row: Row<'a>,
    /// Where it stood.
    pub source: &'a RowSource,
}

impl Observed {
    /// Adds a row behind those of its county.
    pub fn push(&mut self, row: Observation) {
        // Rows mostly follow one another county by county.
        let last = self.counties.last().filter(|last| Arc::ptr_eq(&last.county, &row.county));
        let position = match last {
            Some(_) => self.counties.len() - 1,
            None => *self.positions.entry(row.county.clone()).or_insert_with(|| {
                self.counties.push(CountyRows::new(row.county.clone(), row.names.clone()));
                self.counties.len() - 1
            }),
        };
        let county = &mut self.counties[position];
        roomy(&mut county.times, 1);
        roomy(&mut county.sources, 1);
        roomy(&mut county.values, Field::OBSERVED);
        county.times.push((row.period, row.since));
        county.values.extend_from_slice(row.row.numbers());
        county.sources.push(row.source);
    }

    /// Adds the rows of another list behind those of their counties.
    pub fn append(&mut self, other: Observed) {
        for rows in other.counties {
            match self.positions.get(&rows.county) {
                Some(position) => self.counties[*position].append(rows),
                None => {
                    self.positions.insert(rows.county.clone(), self.counties.len());
                    self.counties.push(rows);
                }
            }
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.counties.is_empty()
    }

    /// The counties in the order first seen; each has a row.
    pub fn counties(&self) -> &[CountyRows] {
        &self.counties
    }

    /// The rows, county by county.
    pub fn rows(&self) -> impl Iterator<Item = ObservedRow<'_>> {
        self.counties.iter().flat_map(CountyRows::rows)
    }

    /// The rows one by one, to be changed or parted.
    pub fn into_rows(self) -> impl Iterator<Item = Observation> {
        self.counties.into_iter().flat_map(CountyRows::into_rows)
    }

    /// Calls counties by other names; those that then have the same one become one.
    pub fn renamed(self, rename: impl Fn(&mut CountyRows)) -> Observed {
        let mut renamed = Observed::default();
        for mut rows in self.counties {
            rename(&mut rows);
            renamed.append(Observed { positions: HashMap::new(), counties: vec![rows] });
        }
        renamed
    }

    pub(super) fn into_counties(self) -> Vec<CountyRows> {
        self.counties
    }
}

impl From<Vec<Observation>> for Observed {
    fn from(rows: Vec<Observation>) -> Observed {
        let mut observed = Observed::default();
        rows.into_iter().for_each(|row| observed.push(row));
        observed
    }
}

impl CountyRows {
    fn new(county: Arc<str>, names: Option<Arc<CountyNames>>) -> CountyRows {
        CountyRows { county, names, times: Vec::new(), values: Vec::new(), sources: Vec::new() }
    }

    /// The rows as they were read.
    pub fn rows(&self) -> impl Iterator<Item = ObservedRow<'_>> {
        let values = self.values.chunks_exact(Field::OBSERVED).map(Row::of);
        self.times.iter().zip(values).zip(&self.sources).map(|(((period, since), row), source)| ObservedRow {
            of: self,
            period: *period,
            since: *since,
            row,
            source,
        })
    }

    fn into_rows(self) -> impl Iterator<Item = Observation> {
        let CountyRows { county, names, times, values, sources } = self;
        times.into_iter().zip(sources).enumerate().map(move |(n, ((period, since), source))| {
            let row = Row::of(&values[n * Field::OBSERVED..(n + 1) * Field::OBSERVED]);
            Observation {
                county: county.clone(),
                names: names.clone(),
                period,
                since,
                row: Values::from_row(row),
                source,
            }
        })
    }

    fn append(&mut self, mut other: CountyRows) {
        self.times.append(&mut other.times);
        self.values.append(&mut other.values);
        self.sources.append(&mut other.sources);
    }

    /// Keeps the rows of one grain, by period; rows of the same period stay in their order.
    pub(super) fn arrange(&mut self, keep: impl Fn(Period) -> bool) {
        let mut order: Vec<usize> = (0..self.times.len()).filter(|n| keep(self.times[*n].0)).collect();
        order.sort_by_key(|n| self.times[*n].0);
        if order.len() == self.times.len() && order.iter().enumerate().all(|(n, from)| n == *from) {
            return;
        }
        let numbers = |n: &usize| self.values[n * Field::OBSERVED..(n + 1) * Field::OBSERVED].to_vec();
        self.values = order.iter().flat_map(numbers).collect();
        self.sources = order.iter().map(|n| self.sources[*n].clone()).collect();
        self.times = order.iter().map(|n| self.times[*n]).collect();
    }

    /// Makes rows that are ascending contiguous: of a period told twice the first stays, and one that is missing is
    /// wholly unknown. What comes after a hole of very many periods is left out.
    pub(super) fn fill_gaps(&mut self) {
        const WIDEST: i32 = 240;
        let old = std::mem::replace(self, CountyRows::new(self.county.clone(), self.names.clone()));
        let mut next: Option<Period> = None;
        for (n, (period, since)) in old.times.into_iter().enumerate() {
            let hole = next.map_or(0, |next| period.first_month().since(next.first_month()) / period.len());
            if hole > WIDEST {
                return;
            }
            for _ in 0..hole {
                self.times.extend(next.map(|period| (period, None)));
                self.values.extend(Values::default().numbers());
                self.sources.push(RowSource::default());
                next = next.map(Period::next);
            }
            if hole >= 0 {
                self.times.push((period, since));
                self.values.extend(&old.values[n * Field::OBSERVED..(n + 1) * Field::OBSERVED]);
                self.sources.push(old.sources[n].clone());
                next = Some(period.next());
            }
        }
    }

    /// Sets a field of every row.
    pub(super) fn set(&mut self, field: Field, value: Amount) {
        let mut values = Values::default();
        values.set(field, Some(value));
        let number = values.numbers()[field as usize];
        self.values.iter_mut().skip(field as usize).step_by(Field::OBSERVED).for_each(|at| *at = number);
    }

    /// Its numbers and where they stood.
    pub(super) fn into_parts(mut self) -> (Vec<i64>, Vec<RowSource>) {
        self.values.shrink_to_fit();
        self.sources.shrink_to_fit();
        (self.values, self.sources)
    }
}

/// Makes room for more by a quarter at a time: doubled lists of thousands of counties would stand half empty.
fn roomy<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact((list.len() / 4).max(4 * more));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::month::Month;

    fn row(county: &str, month: u32, heads: i64) -> Observation {
        let mut values = Values::default();
        values.set(Field::Contributors, Some(Amount::Persons(heads)));
        Observation {
            county: county.into(),
            names: None,
            period: Period::Month(Month::new(2026, month).expect("a month")),
            since: None,
            row: values,
            source: RowSource::default(),
        }
    }

    #[test]
    fn rows_that_lie_month_by_month_become_counties() {
        let by_month = vec![row("甲", 2, 2), row("乙", 2, 20), row("甲", 1, 1), row("乙", 1, 10)];
        let by_county = vec![row("甲", 1, 1), row("甲", 2, 2), row("乙", 1, 10), row("乙", 2, 20)];
        let observed = Observed::from(by_month.clone());
        assert_eq!(observed.rows().map(|row| &*row.of.county).collect::<Vec<_>>(), ["甲", "甲", "乙", "乙"]);
        assert_eq!(observed.clone().into_rows().filter(|row| by_month.contains(row)).count(), 4);
        assert_eq!(Dataset::new(observed, Vec::new()), Dataset::new(by_county, Vec::new()));
    }

    #[test]
    fn counties_of_one_name_become_one() {
        let mut observed = Observed::from(vec![row("屯溪", 1, 1), row("歙县", 1, 5)]);
        observed.append(vec![row("屯溪区", 2, 2), row("歙县", 2, 6)].into());
        let renamed = observed.renamed(|rows| {
            if &*rows.county == "屯溪" {
                rows.county = "屯溪区".into();
            }
        });
        let heads: Vec<Option<i64>> = renamed.rows().map(|row| row.row.persons(Field::Contributors)).collect();
        assert_eq!((renamed.counties().len(), heads), (2, [1, 2, 5, 6].map(Some).to_vec()));
    }
}
